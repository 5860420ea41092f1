package dev.ringswan.ike.api;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a request that is not answered is sent again (RFC 7296 §2.4), with the meaning that strongSwan's settings have:
 *
 * <pre>
 *  wait before repetition n + 1 = timeout · base ⁿ, at most limit, less a random part of up to jitter percent
 * </pre>
 *
 * After the last repetition the same wait follows once more, then the peer is taken for dead.
 *
 * @param timeoutNs nanoseconds until the first repetition
 * @param base by which each wait is longer than the one before
 * @param repetitions how often a request is sent again
 * @param jitterPercent largest part that is taken away from a wait
 * @param limitNs nanoseconds that no wait exceeds; 0 for none
 */
public record Retransmission(long timeoutNs, double base, int repetitions, int jitterPercent, long limitNs) {
    /** Largest number of repetitions. */
    public static final int REPETITIONS_MAX = 19;

    /** Largest base. */
    public static final double BASE_MAX = 10;

    /** Nanoseconds after which every peer is taken for dead at the latest. */
    public static final long SPAN_MAX_NS = Duration.ofHours(1).toNanos();

    /** Those of strongSwan: 4 s and 5 repetitions, 165 s in all. */
    public static final Retransmission DEFAULT = of(Duration.ofSeconds(4).toNanos(), 5);

    /** Checks the ranges. */
    public Retransmission {
        if (timeoutNs <= 0
                || !(base >= 1 && base <= BASE_MAX)
                || repetitions < 0
                || repetitions > REPETITIONS_MAX
                || jitterPercent < 0
                || jitterPercent > 100
                || limitNs < 0) {
            throw new IllegalArgumentException("times must be positive, the base 1 to " + BASE_MAX
                    + ", repetitions 0 to " + REPETITIONS_MAX + " and the jitter 0 to 100 percent");
        }
        if (span(timeoutNs, base, repetitions, limitNs) > SPAN_MAX_NS) {
            throw new IllegalArgumentException("a peer that does not answer would be taken for dead after "
                    + (long) (span(timeoutNs, base, repetitions, limitNs) / 1e9) + " s, expected at most "
                    + SPAN_MAX_NS / 1_000_000_000L + " s");
        }
    }

    /** With the usual base, no jitter and no limit. */
    public static Retransmission of(long timeoutNs, int repetitions) {
        return new Retransmission(timeoutNs, 1.8, repetitions, 0, 0);
    }

    /** Nanoseconds from the first message until the peer is taken for dead, without jitter. */
    public long spanNs() {
        return (long) span(timeoutNs, base, repetitions, limitNs);
    }

    /** Nanoseconds to wait after that many repetitions, without jitter. */
    public long waitNs(int repeated) {
        return (long) wait(timeoutNs, base, repeated, limitNs);
    }

    /** The same with jitter. */
    public long waitNs(int repeated, RandomGenerator random) {
        long waitNs = waitNs(repeated);
        // Without jitter nothing is drawn.
        return jitterPercent == 0 ? waitNs : waitNs - (long) (random.nextDouble() * waitNs / 100 * jitterPercent);
    }

    private static double span(long timeoutNs, double base, int repetitions, long limitNs) {
        double span = 0;
        for (int i = 0; i <= repetitions; i++) {
            span += wait(timeoutNs, base, i, limitNs);
        }
        return span;
    }

    private static double wait(long timeoutNs, double base, int repeated, long limitNs) {
        double wait = timeoutNs;
        for (int i = 0; i < repeated; i++) {
            wait *= base;
        }
        return limitNs == 0 ? wait : Math.min(wait, (double) limitNs);
    }
}
