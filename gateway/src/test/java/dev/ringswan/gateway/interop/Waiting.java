package dev.ringswan.gateway.interop;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Waits until something is so. */
final class Waiting {
    private static final int PAUSE_MS = 50;

    private Waiting() {}

    /** Something that may be so. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /**
     * Returns as soon as the condition holds.
     *
     * @param seconds how long to wait at most
     * @param what the condition, in words; fails with "not within … s: what"
     */
    static void until(int seconds, String what, Condition condition) throws IOException, InterruptedException {
        if (!within(seconds, condition)) {
            throw new InteropFailure("not within " + seconds + " s: " + what);
        }
    }

    /** Whether the condition comes to hold in time. */
    static boolean within(int seconds, Condition condition) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.holds()) {
            if (System.nanoTime() - deadlineNs > 0) {
                return false;
            }
            Thread.sleep(PAUSE_MS);
        }
        return true;
    }
}
