package dev.ringswan.nativeio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The in-memory twin of a socket: two linked ends, and between them one bounded queue of bursts each way.
 *
 * <pre>
 *   MemoryPort end = MemoryPort.pair(cellSize, queuedBurstsMax, endpoint, peerEndpoint);
 *
 *   end  ──transmit──▶ | burst | burst | … | ──receive──▶ end.peer()
 *   end  ◀──receive─── | burst | burst | … | ◀─transmit── end.peer()
 * </pre>
 *
 * When every live packet of a burst is to go, the slot itself changes hands and nothing is copied; otherwise the packets that
 * go are copied. Targets are ignored, since there is only one peer; each packet arrives with the sender's endpoint as its
 * source and with its traffic class. A full queue takes nothing, as a socket whose buffer is full.
 *
 * <p><em>After</em> {@link #transmit} the caller's burst has its old count, lengths and verdicts (the packets that were taken
 * are {@code SENT}); offsets, bytes, targets and traffic classes are no longer those of its packets.
 *
 * <p><em>Threading:</em> the two ends may be used by different threads, and each end by one that receives and one that
 * transmits. {@link #send} transmits and {@link #drain} receives. <em>Ownership:</em> slots pass from ring to ring, so
 * a region may be closed only when no burst that was in touch with the pair will be used again.
 */
public final class MemoryPort implements PacketPort {
    private final Endpoint endpoint;
    private final BurstQueue outgoing;
    private final BurstQueue incoming;
    private final int packetLengthMax;
    private final MemorySegment sources;
    private final MemoryPort peer;
    private volatile boolean closed;

    private MemoryPort(int cellSize, int queuedBurstsMax, Endpoint endpoint, Endpoint peerEndpoint) {
        this.endpoint = endpoint;
        outgoing = new BurstQueue(cellSize, queuedBurstsMax);
        incoming = new BurstQueue(cellSize, queuedBurstsMax);
        packetLengthMax = PacketBurst.packetLengthMax(cellSize);
        sources = sourceTable(endpoint);
        peer = new MemoryPort(this, peerEndpoint);
    }

    private MemoryPort(MemoryPort peer, Endpoint endpoint) {
        this.endpoint = endpoint;
        outgoing = peer.incoming;
        incoming = peer.outgoing;
        packetLengthMax = peer.packetLengthMax;
        sources = sourceTable(endpoint);
        this.peer = peer;
    }

    /**
     * Makes two linked ends.
     *
     * @param cellSize cell size of every burst that is used with either end, in bytes
     * @param queuedBurstsMax bursts that may wait, each way
     * @param endpoint what the peer sees as the source of packets from the returned end
     * @param peerEndpoint what the returned end sees as the source of packets from its peer
     * @return one end; {@link #peer()} is the other
     */
    public static MemoryPort pair(int cellSize, int queuedBurstsMax, Endpoint endpoint, Endpoint peerEndpoint) {
        return new MemoryPort(cellSize, queuedBurstsMax, endpoint, peerEndpoint);
    }

    /** The other end. */
    public MemoryPort peer() {
        return peer;
    }

    /** What the peer sees as the source of packets from this end. */
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public int receive(PacketBurst burst) {
        PacketBurst oldest = closed ? null : incoming.oldest();
        if (oldest == null) {
            burst.count(0);
            return 0;
        }
        burst.exchange(oldest);
        incoming.release();
        return burst.count();
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
        PacketBurst free = closed ? null : outgoing.claim();
        if (free == null) {
            return 0;
        }
        int taken = burst.othersWait(verdict) ? copy(burst, free, verdict) : handOver(burst, free, verdict);
        if (taken > 0) {
            outgoing.publish();
        }
        return taken;
    }

    private int copy(PacketBurst burst, PacketBurst free, byte verdict) {
        int count = burst.count();
        free.count(0);
        for (int i = 0; i < count; i++) {
            if (burst.verdict(i) == verdict && burst.length(i) <= packetLengthMax) {
                free.append(burst, i);
                free.dontFragment(free.count() - 1, false);
                burst.verdict(i, PacketBurst.SENT);
            }
        }
        free.sources(sources, free.count());
        return free.count();
    }

    private int handOver(PacketBurst burst, PacketBurst free, byte verdict) {
        int taken = burst.prepareHandOver(free, verdict, packetLengthMax);
        if (taken > 0) {
            burst.sources(sources, taken);
            burst.exchange(free);
        }
        return taken;
    }

    /** Sends packets from this end as bytes, for tests and tools. Throws {@link IllegalStateException} when the queue is full. */
    public void send(byte[]... packets) {
        for (int next = 0; next < packets.length; ) {
            PacketBurst free = outgoing.claim();
            if (free == null) {
                throw new IllegalStateException("the queue to " + peer.endpoint + " is full at packet " + next);
            }
            int count = Math.min(PacketBurst.CAPACITY, packets.length - next);
            free.count(count);
            for (int i = 0; i < count; i++, next++) {
                int length = packets[next].length;
                if (length > packetLengthMax) {
                    throw new IllegalArgumentException(
                            "packet " + next + " has " + length + " bytes; cells hold " + packetLengthMax);
                }
                free.packet(i, free.packetOffset(i), length);
                free.putBytes(free.packetOffset(i), packets[next], 0, length);
            }
            free.sources(sources, count);
            outgoing.publish();
        }
    }

    /** Receives all packets that wait at this end as bytes, for tests and tools. */
    public List<byte[]> drain() {
        List<byte[]> packets = new ArrayList<>();
        for (PacketBurst burst = incoming.oldest(); burst != null; burst = incoming.oldest()) {
            for (int i = 0; i < burst.count(); i++) {
                byte[] packet = new byte[burst.length(i)];
                burst.getBytes(burst.offset(i), packet, 0, packet.length);
                packets.add(packet);
            }
            incoming.release();
        }
        return packets;
    }

    @Override
    public int maximumPacketLength() {
        return packetLengthMax;
    }

    /** Unplugs this end: it sends and receives nothing more. What its peer sends waits until the queue is full. */
    @Override
    public void close() {
        closed = true;
    }

    private static MemorySegment sourceTable(Endpoint endpoint) {
        MemorySegment table = Arena.ofAuto()
                .allocate(PacketBurst.CAPACITY * (long) Endpoint.SOCKADDR_STRIDE, OffHeapRegion.ALIGNMENT);
        for (int i = 0; i < PacketBurst.CAPACITY; i++) {
            endpoint.encode(table, i * (long) Endpoint.SOCKADDR_STRIDE);
        }
        return table;
    }
}
