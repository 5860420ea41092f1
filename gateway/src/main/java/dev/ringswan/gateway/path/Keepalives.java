package dev.ringswan.gateway.path;

import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps NAT mappings alive: a UDP-encapsulated SA that has sent nothing for a while sends one byte 0xFF (RFC 3948 §2.3, §4).
 *
 * <p><em>Threading:</em> the conductor's.
 */
public final class Keepalives {
    private static final int PAYLOAD = 0xFF;

    private static final class Watch {
        private final OutboundSa sa;
        private final PacketPort sender;
        private long packets;
        private long deadlineNs;

        Watch(OutboundSa sa, PacketPort sender, long deadlineNs) {
            this.sa = sa;
            this.sender = sender;
            this.deadlineNs = deadlineNs;
        }
    }

    private final long intervalNs;
    private final PacketBurst burst;
    private final List<Watch> watches = new ArrayList<>();

    /**
     * Makes one without SAs.
     *
     * @param cellSize that of the bursts that the ports are used with
     */
    public Keepalives(long intervalNs, int cellSize) {
        this.intervalNs = intervalNs;
        burst = PacketBurst.allocate(cellSize);
    }

    /** Watches an SA; {@code sender} is a second sender of its port, for this thread. */
    void add(OutboundSa sa, PacketPort sender, long nowNs) {
        watches.add(new Watch(sa, sender, nowNs + intervalNs));
    }

    /** Watches it no more. */
    void remove(OutboundSa sa) {
        watches.removeIf(watch -> watch.sa == sa);
    }

    /** Sends what is due; returns how many. */
    int poll(long nowNs) {
        int sent = 0;
        for (Watch watch : watches) {
            if (nowNs - watch.deadlineNs < 0) {
                continue;
            }
            long packets = watch.sa.counters().packets();
            if (packets == watch.packets) {
                sent += send(watch);
            }
            watch.packets = packets;
            watch.deadlineNs = nowNs + intervalNs;
        }
        return sent;
    }

    private int send(Watch watch) {
        burst.count(1);
        burst.packet(0, burst.packetOffset(0), 1);
        burst.putByte(burst.packetOffset(0), PAYLOAD);
        burst.target(0, watch.sa.remote());
        return watch.sender.transmit(burst, PacketBurst.FORWARD);
    }
}
