package dev.ringswan.ike.api;

import java.time.Duration;

/**
 * Times of the protocol, in nanoseconds.
 *
 * @param retransmission of requests
 * @param halfOpenNs how long a responder waits for IKE_AUTH
 * @param overlapNs how long an old inbound SA outlives its successor
 */
public record IkeTimers(Retransmission retransmission, long halfOpenNs, long overlapNs) {
    /** Those of most implementations. */
    public static final IkeTimers DEFAULT = new IkeTimers(
            Retransmission.DEFAULT,
            Duration.ofSeconds(30).toNanos(),
            Duration.ofSeconds(5).toNanos());

    /** Checks the ranges. */
    public IkeTimers {
        if (halfOpenNs <= 0 || overlapNs < 0) {
            throw new IllegalArgumentException("times must be positive");
        }
    }

    /** The same with other times of retransmission. */
    public IkeTimers with(Retransmission other) {
        return new IkeTimers(other, halfOpenNs, overlapNs);
    }

    /** How long a request is repeated before the peer is taken for dead. */
    public long spanNs() {
        return retransmission.spanNs();
    }

    /** Until a request is repeated the first time. */
    public long retransmitNs() {
        return retransmission.timeoutNs();
    }
}
