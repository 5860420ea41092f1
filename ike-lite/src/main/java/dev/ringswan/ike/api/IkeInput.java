package dev.ringswan.ike.api;

import dev.ringswan.ike.wire.Bytes;

/** What may happen to IKE. */
public sealed interface IkeInput {
    /**
     * A message arrived.
     *
     * @param local where
     * @param remote from where
     * @param content without non-ESP marker
     */
    record Datagram(TransportAddress local, TransportAddress remote, Bytes content) implements IkeInput {}

    /** A deadline may have passed. */
    record TimerElapsed() implements IkeInput {}

    /** The operator wants a connection up. */
    record Initiate(String connection) implements IkeInput {}

    /** The operator wants a connection down. */
    record Terminate(String connection) implements IkeInput {}

    /** Traffic needs a connection (RFC 4301 §4.4.1). */
    record Acquire(String connection) implements IkeInput {}

    /** The operator wants new keys for a child SA. */
    record RekeyChild(int inboundSpi) implements IkeInput {}

    /**
     * A child SA has used up its lifetime.
     *
     * @param inboundSpi its inbound SA
     * @param hard whether it must not be used any more, else it is to be rekeyed
     */
    record LifetimeReached(int inboundSpi, boolean hard) implements IkeInput {}
}
