package dev.ringswan.ike.sa;

import dev.ringswan.ike.api.ChildConfig;

/** What the peer has begun by a CREATE_CHILD_SA whose additional key exchanges are still to come (RFC 9370 §2.2.4). */
public sealed interface HalfDone {
    /** What is exchanged up to now. */
    KeySeries keys();

    /**
     * A child SA.
     *
     * @param localSpi on which we shall receive
     * @param rekeyedSpi our inbound SPI of the one that it replaces, or 0
     */
    record Child(ChildConfig config, int localSpi, int rekeyedSpi, KeySeries keys) implements HalfDone {}

    /**
     * An IKE SA.
     *
     * @param localSpi ours
     */
    record Ike(long localSpi, KeySeries keys) implements HalfDone {}

    /** Whether it is, or replaces, the same as that task of ours. */
    default boolean isRivalOf(Task task) {
        return switch (this) {
            case Ike _ -> task instanceof Task.RekeyIke;
            case Child child ->
                task instanceof Task.CreateChild create
                        && create.rekeyedSpi() == child.rekeyedSpi()
                        && (create.isRekey() || create.config().equals(child.config()));
        };
    }

    /** Whether both replace the same, so that the peer has given the first one up. */
    default boolean isSameAs(HalfDone other) {
        return switch (this) {
            case Ike _ -> other instanceof Ike;
            case Child child ->
                other instanceof Child more && child.rekeyedSpi() != 0 && child.rekeyedSpi() == more.rekeyedSpi();
        };
    }
}
