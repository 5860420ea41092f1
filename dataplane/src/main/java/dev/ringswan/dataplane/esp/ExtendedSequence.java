package dev.ringswan.dataplane.esp;

/** Finds the 64-bit sequence number of which a packet carries the low half (RFC 4303 appendix A2). Pure. */
public final class ExtendedSequence {
    /** The number lies before the first one: no packet of this SA. */
    public static final long NONE = -1;

    private ExtendedSequence() {}

    /**
     * Infers the whole number.
     *
     * <pre>
     * case A, the window lies within one subspace      case B, the window spans two subspaces
     *  +--------[===window===]------------+            +===]---------------------[==window==+
     *           ^Bl          ^Tl                            ^Tl                  ^Bl
     *  low ≥ Bl: this subspace; else the next           low ≥ Bl: the one before; else this one
     * </pre>
     *
     * @param sequenceLow what the packet carries
     * @param highest the highest number accepted so far (T)
     * @param windowLength size of the replay window
     * @return the number, or {@link #NONE}
     */
    public static long infer(int sequenceLow, long highest, int windowLength) {
        long low = sequenceLow & 0xFFFF_FFFFL;
        long highestLow = highest & 0xFFFF_FFFFL;
        long high = highest >>> 32;
        long bottom = highestLow - windowLength + 1;
        if (bottom >= 0) {
            if (low < bottom) {
                high++;
            }
        } else if (low >= (bottom & 0xFFFF_FFFFL)) {
            high--;
        }
        return high < 0 ? NONE : (high << 32) | low;
    }
}
