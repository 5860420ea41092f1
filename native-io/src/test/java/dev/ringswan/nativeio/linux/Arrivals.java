package dev.ringswan.nativeio.linux;

import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortPoller;
import java.util.List;

/** Waits for packets that the kernel may deliver in several pieces, and a moment later, on a busy machine. */
final class Arrivals {
    private static final int WAIT_MS = 10_000;

    private Arrivals() {}

    /** Receives until {@code into} has {@code count} packets, or none has come for ten seconds. Returns how many it has. */
    static int receive(PacketPort port, PacketBurst into, int count) {
        return receive(port, into, count, WAIT_MS);
    }

    /** As above, waiting at most {@code waitMs} for each piece. */
    static int receive(PacketPort port, PacketBurst into, int count, int waitMs) {
        PacketBurst part = PacketBurst.allocate(into.packetLengthMax() + PacketBurst.HEADROOM + PacketBurst.TAILROOM);
        into.count(0);
        try (PortPoller poller = LinuxPorts.poller(List.of(port))) {
            while (into.count() < count && poller.await(waitMs)) {
                port.receive(part);
                for (int i = 0; i < part.count(); i++) {
                    into.append(part, i);
                }
            }
        }
        return into.count();
    }
}
