package dev.ringswan.dataplane.policy;

import java.util.List;

/**
 * Traffic selectors of one address family compiled to longs, so that many lie side by side in one array.
 *
 * <pre>
 *  IPv4   | start 32 | end 32 | key |                             end is inclusive
 *  IPv6   | start high | start low | end high | end low | key |   unsigned
 *  key    | 8 unused | protocol 8 | port max + 1, 24 | port min + 1, 24 |
 * </pre>
 *
 * Ports are kept one higher, so that {@link Flow#OPAQUE} is 0: it lies in the range of all ports, which then begins at 0,
 * and in no other. <em>Threading:</em> pure functions over arrays that nobody changes.
 */
final class Ranges {
    private static final int IPV4_STRIDE = 2;
    private static final int IPV6_STRIDE = 5;
    private static final long IPV4_MASK = 0xFFFF_FFFFL;
    private static final int PORT_MASK = 0xFF_FFFF;

    private Ranges() {}

    /** Longs per selector of the family. */
    static int stride(int family) {
        return family == 4 ? IPV4_STRIDE : IPV6_STRIDE;
    }

    /** Writes selectors, all of one family, from {@code words[at]} on. */
    static void compile(List<TrafficSelector> selectors, long[] words, int at) {
        int position = at;
        for (TrafficSelector selector : selectors) {
            long startLow = Addresses.low(selector.start());
            long endLow = Addresses.low(selector.end());
            if (selector.family() == 4) {
                words[position] = (startLow << 32) | endLow;
            } else {
                words[position] = Addresses.high(selector.start());
                words[position + 1] = startLow;
                words[position + 2] = Addresses.high(selector.end());
                words[position + 3] = endLow;
            }
            position += stride(selector.family());
            words[position - 1] = key(selector);
        }
    }

    private static long key(TrafficSelector selector) {
        long portMin = selector.portStart() + 1L;
        long portMax = selector.portEnd() + 1L;
        if (selector.hasAllPorts()) {
            portMin = Flow.OPAQUE + 1L;
        } else if (selector.isOpaque()) {
            portMin = Flow.OPAQUE + 1L;
            portMax = Flow.OPAQUE + 1L;
        }
        return (long) selector.protocol() << 48 | portMax << 24 | portMin;
    }

    /** Whether a selector in {@code words[from … limit)}, of the flow's family, contains the packet's source. */
    static boolean containSource(long[] words, int from, int limit, Flow flow) {
        return flow.family == 4
                ? containIpv4(words, from, limit, flow.sourceLow, flow.protocol, flow.sourcePort)
                : containIpv6(words, from, limit, flow.sourceHigh, flow.sourceLow, flow.protocol, flow.sourcePort);
    }

    /** Whether a selector in {@code words[from … limit)}, of the flow's family, contains the packet's target. */
    static boolean containTarget(long[] words, int from, int limit, Flow flow) {
        return flow.family == 4
                ? containIpv4(words, from, limit, flow.targetLow, flow.protocol, flow.targetPort)
                : containIpv6(words, from, limit, flow.targetHigh, flow.targetLow, flow.protocol, flow.targetPort);
    }

    private static boolean containIpv4(long[] words, int from, int limit, long address, int protocol, int port) {
        for (int at = from; at < limit; at += IPV4_STRIDE) {
            long range = words[at];
            if (address >= range >>> 32 && address <= (range & IPV4_MASK) && admits(words[at + 1], protocol, port)) {
                return true;
            }
        }
        return false;
    }

    private static boolean containIpv6(long[] words, int from, int limit, long high, long low, int protocol, int port) {
        for (int at = from; at < limit; at += IPV6_STRIDE) {
            if (!isLess(high, low, words[at], words[at + 1])
                    && !isLess(words[at + 2], words[at + 3], high, low)
                    && admits(words[at + 4], protocol, port)) {
                return true;
            }
        }
        return false;
    }

    private static boolean admits(long key, int protocol, int port) {
        int wanted = (int) (key >>> 48);
        if (wanted != TrafficSelector.ANY_PROTOCOL && wanted != protocol) {
            return false;
        }
        int shifted = port + 1;
        return port == Flow.UNUSED || (shifted >= (int) (key & PORT_MASK) && shifted <= (int) (key >>> 24 & PORT_MASK));
    }

    /** High half of a 128-bit difference; the low half is the difference of the low halves. */
    static long differenceHigh(long high, long low, long otherHigh, long otherLow) {
        long borrow = ((~low & otherLow) | ((~low | otherLow) & (low - otherLow))) >>> 63; // without a jump
        return high - otherHigh - borrow;
    }

    /** Whether one unsigned 128-bit number is less than another. */
    static boolean isLess(long high, long low, long otherHigh, long otherLow) {
        return high == otherHigh
                ? low + Long.MIN_VALUE < otherLow + Long.MIN_VALUE
                : high + Long.MIN_VALUE < otherHigh + Long.MIN_VALUE;
    }

    /** Compares two unsigned 128-bit numbers, for sorting. */
    static int compareUnsigned(long high, long low, long otherHigh, long otherLow) {
        return high != otherHigh ? Long.compareUnsigned(high, otherHigh) : Long.compareUnsigned(low, otherLow);
    }
}
