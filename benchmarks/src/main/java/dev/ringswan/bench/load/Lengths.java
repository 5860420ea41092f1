package dev.ringswan.bench.load;

import java.util.Arrays;

/** Lengths of the packets of a flow: all alike, or the simple IMIX. */
public final class Lengths {
    /** The label of the mix. */
    public static final String IMIX = "imix";

    /** Frames of 64, 570 and 1,518 bytes as 7 : 4 : 1 (mean 353.8), less 18 bytes of Ethernet, spread over a period of 12. */
    private static final int[] MIX = {46, 552, 46, 46, 552, 46, 1_500, 46, 552, 46, 46, 552};

    /** Bytes of an Ethernet frame around the packet: header 14, checksum 4. */
    private static final int ETHERNET = 18;

    private final String label;
    private final int[] period;

    private Lengths(String label, int... period) {
        this.label = label;
        this.period = period;
    }

    /** Reads a number of bytes, or {@code imix}. */
    public static Lengths of(String text) {
        return text.equals(IMIX) ? new Lengths(text, MIX) : new Lengths(text, Integer.parseInt(text));
    }

    /** Reads a length of frames as RFC 2544 counts them, checksum included, or {@code imix}. */
    public static Lengths ofFrames(String text) {
        return text.equals(IMIX) ? of(text) : new Lengths(text, Integer.parseInt(text) - ETHERNET);
    }

    /** How results name it. */
    public String label() {
        return label;
    }

    /** Bytes of packet {@code index}. */
    public int of(long index) {
        return period[(int) (index % period.length)];
    }

    /** The mean. */
    public double mean() {
        return Arrays.stream(period).average().orElseThrow();
    }

    /** The longest. */
    public int max() {
        int max = 0;
        for (int length : period) {
            max = Math.max(max, length);
        }
        return max;
    }
}
