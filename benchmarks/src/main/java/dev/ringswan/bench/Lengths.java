package dev.ringswan.bench;

/** Lengths of the inner packets of a burst: all alike, or the simple IMIX. */
final class Lengths {
    /** The label of the mix. */
    static final String IMIX = "imix";

    /** Frames of 64, 570 and 1,518 bytes as 7 : 4 : 1 (mean 353.8), less 18 bytes of Ethernet, spread over a period of 12. */
    private static final int[] MIX = {46, 552, 46, 46, 552, 46, 1_500, 46, 552, 46, 46, 552};

    private final String label;
    private final int[] period;

    private Lengths(String label, int... period) {
        this.label = label;
        this.period = period;
    }

    /** Reads a number of bytes, or {@code imix}. */
    static Lengths of(String text) {
        return text.equals(IMIX) ? new Lengths(text, MIX) : new Lengths(text, Integer.parseInt(text));
    }

    /** How results name it. */
    String label() {
        return label;
    }

    /** Bytes of packet {@code index}. */
    int of(int index) {
        return period[index % period.length];
    }

    /** The longest. */
    int max() {
        int max = 0;
        for (int length : period) {
            max = Math.max(max, length);
        }
        return max;
    }
}
