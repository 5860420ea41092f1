package dev.ringswan.nativeio;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Measures what the calling thread allocates on the heap. */
public final class Allocations {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int ATTEMPTS = 40;
    private static final int COMPILER_PAUSE_MS = 250;

    private Allocations() {}

    /**
     * Runs {@code work} often enough to be compiled, then {@code rounds} times more, until that allocates nothing or has been
     * tried 40 times. On a busy machine the compiler lags behind, so it gets a pause between tries.
     *
     * @return the least that the calling thread allocated in one try, in bytes, less the cost of asking. Code that is being
     *     compiled anew may allocate; what allocates per round once it is compiled shows in each try.
     */
    public static long bytesOf(Runnable work, int warmUpRounds, int rounds) {
        for (int i = 0; i < warmUpRounds; i++) {
            work.run();
        }
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && least > 0; attempt++) {
            long empty = measure(work, 0);
            least = Math.min(least, measure(work, rounds) - empty);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(least > 0 ? COMPILER_PAUSE_MS : 0));
        }
        return least;
    }

    private static long measure(Runnable work, int rounds) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < rounds; i++) {
            work.run();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
