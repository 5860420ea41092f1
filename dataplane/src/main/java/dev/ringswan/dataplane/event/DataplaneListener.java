package dev.ringswan.dataplane.event;

import dev.ringswan.nativeio.Endpoint;

/** What the data plane reports to the control thread; see {@link DataplaneEvents#poll}. */
public interface DataplaneListener {
    /** An SA reached a soft lifetime: a successor should be negotiated. */
    void onSoftLimit(Direction direction, int spi);

    /** An SA reached a hard lifetime and carries nothing any more. */
    void onHardLimit(Direction direction, int spi);

    /** Policy asked for an SA that child {@code childIndex} does not have (RFC 4301 §5.1). */
    void onAcquire(int childIndex);

    /** An authenticated packet of this inbound SA came from a new address (RFC 7296 §2.23). */
    void onPeerMoved(int spi, Endpoint newPeer);

    /**
     * An answer to a probe of ours came by an inbound SA.
     *
     * @param target whom the probe tried
     * @param number which of its probes it was
     * @param receivedNs when, on the data plane's clock
     */
    void onProbeAnswered(int spi, int target, int number, long receivedNs);

    /**
     * An IKE datagram came by a port that carries ESP in UDP.
     *
     * @param datagram without its non-ESP marker
     */
    void onControlDatagram(int portIndex, Endpoint source, byte[] datagram);
}
