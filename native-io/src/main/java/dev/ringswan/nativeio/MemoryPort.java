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
 * transmits. {@link #send} transmits and {@link #drain} receives. <em>Ownership:</em> slots pass from ring to ring; the
 * collector frees each when no burst reaches it any more.
 */
public final class MemoryPort implements PacketPort {
    /** Bursts of a second sender that may wait: what it sends is rare. */
    private static final int SECOND_BURSTS_MAX = 4;

    private final Endpoint endpoint;
    private final BurstQueue outgoing;
    private final BurstQueue incoming;
    private final BurstQueue secondOutgoing;
    private final BurstQueue secondIncoming;
    private final int packetLengthMax;
    private final MemorySegment sources;
    private final MemorySender sender;
    private final MemorySender secondSender;
    private final MemoryPort peer;
    private volatile boolean closed;

    private MemoryPort(int cellSize, int queuedBurstsMax, Endpoint endpoint, Endpoint peerEndpoint) {
        this.endpoint = endpoint;
        outgoing = new BurstQueue(cellSize, queuedBurstsMax);
        incoming = new BurstQueue(cellSize, queuedBurstsMax);
        secondOutgoing = new BurstQueue(cellSize, SECOND_BURSTS_MAX);
        secondIncoming = new BurstQueue(cellSize, SECOND_BURSTS_MAX);
        packetLengthMax = PacketBurst.packetLengthMax(cellSize);
        sources = sourceTable(endpoint);
        sender = new MemorySender(outgoing, sources, packetLengthMax);
        secondSender = new MemorySender(secondOutgoing, sources, packetLengthMax);
        peer = new MemoryPort(this, peerEndpoint);
    }

    private MemoryPort(MemoryPort peer, Endpoint endpoint) {
        this.endpoint = endpoint;
        outgoing = peer.incoming;
        incoming = peer.outgoing;
        secondOutgoing = peer.secondIncoming;
        secondIncoming = peer.secondOutgoing;
        packetLengthMax = peer.packetLengthMax;
        sources = sourceTable(endpoint);
        sender = new MemorySender(outgoing, sources, packetLengthMax);
        secondSender = new MemorySender(secondOutgoing, sources, packetLengthMax);
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
        burst.count(0);
        if (closed) {
            return 0;
        }
        // The second sender first: what it sends is rare, and must not wait until the first one pauses.
        int count = take(secondIncoming, burst);
        return count != 0 ? count : take(incoming, burst);
    }

    private static int take(BurstQueue queue, PacketBurst burst) {
        PacketBurst oldest = queue.oldest();
        if (oldest == null) {
            return 0;
        }
        burst.exchange(oldest);
        queue.release();
        return burst.count();
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
        return closed ? 0 : sender.transmit(burst, verdict);
    }

    /** There is one second sender at each end, with a queue of its own. */
    @Override
    public PacketPort sender() {
        return secondSender;
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
        drain(incoming, packets);
        drain(secondIncoming, packets);
        return packets;
    }

    private static void drain(BurstQueue queue, List<byte[]> packets) {
        for (PacketBurst burst = queue.oldest(); burst != null; burst = queue.oldest()) {
            for (int i = 0; i < burst.count(); i++) {
                byte[] packet = new byte[burst.length(i)];
                burst.getBytes(burst.offset(i), packet, 0, packet.length);
                packets.add(packet);
            }
            queue.release();
        }
    }

    @Override
    public int maximumPacketLength() {
        return packetLengthMax;
    }

    @Override
    public PortCounters counters() {
        return sender.counters();
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
