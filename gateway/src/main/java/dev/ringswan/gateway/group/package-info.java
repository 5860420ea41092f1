/**
 * Groups of tunnels to the same networks: which of them are fit, and which of these carry packets.
 *
 * <pre>
 *   IKE: is it up? ──▶ MemberHealth ──▶ TunnelGroup ── slots by flow ──▶ data plane: packets of the group
 *                        ▲      │           │
 *   data plane: answer ──┘      └─ probe ───┼──────────────────────────▶ data plane: by the member it tries
 *                                           └──▶ GroupReport: status, metrics, explain
 * </pre>
 */
@NullMarked
package dev.ringswan.gateway.group;

import org.jspecify.annotations.NullMarked;
