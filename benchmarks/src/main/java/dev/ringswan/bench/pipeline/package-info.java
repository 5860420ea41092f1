/**
 * Two gateways joined by memory, in any mode and with either protocol: what the pipeline measurements and the traffic generator
 * drive.
 *
 * <pre>
 *   PairSetup ─▶ GatewayPair:  generator ─▶ Dataplane or WireGuardDataplane ─ line ─▶ the same ─▶ sink
 * </pre>
 */
@NullMarked
package dev.ringswan.bench.pipeline;

import org.jspecify.annotations.NullMarked;
