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

    /**
     * The operator has decided anew. Connections that are as before keep their SAs; those of others are deleted. The
     * timers of IKE SAs that are up stay.
     */
    record Configure(IkeConfig config) implements IkeInput {}

    /** The operator wants a connection up, with all its children. */
    record Initiate(String connection) implements IkeInput {}

    /** The operator wants a connection down. */
    record Terminate(String connection) implements IkeInput {}

    /** The operator wants a child up. */
    record InitiateChild(String connection, String child) implements IkeInput {}

    /** The operator wants a child down; the connection stays. */
    record TerminateChild(String connection, String child) implements IkeInput {}

    /** Traffic needs a child (RFC 4301 §4.4.1); there may be several reports before it is up. */
    record Acquire(String connection, String child) implements IkeInput {}

    /** The operator wants new keys for the IKE SA of a connection. */
    record RekeyIke(String connection) implements IkeInput {}

    /** The operator wants new keys for a child SA. */
    record RekeyChild(int inboundSpi) implements IkeInput {}

    /** A valid ESP packet came from another address than before (RFC 7296 §2.23). */
    record PeerMoved(int inboundSpi, TransportAddress address) implements IkeInput {}

    /** The first valid packet has come on an inbound SA: the peer uses the pair, so we may send on it. */
    record InboundUsed(int inboundSpi) implements IkeInput {}

    /**
     * A responder was asked whether a certificate was revoked.
     *
     * @param localSpi as in the question
     * @param question as in the question
     * @param response {@code application/ocsp-response}, or empty when there is none
     * @param failure why there is none, or empty
     */
    record OcspAnswered(long localSpi, int question, Bytes response, String failure) implements IkeInput {}

    /**
     * A child SA has used up its lifetime.
     *
     * @param inboundSpi its inbound SA
     * @param hard whether it must not be used any more, else it is to be rekeyed
     */
    record LifetimeReached(int inboundSpi, boolean hard) implements IkeInput {}
}
