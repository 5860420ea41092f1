package dev.ringswan.bench.load;

import dev.ringswan.nativeio.PacketBurst;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Counts what arrives of one trial: once, twice, out of order, changed; and how late. Numbers of a packet carry the trial in their
 * upper half, so that what is left over from an earlier trial is told apart.
 *
 * <p><em>Threading:</em> one thread. Nothing is allocated while packets arrive.
 */
final class Tally {
    /** Packets of the longest trial. */
    static final int PACKETS_MAX = 1 << 27;

    private static final int TRIAL_SHIFT = 32;
    private static final long LATENCY_MAX_NS = TimeUnit.SECONDS.toNanos(60);

    private final Histogram latency = new Histogram(LATENCY_MAX_NS, 3);
    private final long[] seen;
    private final int trial;
    private final int total;
    private long highest = -1;
    private long received;
    private long duplicates;
    private long reordered;
    private long foreign;

    /** Prepares for {@code total} packets. */
    Tally(int trial, int total) {
        this.trial = trial;
        this.total = total;
        seen = new long[total / Long.SIZE + 1];
    }

    /** The number that packet {@code index} of a trial carries. */
    static long number(int trial, long index) {
        return (long) trial << TRIAL_SHIFT | index;
    }

    /** Counts all packets of a burst, whose payloads start {@code skip} bytes behind the packets' starts. */
    void add(PacketBurst packets, int skip, long nowNs) {
        for (int i = 0; i < packets.count(); i++) {
            int offset = packets.offset(i) + skip;
            long number = Probe.number(packets, offset, packets.length(i) - skip);
            if (number == Probe.FOREIGN) {
                foreign++;
            } else if (number >>> TRIAL_SHIFT == trial && (number & 0xFFFF_FFFFL) < total) {
                add(number & 0xFFFF_FFFFL, nowNs - Probe.dueNs(packets, offset));
            }
        }
    }

    private void add(long index, long latencyNs) {
        int word = (int) (index >>> 6);
        long bit = 1L << index;
        if ((seen[word] & bit) != 0) {
            duplicates++;
            return;
        }
        seen[word] |= bit;
        received++;
        if (index < highest) {
            reordered++;
        } else {
            highest = index;
        }
        latency.recordValue(Math.min(LATENCY_MAX_NS, Math.max(0, latencyNs)));
    }

    long received() {
        return received;
    }

    /** What is known when the trial is over. */
    Trial finish(double load, double seconds, long due, long sent) {
        return new Trial(load, seconds, due, sent, received, duplicates, reordered, foreign, latency);
    }
}
