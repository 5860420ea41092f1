package dev.ringswan.dataplane.burst;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import dev.ringswan.nativeio.PacketBurst;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ring of bursts over the Disruptor, with one ingress, {@code k} workers and one egress.
 *
 * <pre>
 *             ┌─▶ worker 0 (sequence % k = 0) ─┐
 *   ingress ──┤        …                       ├──▶ egress, behind the slowest worker, in ring order
 *             └─▶ worker k−1 ──────────────────┘
 * </pre>
 *
 * All slots are made and touched at start-up. The collector frees them: ports of memory may carry a slot away.
 *
 * <p><em>Threading:</em> {@link #claim} and {@link #publish} from ingress; each poller from the thread of its role; {@link
 * #published} and {@link #finished} from any.
 */
public final class BurstRing implements AutoCloseable {
    private static final long NONE = -1;

    private final RingBuffer<EspBurst> ring;
    private final List<EventPoller<EspBurst>> workers = new ArrayList<>();
    private final EventPoller<EspBurst> egress;
    private final Sequence egressSequence;
    private long claimed = NONE;

    /**
     * Makes a ring.
     *
     * @param burstCount a power of two
     * @param cellSize bytes per packet, as in {@link PacketBurst}
     * @param workerCount at least 1
     */
    public BurstRing(int burstCount, int cellSize, int workerCount) {
        ring = RingBuffer.createSingleProducer(() -> new EspBurst(PacketBurst.allocate(cellSize)), burstCount);
        Sequence[] workerSequences = new Sequence[workerCount];
        for (int i = 0; i < workerCount; i++) {
            EventPoller<EspBurst> worker = ring.newPoller();
            workers.add(worker);
            workerSequences[i] = worker.getSequence();
        }
        egress = ring.newPoller(workerSequences);
        egressSequence = egress.getSequence();
        ring.addGatingSequences(egressSequence);
    }

    /** The burst that ingress may fill now, the same one until it is published; null when the ring is full. */
    public @Nullable EspBurst claim() {
        if (claimed == NONE) {
            if (!ring.hasAvailableCapacity(1)) {
                return null;
            }
            claimed = ring.next();
        }
        return ring.get(claimed);
    }

    /** Hands the claimed burst to the workers. */
    public void publish() {
        ring.publish(claimed);
        claimed = NONE;
    }

    public int workerCount() {
        return workers.size();
    }

    /** Gives worker {@code index} the bursts as they are published; it skips those that are not its own. */
    public EventPoller<EspBurst> worker(int index) {
        return workers.get(index);
    }

    /** Gives egress the bursts that all workers have passed. */
    public EventPoller<EspBurst> egress() {
        return egress;
    }

    /** Sequence of the last published burst. */
    public long published() {
        return ring.getCursor();
    }

    /** Sequence of the last burst that egress is done with. */
    public long finished() {
        return egressSequence.get();
    }

    /** Wipes what the bursts hold; only when the runners have stopped. */
    @Override
    public void close() {
        for (long sequence = 0; sequence < ring.getBufferSize(); sequence++) {
            ring.get(sequence).packets().wipe();
        }
    }
}
