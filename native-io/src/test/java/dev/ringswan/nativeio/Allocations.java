package dev.ringswan.nativeio;

import java.lang.management.ManagementFactory;

/** Measures what the calling thread allocates on the heap. */
public final class Allocations {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocations() {}

    /**
     * Runs {@code work} often enough to be compiled, then {@code rounds} times more.
     *
     * @return the bytes that the calling thread allocated in the second part, less the cost of asking
     */
    public static long bytesOf(Runnable work, int warmUpRounds, int rounds) {
        for (int i = 0; i < warmUpRounds; i++) {
            work.run();
        }
        long empty = measure(work, 0);
        return measure(work, rounds) - empty;
    }

    private static long measure(Runnable work, int rounds) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < rounds; i++) {
            work.run();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
