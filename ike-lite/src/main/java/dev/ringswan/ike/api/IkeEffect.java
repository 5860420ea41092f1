package dev.ringswan.ike.api;

import dev.ringswan.ike.wire.Bytes;

/** What is to be done, in the order in which it is returned. */
public sealed interface IkeEffect {
    /**
     * Sends a message.
     *
     * @param local from where
     * @param remote where to
     * @param content without non-ESP marker
     */
    record SendDatagram(TransportAddress local, TransportAddress remote, Bytes content) implements IkeEffect {}

    /** Receives on an SA from now on. */
    record InstallInbound(SaDescription sa) implements IkeEffect {}

    /** Sends on an SA from now on, instead of an older one of this child, if there is one. */
    record ActivateOutbound(SaDescription sa) implements IkeEffect {}

    /**
     * Sends to another address from now on, on the outbound SA in use of a pair.
     *
     * @param inboundSpi ours, of the pair
     * @param remote the peer's new address
     */
    record MoveOutbound(int inboundSpi, TransportAddress remote) implements IkeEffect {}

    /** Receives on an SA no more. */
    record RemoveInbound(int spi) implements IkeEffect {}

    /**
     * Sends on an SA no more, if it is still in use.
     *
     * @param spi the peer's: two peers may have chosen the same
     * @param inboundSpi ours, of the pair
     */
    record RemoveOutbound(String connection, String child, int spi, int inboundSpi) implements IkeEffect {}

    /**
     * Asks a responder whether a certificate was revoked (RFC 6960), by HTTP POST. Who sends it answers with {@code
     * OcspAnswered}, at any time; nothing waits for it for ever.
     *
     * @param localSpi of the IKE SA that waits
     * @param question which of its questions
     * @param url as a configured authority's certificate has it, or the configuration
     * @param request {@code application/ocsp-request}
     */
    record AskOcsp(long localSpi, int question, String url, Bytes request) implements IkeEffect {}

    /** Tells the operator. */
    record Report(IkeEvent event) implements IkeEffect {}
}
