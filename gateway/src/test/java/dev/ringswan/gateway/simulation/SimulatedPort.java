package dev.ringswan.gateway.simulation;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A socket or TUN queue of the simulation: what is transmitted goes to an outlet at once; what arrives waits, up to a limit. */
final class SimulatedPort implements PacketPort {
    /** Datagrams that wait at most: more than a gateway that is late misses, so that only a dead one loses any. */
    private static final int WAITING_MAX = 4_096;

    private static final int LENGTH_MAX = PacketBurst.packetLengthMax(PacketBurst.CELL_SIZE_DEFAULT);

    /** Takes what is transmitted. */
    @FunctionalInterface
    interface Outlet {
        void take(SimulatedPort from, @Nullable Endpoint target, byte[] content);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Arrival(Endpoint source, byte[] content) {}

    private final Endpoint endpoint;
    private final Outlet outlet;
    private final int burstMax;
    private final ArrayDeque<Arrival> waiting = new ArrayDeque<>();

    /** Makes a port that hands out at most {@code burstMax} packets at a time. */
    SimulatedPort(Endpoint endpoint, int burstMax, Outlet outlet) {
        this.endpoint = endpoint;
        this.outlet = outlet;
        this.burstMax = burstMax;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Puts a datagram into the queue; false when it is full. */
    boolean arrive(Endpoint source, byte[] content) {
        if (waiting.size() >= WAITING_MAX || content.length > LENGTH_MAX) {
            return false;
        }
        return waiting.add(new Arrival(source, content));
    }

    /** Forgets what waits, as a socket does that is closed. */
    void clear() {
        waiting.clear();
    }

    @Override
    public int receive(PacketBurst burst) {
        int count = Math.min(burstMax, waiting.size());
        burst.count(count);
        for (int i = 0; i < count; i++) {
            Arrival arrival = waiting.remove();
            burst.packet(i, burst.packetOffset(i), arrival.content.length);
            burst.putBytes(burst.packetOffset(i), arrival.content, 0, arrival.content.length);
            burst.source(i, arrival.source);
        }
        return count;
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
        int taken = 0;
        for (int i = 0; i < burst.count(); i++) {
            if (burst.verdict(i) == verdict) {
                byte[] content = new byte[burst.length(i)];
                burst.getBytes(burst.offset(i), content, 0, content.length);
                burst.verdict(i, PacketBurst.SENT);
                outlet.take(this, burst.target(i), content);
                taken++;
            }
        }
        return taken;
    }

    /** A second sender is the port itself: there is one thread. */
    @Override
    public PacketPort sender() {
        return this;
    }

    @Override
    public int maximumPacketLength() {
        return LENGTH_MAX;
    }

    @Override
    public void close() {
        clear();
    }
}
