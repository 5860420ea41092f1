/**
 * Ringswan against other implementations of IKEv2 and ESP: real daemons, in network namespaces of their own.
 *
 * <pre>
 *   host-ours ─── gw-ours ═══════════ net ═══════════ gw-theirs ─── host-theirs
 *                 Ringswan    a router, with NAT     strongSwan
 *                             where the cell asks
 *
 *   Scenarios (a table) ──▶ ScenarioRun (the engine) ──▶ Result ──▶ Report
 *                            │        │        │
 *                            Lab     Peer     PingStream
 *                     namespaces    StrongSwan, Ringswan
 * </pre>
 *
 * A scenario is data: a {@link dev.ringswan.gateway.interop.Setup} and a list of {@link dev.ringswan.gateway.interop.Step}s.
 * With {@code --control} strongSwan stands at both ends, which shows that a scenario is possible and the engine right.
 */
@NullMarked
package dev.ringswan.gateway.interop;

import org.jspecify.annotations.NullMarked;
