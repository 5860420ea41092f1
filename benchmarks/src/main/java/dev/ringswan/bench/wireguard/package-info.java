/**
 * The data path of WireGuard on the same ring, bursts, SAs and runners as ESP: a baseline whose only difference is the protocol.
 *
 * <pre>
 *   outbound   PolicyStage · SequenceStage │ WrapStage · SealMessageStage │ DeliverStage
 *   inbound    ReceiveMessageStage │ OpenMessageStage │ ReplayCommitStage · UnwrapStage · SelectorCheckStage · DeliverStage
 * </pre>
 *
 * Allowed IPs are policies and selectors, a keypair is an SA of ChaCha20-Poly1305, its receiver index is the SPI, and counter n is
 * sequence number n + 1. There is no handshake and no timer: keys are given.
 */
@NullMarked
package dev.ringswan.bench.wireguard;

import org.jspecify.annotations.NullMarked;
