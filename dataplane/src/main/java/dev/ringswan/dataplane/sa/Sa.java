package dev.ringswan.dataplane.sa;

import dev.ringswan.dataplane.counter.TrafficCounters;
import dev.ringswan.nativeio.PacketBurst;
import org.jspecify.annotations.Nullable;

/** What both halves of a child SA have for the stages that treat them alike. */
public sealed interface Sa permits InboundSa, OutboundSa {
    /** The most public ports that verdicts can name. */
    int PORT_COUNT_MAX = 32;

    /** The verdict that sends a packet by public port {@code portIndex}: FORWARD for port 0, −17 and below for the others. */
    static byte portVerdict(int portIndex) {
        return portIndex == 0 ? PacketBurst.FORWARD : (byte) (-16 - portIndex);
    }

    int spi();

    /** Depths that {@link #touch(int)} knows. */
    int TOUCH_DEPTH = 3;

    /**
     * Reads what packets of these SAs will need, level by level: so the cache misses of different SAs overlap, where those of one
     * are a chain.
     *
     * @param sas null where there is none
     * @return a meaningless value, so that reads cannot be optimised away
     */
    static long touch(@Nullable Sa[] sas, int count) {
        long sum = 0;
        for (int depth = 0; depth < TOUCH_DEPTH; depth++) {
            for (int i = 0; i < count; i++) {
                Sa sa = sas[i];
                sum += sa == null ? 0 : sa.touch(depth);
            }
        }
        return sum;
    }

    /**
     * Reads one word of each cache line that a packet will need, near both ends where an object may lie across two lines: at
     * depth 0 of this object, at depth 1 of what it refers to, at depth 2 of what lies behind that, the key object included. The
     * key material is the engine's to ask for.
     */
    long touch(int depth);

    /** Counted by egress, read by anybody. */
    TrafficCounters counters();

    /** The verdict that leads a packet of this SA to its port. */
    byte portVerdict();
}
