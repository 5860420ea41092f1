/**
 * The gateway: wiring between configuration, ports and data plane, and the control agent.
 *
 * <pre>
 *   GatewayContext (configuration, ports, engine, clock, randomness: everything from outside)
 *        │
 *     Gateway ── StaticChildren ──▶ SaControl ┐
 *        │                                    ├─ Dataplane ── agents: ingress, workers, egress
 *     Conductor ◀── events, counters ─────────┘
 *        │  extends sequence numbers, sends keepalives, follows path MTUs
 *     IkeControl ──▶ IKE ──▶ SAs and policies, also by SaControl
 * </pre>
 *
 * Nothing here opens a device or starts a thread: that is package {@code daemon}. So two gateways can run in one test.
 */
@NullMarked
package dev.ringswan.gateway;

import org.jspecify.annotations.NullMarked;
