package dev.ringswan.ike.sa;

import dev.ringswan.ike.crypto.KeyExchangeMethod;
import dev.ringswan.ike.wire.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of ours in an established IKE SA: one runs, the others wait for the window. */
public sealed interface Task {
    /** Asks whether the peer lives (RFC 7296 §2.4). */
    record Liveness() implements Task {}

    /** Deletes the IKE SA (RFC 7296 §1.4.1). */
    record DeleteIke() implements Task {}

    /** Deletes child SAs, by our inbound SPIs. */
    record DeleteChildren(List<Integer> spis) implements Task {}

    /**
     * Rekeys a child SA (RFC 7296 §2.8).
     *
     * @param inboundSpi ours, of the old one
     * @param method key exchange that the peer wants, or 0 to try the first of the configured ones
     * @param attempt what was sent, or null before that
     */
    record RekeyChild(int inboundSpi, int method, @Nullable RekeyAttempt attempt) implements Task {}

    /**
     * What we have offered.
     *
     * @param newSpi on which we would receive
     * @param nonce ours
     * @param keyExchange our half, or null without perfect forward secrecy
     */
    record RekeyAttempt(int newSpi, Bytes nonce, KeyExchangeMethod.@Nullable Initiator keyExchange) {}
}
