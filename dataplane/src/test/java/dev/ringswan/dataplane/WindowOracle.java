package dev.ringswan.dataplane;

import java.util.HashSet;
import java.util.Set;

/** What RFC 4303 says of sequence numbers, by a set of all numbers ever accepted: slow, and simple enough to believe. */
public final class WindowOracle {
    private final Set<Long> accepted = new HashSet<>();
    private final int length;
    private final boolean esn;
    private long highest;

    public WindowOracle(int length, boolean esn) {
        this.length = length;
        this.esn = esn;
    }

    public long highest() {
        return highest;
    }

    /**
     * The number of which a packet carries the low half: with ESN the one number with this low half that lies in the 2^32
     * numbers that start at the bottom of the window; it may be negative.
     */
    public long infer(int low) {
        if (!esn) {
            return Integer.toUnsignedLong(low);
        }
        long bottom = highest - length + 1;
        return bottom + Integer.toUnsignedLong(low - (int) bottom);
    }

    public boolean mayAccept(long sequence) {
        return sequence > 0 && sequence > highest - length && !accepted.contains(sequence);
    }

    public boolean commit(long sequence) {
        if (!mayAccept(sequence)) {
            return false;
        }
        accepted.add(sequence);
        highest = Math.max(highest, sequence);
        return true;
    }
}
