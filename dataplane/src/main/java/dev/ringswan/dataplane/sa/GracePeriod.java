package dev.ringswan.dataplane.sa;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.LongSupplier;

/**
 * Says when no burst of one pipeline can still refer to an SA that has been unlinked, so that its key may be wiped: RCU with
 * the ring's own sequences as epochs.
 *
 * <pre>
 *   control thread                                ingress, at the start of each batch
 *   1 unlink the SA (release store)               a batch := batch + 1
 *   2 full fence                                  b full fence
 *   3 t := batch                                  c look SAs up (acquire loads)
 *   4 wait until batch ≥ t + 1: batch t has published all it held
 *   5 c := ring cursor; wait until egress has passed c
 * </pre>
 *
 * <p><em>Why it holds.</em> Of the two fences one comes first. If ingress's does, then step 3 sees the number of its batch
 * (or a later one), and step 4 waits that batch out. If the control thread's does, the batch's loads see the unlink and do
 * not find the SA. Either way a batch that found the SA has a number ≤ t, and what it published lies at or before c.
 *
 * <p><em>Threading:</em> {@link #enter} from ingress; all else from the control thread. Ingress never waits for anybody.
 */
public final class GracePeriod {
    private static final VarHandle BATCH;

    static {
        try {
            BATCH = MethodHandles.lookup().findVarHandle(GracePeriod.class, "batch", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final LongSupplier published;
    private final LongSupplier finished;
    private final ArrayDeque<Retired> retired = new ArrayDeque<>();
    private long batch;

    /**
     * Binds the grace period to one pipeline.
     *
     * @param published sequence of the last burst that ingress has published
     * @param finished sequence of the last burst that egress is done with
     */
    public GracePeriod(LongSupplier published, LongSupplier finished) {
        this.published = published;
        this.finished = finished;
    }

    /** For runners without a ring: a batch is over when the next one starts. */
    public GracePeriod() {
        this(() -> 0, () -> 0);
    }

    /** Marks the start of a batch; what the batch before held has been published. Ingress only. */
    public void enter() {
        BATCH.setRelease(this, batch + 1);
        VarHandle.fullFence();
    }

    /** Runs {@code release} from a later {@link #poll}, once nobody can hold what has just been unlinked. */
    public void retire(Runnable release) {
        VarHandle.fullFence();
        retired.add(new Retired(release, (long) BATCH.getAcquire(this)));
    }

    /** Releases what is due and returns how many that were. */
    public int poll() {
        int count = 0;
        for (Iterator<Retired> iterator = retired.iterator(); iterator.hasNext(); ) {
            Retired candidate = iterator.next();
            if (candidate.isDue()) {
                iterator.remove();
                candidate.release.run();
                count++;
            }
        }
        return count;
    }

    /** Releases everything at once: only when the runners have stopped. */
    public void releaseAll() {
        retired.forEach(item -> item.release.run());
        retired.clear();
    }

    /** What has been unlinked and may still be held. */
    public int pendingCount() {
        return retired.size();
    }

    private final class Retired {
        private static final long UNKNOWN = Long.MIN_VALUE;

        private final Runnable release;
        private final long lastBatch;
        private long cursor = UNKNOWN;

        Retired(Runnable release, long lastBatch) {
            this.release = release;
            this.lastBatch = lastBatch;
        }

        boolean isDue() {
            if (cursor == UNKNOWN) {
                if ((long) BATCH.getAcquire(GracePeriod.this) <= lastBatch) {
                    return false;
                }
                cursor = published.getAsLong();
            }
            return finished.getAsLong() >= cursor;
        }
    }
}
