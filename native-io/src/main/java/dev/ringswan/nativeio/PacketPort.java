package dev.ringswan.nativeio;

/**
 * A non-blocking packet device: a socket, a TUN queue, or memory. It moves datagrams and knows nothing of what is in them.
 *
 * <p><em>Threading:</em> one thread may call {@link #receive} and one thread {@link #transmit}, at the same time; they may
 * be the same thread. <em>Ownership:</em> the port works in the caller's burst and keeps no reference to it.
 * <em>Errors:</em> neither call throws because of a packet or of what the network does; such events are counted. A
 * {@link NativeIoException} means that the port itself is broken.
 */
public interface PacketPort extends AutoCloseable {
    /**
     * Fills the burst with packets that wait, replacing what was in it.
     *
     * @return the number of packets, which is also {@code burst.count()}; 0 when none wait
     */
    int receive(PacketBurst burst);

    /**
     * Sends, in order, each packet of the burst whose verdict is {@code verdict}, to its target where the port has
     * targets. Packets that the device took get {@link PacketBurst#SENT}; the others keep their verdict. Their bytes
     * count as gone either way: a memory port may have handed the whole slot to its peer.
     *
     * @return the number of packets the device took
     */
    int transmit(PacketBurst burst, byte verdict);

    /**
     * Another port on the same device that only transmits, for one more thread: a port has one transmitting thread. It has
     * counters of its own, follows no DF wish, and closing it closes nothing.
     *
     * @throws UnsupportedOperationException when this port is a sender itself, or the device has none to give
     */
    default PacketPort sender() {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no second sender");
    }

    /** The largest packet the port can send in one piece, in bytes. */
    int maximumPacketLength();

    /** What befell packets here so far. A port to which nothing can happen has counters that stay zero. */
    default PortCounters counters() {
        return new PortCounters();
    }

    /** What the kernel does for this port, in a few words for an operator; empty when it moves packets one by one. */
    default String offload() {
        return "";
    }

    /** Closes the device. Closing twice does nothing. */
    @Override
    void close();
}
