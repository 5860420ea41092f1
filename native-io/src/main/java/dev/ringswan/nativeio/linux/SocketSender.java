package dev.ringswan.nativeio.linux;

import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortCounters;

/** A second sender on the socket of a port. */
final class SocketSender implements PacketPort {
    private final PortCounters counters = new PortCounters();
    private final MessageSocket messages;
    private final int packetLengthMax;

    SocketSender(MessageSocket first, int packetLengthMax) {
        messages = new MessageSocket(first, counters);
        this.packetLengthMax = packetLengthMax;
    }

    @Override
    public int receive(PacketBurst burst) {
        burst.count(0);
        return 0;
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
        return messages.transmit(burst, verdict);
    }

    @Override
    public int maximumPacketLength() {
        return packetLengthMax;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        // The socket is the port's.
    }
}
