package dev.ringswan.nativeio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of bursts between one producer and one consumer. The bursts stay in the queue; what travels is their
 * content, which each side exchanges for its own.
 *
 * <pre>
 *   producer: claim ─▶ exchange content ─▶ publish (release)      consumer: oldest (acquire) ─▶ exchange content ─▶ release
 * </pre>
 *
 * Everything written to a burst before {@link #publish} is seen by the consumer that gets it from {@link #oldest}, and what
 * the consumer left in it is seen by the producer that claims it again.
 *
 * <p><em>Threading:</em> {@code claim} and {@code publish} from one thread, {@code oldest} and {@code release} from one.
 */
final class BurstQueue {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    // Words of `words`, two cache lines apart, because processors fetch lines in pairs.
    private static final int PRODUCED = 16;
    private static final int CONSUMED_SEEN_BY_PRODUCER = PRODUCED + 1;
    private static final int CONSUMED = 32;
    private static final int PRODUCED_SEEN_BY_CONSUMER = CONSUMED + 1;
    private static final int WORDS = 48;

    private final long[] words = new long[WORDS];
    private final PacketBurst[] bursts;

    BurstQueue(int cellSize, int burstsMax) {
        if (burstsMax < 1) {
            throw new IllegalArgumentException("a queue holds at least 1 burst, not " + burstsMax);
        }
        bursts = new PacketBurst[burstsMax];
        long slotLength = PacketBurst.slotLength(cellSize);
        // Slots wander out of the queue by exchange, so only the collector can know when the last one is done with.
        MemorySegment memory = Arena.ofAuto().allocate(burstsMax * slotLength, OffHeapRegion.ALIGNMENT);
        for (int i = 0; i < burstsMax; i++) {
            bursts[i] = new PacketBurst(memory.asSlice(i * slotLength, slotLength), cellSize);
        }
    }

    /** The burst to fill next, or {@code null} when the queue is full. */
    @Nullable
    PacketBurst claim() {
        long produced = words[PRODUCED];
        if (produced - words[CONSUMED_SEEN_BY_PRODUCER] == bursts.length) {
            long consumed = (long) WORD.getAcquire(words, CONSUMED);
            words[CONSUMED_SEEN_BY_PRODUCER] = consumed;
            if (produced - consumed == bursts.length) {
                return null;
            }
        }
        return bursts[(int) (produced % bursts.length)];
    }

    /** Passes the claimed burst to the consumer. */
    void publish() {
        WORD.setRelease(words, PRODUCED, words[PRODUCED] + 1);
    }

    /** The burst that waits longest, or {@code null} when none waits. */
    @Nullable
    PacketBurst oldest() {
        long consumed = words[CONSUMED];
        if (consumed == words[PRODUCED_SEEN_BY_CONSUMER]) {
            long produced = (long) WORD.getAcquire(words, PRODUCED);
            words[PRODUCED_SEEN_BY_CONSUMER] = produced;
            if (consumed == produced) {
                return null;
            }
        }
        return bursts[(int) (consumed % bursts.length)];
    }

    /** Gives the oldest burst back to the producer. */
    void release() {
        WORD.setRelease(words, CONSUMED, words[CONSUMED] + 1);
    }
}
