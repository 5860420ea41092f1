package dev.ringswan.gateway.ike;

import dev.ringswan.dataplane.sa.SaLifetime;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * The time limits of SAs, which hold also when no packet comes by: the data plane notices them with a packet only.
 *
 * <p><em>Threading:</em> the conductor's.
 */
final class LifetimeTimers {
    /**
     * A limit that an SA reaches.
     *
     * @param hard whether the SA must not be used any more
     */
    record Due(long deadlineNs, int inboundSpi, boolean hard) {}

    private final Queue<Due> queue = new PriorityQueue<>(Comparator.comparingLong(Due::deadlineNs));

    /** Watches a pair from now on. */
    void add(int inboundSpi, SaLifetime lifetime, long nowNs) {
        if (lifetime.softNs() < SaLifetime.UNLIMITED) {
            queue.add(new Due(nowNs + lifetime.softNs(), inboundSpi, false));
        }
        if (lifetime.hardNs() < SaLifetime.UNLIMITED) {
            queue.add(new Due(nowNs + lifetime.hardNs(), inboundSpi, true));
        }
    }

    /** Reports the limits that have been reached, also those of SAs that are gone; returns how many. */
    int poll(long nowNs, Consumer<Due> handler) {
        int count = 0;
        for (Due due = queue.peek(); due != null && due.deadlineNs() - nowNs <= 0; due = queue.peek()) {
            handler.accept(queue.remove());
            count++;
        }
        return count;
    }
}
