/**
 * What negotiating keys costs, and what it costs the packets under way.
 *
 * <pre>
 *   Handshakes ── IKE_SA_INIT and IKE_AUTH between two endpoints in one thread, time of each side
 *   ManyPeers  ── thousands of IKE SAs between two gateways: memory, liveness, rekeys
 *   Rekeys     ── latency of packets between two gateways, with and without rekeys
 * </pre>
 */
@NullMarked
package dev.ringswan.bench.ike;

import org.jspecify.annotations.NullMarked;
