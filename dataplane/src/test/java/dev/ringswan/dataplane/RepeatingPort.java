package dev.ringswan.dataplane;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;

/** A port that gives the same packets again and again in full bursts, takes whatever it gets, and allocates nothing. */
final class RepeatingPort implements PacketPort {
    private final byte[][] packets;
    private final Endpoint source;
    private int next;
    private long sentCount;

    /** Makes a port; without packets it never has any. */
    RepeatingPort(Endpoint source, byte[]... packets) {
        this.source = source;
        this.packets = packets;
    }

    /** Packets that were sent by this port so far. */
    long sentCount() {
        return sentCount;
    }

    @Override
    public int receive(PacketBurst burst) {
        int count = packets.length == 0 ? 0 : PacketBurst.CAPACITY;
        burst.count(count);
        for (int i = 0; i < count; i++) {
            byte[] packet = packets[next];
            next = next + 1 == packets.length ? 0 : next + 1;
            burst.packet(i, burst.packetOffset(i), packet.length);
            burst.putBytes(burst.packetOffset(i), packet, 0, packet.length);
            burst.source(i, source);
        }
        return count;
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
        int count = 0;
        for (int i = 0; i < burst.count(); i++) {
            if (burst.verdict(i) == verdict) {
                burst.verdict(i, PacketBurst.SENT);
                count++;
            }
        }
        sentCount += count;
        return count;
    }

    @Override
    public int maximumPacketLength() {
        return PacketBurst.packetLengthMax(PacketBurst.CELL_SIZE_DEFAULT);
    }

    @Override
    public void close() {}
}
