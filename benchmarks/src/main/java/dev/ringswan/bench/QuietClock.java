package dev.ringswan.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/**
 * Time that stands still while the thread that asks is not running, or shares its core ({@link CoreProbe}). It looks every
 * millisecond, so up to a millisecond at less than full speed passes before it stops.
 *
 * <p><em>Threading:</em> one thread.
 */
final class QuietClock implements LongSupplier {
    private static final long LOOK_NS = 1_000_000;
    /** A machine that is not quiet for so long never is. */
    private static final long PATIENCE_NS = 60_000_000_000L;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final CoreProbe probe = new CoreProbe();
    private long excludedNs;
    private long lookNs;

    /** Nanoseconds; fails with {@link IllegalStateException} when the core is shared for a minute without end. */
    @Override
    public long getAsLong() {
        long nowNs = threads.getCurrentThreadCpuTime();
        if (nowNs < lookNs) {
            return nowNs - excludedNs;
        }
        long afterNs = nowNs;
        boolean quiet;
        do {
            quiet = probe.isAtFullSpeed();
            afterNs = threads.getCurrentThreadCpuTime();
        } while (!quiet && afterNs - nowNs < PATIENCE_NS);
        if (!quiet) {
            throw new IllegalStateException("something shares the core all the time: wait for a quieter machine");
        }
        excludedNs += afterNs - nowNs;
        lookNs = afterNs + LOOK_NS;
        return afterNs - excludedNs;
    }
}
