package dev.ringswan.dataplane.ip;

import dev.ringswan.nativeio.PacketBurst;

/**
 * What the outer header takes from the inner one, and gives back (RFC 4301 §5.1.2, RFC 6040). A traffic class is one
 * byte:
 *
 * <pre>
 *   | DSCP, 6 bits | ECN, 2 bits |     ECN: 00 Not-ECT, 01 ECT(1), 10 ECT(0), 11 CE
 * </pre>
 *
 * <em>Threading:</em> immutable.
 *
 * @param dscp DSCP of every outer header, 0 to 63, or {@link #COPY_DSCP}
 * @param ecnMode what the outer header says of congestion notification
 * @param dontFragment DF of an outer IPv4 header
 */
public record OuterHeaderRules(int dscp, EcnMode ecnMode, DontFragmentMode dontFragment) {
    /** The outer DSCP is the inner one. */
    public static final int COPY_DSCP = -1;
    /** What {@link #innerTrafficClassAfter} returns when the packet must be dropped. */
    public static final int DROP = -1;
    /** Copies all three: what RFC 4301 and RFC 6040 ask for when nothing else is configured. */
    public static final OuterHeaderRules COPY = new OuterHeaderRules(COPY_DSCP, EcnMode.NORMAL, DontFragmentMode.COPY);

    private static final int ECN_MASK = 3;
    private static final int NOT_ECT = 0;
    private static final int ECT_1 = 1;
    private static final int ECT_0 = 2;
    private static final int CE = 3;

    /** Encapsulation modes of RFC 6040 §4.1; decapsulation is the same for both. */
    public enum EcnMode {
        /** The outer ECN field is the inner one. */
        NORMAL,
        /** The outer header is Not-ECT, for a peer that would lose congestion marks. */
        COMPATIBILITY
    }

    /** DF of the outer IPv4 header (RFC 4301 §8.1). */
    public enum DontFragmentMode {
        /** As in the inner header; set around IPv6, which routers never fragment. */
        COPY,
        SET,
        CLEAR
    }

    /** Checks the DSCP. */
    public OuterHeaderRules {
        if (dscp < COPY_DSCP || dscp > 63) {
            throw new IllegalArgumentException(
                    "DSCP " + dscp + " is not between 0 and 63 (or -1 to copy the inner one)");
        }
    }

    /** Traffic class of the outer header around a packet with this one. */
    public int outerTrafficClass(int innerTrafficClass) {
        int ecn = ecnMode == EcnMode.NORMAL ? innerTrafficClass & ECN_MASK : NOT_ECT;
        return (dscp == COPY_DSCP ? innerTrafficClass & ~ECN_MASK : dscp << 2) | ecn;
    }

    /** DF of the outer header around a packet with this DF (true for IPv6). */
    public boolean outerDontFragment(boolean innerDontFragment) {
        return dontFragment == DontFragmentMode.COPY ? innerDontFragment : dontFragment == DontFragmentMode.SET;
    }

    /**
     * Traffic class of the inner header after decapsulation (RFC 6040 §4.2, figure 4). Its DSCP stays.
     *
     * <pre>
     *   inner \ outer | Not-ECT   ECT(0)    ECT(1)    CE
     *   Not-ECT       | Not-ECT   Not-ECT   Not-ECT   drop
     *   ECT(0)        | ECT(0)    ECT(0)    ECT(1)    CE
     *   ECT(1)        | ECT(1)    ECT(1)    ECT(1)    CE
     *   CE            | CE        CE        CE        CE
     * </pre>
     *
     * @return the traffic class, or {@link #DROP}: congestion was met by a sender that cannot be told of it
     */
    public static int innerTrafficClassAfter(int outerTrafficClass, int innerTrafficClass) {
        int outer = outerTrafficClass & ECN_MASK;
        int inner = innerTrafficClass & ECN_MASK;
        if (outer == CE) {
            return inner == NOT_ECT ? DROP : innerTrafficClass | CE;
        }
        if (outer == ECT_1 && inner == ECT_0) {
            return (innerTrafficClass & ~ECN_MASK) | ECT_1;
        }
        return innerTrafficClass;
    }

    /**
     * Applies {@link #innerTrafficClassAfter} to the decapsulated packet at {@code offset}, whose header was validated,
     * and keeps its checksum right.
     *
     * @return false when the packet must be dropped; it is then unchanged
     */
    public static boolean decapsulate(PacketBurst burst, int offset, int outerTrafficClass) {
        if ((outerTrafficClass & ECN_MASK) == NOT_ECT) {
            return true; // the outer header has nothing to say, whatever the inner one says
        }
        int before = IpHeader.trafficClass(burst, offset);
        int after = innerTrafficClassAfter(outerTrafficClass, before);
        if (after == DROP) {
            return false;
        }
        if (after != before) {
            IpHeader.trafficClass(burst, offset, after);
        }
        return true;
    }
}
