package dev.ringswan.bench;

/**
 * Tells whether something else shares the core right now: another thread of the same core slows work of many independent
 * operations by half and more, which no counter of a virtual machine shows. Looks at fixed work only, never at what is measured.
 *
 * <p><em>Threading:</em> one thread.
 */
final class CoreProbe {
    /** Enough for some 100 µs. */
    private static final int STEPS = 50_000;

    private static final int WARM_UP_ROUNDS = 400;
    /** What counts as full speed: at most this much longer than ever before. */
    private static final double TOLERANCE = 1.15;

    /** What earlier launches on this machine found, so that one that never has the core for itself notices it. */
    private static final String KNOWN = "ringswan.full-speed-ns";

    private long leastNs = Long.getLong(KNOWN, Long.MAX_VALUE);
    /** Means nothing; that it is written keeps the compiler from leaving out the work. */
    @SuppressWarnings("UnusedVariable")
    private long result;

    /** Takes some 100 ms, until the compiler is done with the work. */
    CoreProbe() {
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            isAtFullSpeed();
        }
    }

    /** Does the work once; whether it took about as long as it did at best. */
    boolean isAtFullSpeed() {
        long start = System.nanoTime();
        result = work(start);
        long tookNs = System.nanoTime() - start;
        leastNs = Math.min(leastNs, tookNs);
        return tookNs <= leastNs * TOLERANCE;
    }

    /** Nanoseconds of the work at full speed, as far as known. */
    long fullSpeedNs() {
        return leastNs;
    }

    /** Four chains that do not wait for one another, so that they fill the core. */
    private static long work(long seed) {
        long a = seed;
        long b = ~seed;
        long c = seed + 1;
        long d = seed - 1;
        for (int i = 0; i < STEPS; i++) {
            a = (a << 1) + (a ^ i);
            b = (b >>> 1) ^ (b + i);
            c = (c << 2) - (c ^ i);
            d = (d >>> 3) + (d ^ ~i);
        }
        return a ^ b ^ c ^ d;
    }
}
