/**
 * Real gateways in network namespaces, measured from the hosts behind them.
 *
 * <pre>
 *   client 10.1.0.2 ── 10.1.0.1 gwA 192.0.2.1 ═══ 192.0.2.2 gwB 10.2.0.1 ── 10.2.0.2 server
 *                                └──── Peer: Ringswan, or another ────┘
 * </pre>
 */
@NullMarked
package dev.ringswan.bench.e2e;

import org.jspecify.annotations.NullMarked;
