package dev.ringswan.dataplane.ip;

/**
 * Limits how often something is done: {@code ratePerSecond} times on average, {@code depth} times at once.
 *
 * <p><em>Threading:</em> one thread.
 */
public final class TokenBucket {
    private final long intervalNs;
    private final long creditMaxNs;
    private long creditNs;
    private long lastNs;

    /**
     * Makes a full bucket.
     *
     * @param ratePerSecond 1 to 1,000,000
     * @param depth 1 to 1,000,000
     */
    public TokenBucket(int ratePerSecond, int depth) {
        if (ratePerSecond < 1 || ratePerSecond > 1_000_000 || depth < 1 || depth > 1_000_000) {
            throw new IllegalArgumentException(
                    "rate " + ratePerSecond + " and depth " + depth + " must be between 1 and 1000000");
        }
        intervalNs = 1_000_000_000L / ratePerSecond;
        creditMaxNs = intervalNs * depth;
        creditNs = creditMaxNs;
    }

    /** Takes a token, if there is one at this time of a monotonic clock. */
    public boolean take(long nowNs) {
        long elapsedNs = nowNs - lastNs;
        lastNs = nowNs;
        if (elapsedNs > 0) {
            creditNs += Math.min(elapsedNs, creditMaxNs - creditNs);
        }
        if (creditNs < intervalNs) {
            return false;
        }
        creditNs -= intervalNs;
        return true;
    }
}
