package dev.ringswan.gateway.sequence;

/**
 * The numbers of one key that this process may use: {@code first() … limit() - 1}. {@link #extend} raises the limit, on
 * disk first.
 *
 * <p><em>Threading:</em> that of the store.
 */
public final class SequenceLease {
    private final SequenceStore store;
    private final KeyFingerprint key;
    private final long first;
    private final long blockLength;
    private final long limitMax;
    private long limit;

    SequenceLease(SequenceStore store, KeyFingerprint key, long first, long blockLength, long limitMax) {
        if (blockLength < 1 || limitMax < 1) {
            throw new IllegalArgumentException("a block of " + blockLength + " numbers below " + limitMax);
        }
        this.store = store;
        this.key = key;
        this.first = first;
        this.blockLength = blockLength;
        this.limitMax = limitMax;
        limit = first;
        if (first >= limitMax) {
            throw new SequenceStoreException(
                    "all sequence numbers of a key are used up or given up; replace the key at both gateways.");
        }
    }

    /** The first number of this process; all below may have been used before. */
    public long first() {
        return first;
    }

    /** Exclusive end of what may be used. */
    public long limit() {
        return limit;
    }

    /** Whether fewer than half a block is left at {@code next}, so that it is time to extend. */
    public boolean isShort(long next) {
        return limit < limitMax && limit - next < Math.max(1, blockLength / 2);
    }

    /**
     * Reserves one more block and returns the new limit. The limit stays where it is at the end of all numbers: then the
     * SA stops for want of numbers.
     */
    public long extend() {
        long extended = limitMax - limit > blockLength ? limit + blockLength : limitMax;
        if (extended != limit) {
            store.store(key, extended);
            limit = extended;
        }
        return limit;
    }

    /**
     * Gives back what was not used, so that a clean restart goes on where this process stopped. Nothing may be sent with
     * the key afterwards.
     *
     * @param next the first number that was never used
     */
    public void release(long next) {
        if (next < first || next > limit) {
            throw new IllegalArgumentException("number " + next + " is outside the lease " + first + ".." + limit);
        }
        store.store(key, next);
        limit = next;
    }
}
