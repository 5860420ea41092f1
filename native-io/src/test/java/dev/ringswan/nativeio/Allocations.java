package dev.ringswan.nativeio;

import java.lang.management.ManagementFactory;

/** Measures what the calling thread allocates on the heap. */
public final class Allocations {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int ATTEMPTS = 5;

    private Allocations() {}

    /**
     * Runs {@code work} often enough to be compiled, then {@code rounds} times more, up to five times over.
     *
     * @return the least that the calling thread allocated in one of the five, in bytes, less the cost of asking. Code that
     *     is being compiled anew may allocate once; what allocates per round shows in each of them.
     */
    public static long bytesOf(Runnable work, int warmUpRounds, int rounds) {
        for (int i = 0; i < warmUpRounds; i++) {
            work.run();
        }
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && least > 0; attempt++) {
            long empty = measure(work, 0);
            least = Math.min(least, measure(work, rounds) - empty);
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
