package dev.ringswan.ike.api;

import java.time.Duration;

/**
 * Times of the protocol, in nanoseconds.
 *
 * @param retransmitNs until a request is repeated the first time; each further wait is 1.8 times as long
 * @param triesMax how often a request is sent before the peer is taken for dead
 * @param halfOpenNs how long a responder waits for IKE_AUTH
 * @param overlapNs how long an old inbound SA outlives its successor
 */
public record IkeTimers(long retransmitNs, int triesMax, long halfOpenNs, long overlapNs) {
    /** Those of most implementations: 4 s and 5 repetitions, 165 s in all. */
    public static final IkeTimers DEFAULT = new IkeTimers(
            Duration.ofSeconds(4).toNanos(),
            6,
            Duration.ofSeconds(30).toNanos(),
            Duration.ofSeconds(5).toNanos());

    private static final int TRIES_MAX = 20;

    /** Checks the ranges. */
    public IkeTimers {
        if (retransmitNs <= 0 || triesMax < 1 || triesMax > TRIES_MAX || halfOpenNs <= 0 || overlapNs < 0) {
            throw new IllegalArgumentException("times must be positive, and tries 1 to " + TRIES_MAX);
        }
    }

    /** How long a request is repeated before the peer is taken for dead. */
    public long spanNs() {
        long span = 0;
        for (int i = 0; i < triesMax; i++) {
            span += retransmitNs(i);
        }
        return span;
    }

    /** How long to wait after that many repetitions. */
    public long retransmitNs(int repetitions) {
        long wait = retransmitNs;
        for (int i = 0; i < repetitions; i++) {
            wait = wait / 5 * 9;
        }
        return wait;
    }
}
