package dev.ringswan.ike.sa;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.CloseCause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of ours in an established IKE SA: one runs, the others wait for the window. */
public sealed interface Task {
    /** Asks whether the peer lives (RFC 7296 §2.4). */
    record Liveness() implements Task {}

    /** Deletes the IKE SA (RFC 7296 §1.4.1), for a reason that the operator is told. */
    record DeleteIke(Closure closure) implements Task {}

    /** Deletes child SAs, by our inbound SPIs. */
    record DeleteChildren(List<Integer> spis, CloseCause cause) implements Task {}

    /** Has the peer delete its half of a child SA that we refuse, by the SPI that we had offered for it. */
    record DeleteRefused(int spi) implements Task {}

    /** Deletes all child SAs of a child that there are when its turn comes. */
    record TerminateChild(String child) implements Task {}

    /**
     * Asks for a child SA (RFC 7296 §1.3.1), perhaps in place of another one (§2.8).
     *
     * @param config what is wanted
     * @param rekeyedSpi our inbound SPI of the one that is to be replaced, or 0
     * @param method key exchange that the peer wants, or 0 to try the first of the configured ones
     * @param attempt what was sent, or null before that
     */
    record CreateChild(
            ChildConfig config,
            int rekeyedSpi,
            int method,
            @Nullable ChildAttempt attempt) implements Task {
        /** A child SA for which there is none yet. */
        public static CreateChild of(ChildConfig config) {
            return new CreateChild(config, 0, 0, null);
        }

        /** A successor. */
        public static CreateChild rekeying(ChildSa child) {
            return new CreateChild(child.config(), child.inboundSpi(), 0, null);
        }

        public boolean isRekey() {
            return rekeyedSpi != 0;
        }

        /** The same from the start, with another key exchange, or with 0 as at first. */
        public CreateChild again(int otherMethod) {
            return new CreateChild(config, rekeyedSpi, otherMethod, null);
        }
    }

    /**
     * Rekeys the IKE SA (RFC 7296 §2.18).
     *
     * @param method key exchange that the peer wants, or 0 to try the first of the configured ones
     * @param attempt what was sent, or null before that
     */
    record RekeyIke(int method, @Nullable IkeAttempt attempt) implements Task {
        /** From the start. */
        public static RekeyIke first() {
            return new RekeyIke(0, null);
        }
    }

    /**
     * What we have offered.
     *
     * @param newSpi ours, of the new IKE SA
     * @param keys what is exchanged up to now
     */
    record IkeAttempt(long newSpi, KeySeries keys) {}

    /**
     * What we have offered.
     *
     * @param newSpi on which we would receive
     * @param keys what is exchanged up to now
     */
    record ChildAttempt(int newSpi, KeySeries keys) {}

    /** Whether the peer has agreed to what we ask for, and additional key exchanges are under way (RFC 9370 §2.2.4). */
    default boolean isFollowing() {
        return switch (this) {
            case CreateChild create ->
                create.attempt() != null && create.attempt().keys().isAgreed();
            case RekeyIke rekey ->
                rekey.attempt() != null && rekey.attempt().keys().isAgreed();
            default -> false;
        };
    }
}
