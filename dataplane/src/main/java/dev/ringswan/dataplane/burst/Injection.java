package dev.ringswan.dataplane.burst;

import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.nativeio.PacketBurst;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;

/**
 * Packets of our own that go out by a child that the control thread chooses, whatever policy says: probes, which must also
 * try a child that carries no traffic.
 *
 * <p><em>Threading:</em> the control thread offers, outbound ingress takes.
 */
public final class Injection {
    private static final int WAITING_MAX = 64;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Item(OutboundSlot child, byte[] packet) {}

    private final OneToOneConcurrentArrayQueue<Item> waiting = new OneToOneConcurrentArrayQueue<>(WAITING_MAX);

    /**
     * Has a packet sent by the SA that its child has when ingress comes to it; without one it ends as NO_OUTBOUND_SA.
     *
     * @param packet an IP packet, short enough for any path; the caller changes it no more
     * @return false when too many wait, and this one is lost
     */
    public boolean offer(OutboundSlot child, byte[] packet) {
        return waiting.offer(new Item(child, packet));
    }

    /** Puts a waiting packet into the burst, which holds nothing; returns 1, or 0 when none waits. */
    public int take(EspBurst burst) {
        Item item = waiting.poll();
        if (item == null) {
            return 0;
        }
        PacketBurst packets = burst.packets();
        packets.count(1);
        packets.packet(0, packets.packetOffset(0), item.packet.length);
        packets.putBytes(packets.packetOffset(0), item.packet, 0, item.packet.length);
        burst.injectedTo(item.child);
        return 1;
    }
}
