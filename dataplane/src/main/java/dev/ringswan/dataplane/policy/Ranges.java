package dev.ringswan.dataplane.policy;

import java.util.List;

/**
 * Traffic selectors compiled to longs, so that many lie side by side in one array.
 *
 * <pre>
 *  word 0, 1   start of the address range, high and low half (unsigned; IPv4: 0 and 32 bits)
 *  word 2, 3   end of the address range, inclusive
 *  word 4      | family 8 | protocol 8 | port max + 1, 24 | port min + 1, 24 |
 * </pre>
 *
 * Ports are kept one higher, so that {@link Flow#OPAQUE} is 0: it lies in the range of all ports, which then begins at 0,
 * and in no other. <em>Threading:</em> pure functions over arrays that nobody changes.
 */
final class Ranges {
    /** Longs per selector. */
    static final int STRIDE = 5;

    private static final int PORT_MASK = 0xFF_FFFF;

    private Ranges() {}

    /** Writes a list of selectors from {@code words[at]} on. */
    static void compile(List<TrafficSelector> selectors, long[] words, int at) {
        int position = at;
        for (TrafficSelector selector : selectors) {
            words[position] = Addresses.high(selector.start());
            words[position + 1] = Addresses.low(selector.start());
            words[position + 2] = Addresses.high(selector.end());
            words[position + 3] = Addresses.low(selector.end());
            words[position + 4] = key(selector);
            position += STRIDE;
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
        return (long) selector.family() << 56 | (long) selector.protocol() << 48 | portMax << 24 | portMin;
    }

    /** Whether one of the selectors in {@code words[from … limit)} contains the packet's source. */
    static boolean containSource(long[] words, int from, int limit, Flow flow) {
        return contain(words, from, limit, flow, flow.sourceHigh, flow.sourceLow, flow.sourcePort);
    }

    /** Whether one of the selectors in {@code words[from … limit)} contains the packet's target. */
    static boolean containTarget(long[] words, int from, int limit, Flow flow) {
        return contain(words, from, limit, flow, flow.targetHigh, flow.targetLow, flow.targetPort);
    }

    private static boolean contain(long[] words, int from, int limit, Flow flow, long high, long low, int port) {
        for (int at = from; at < limit; at += STRIDE) {
            if (containsAddress(words, at, high, low) && matchesKey(words[at + 4], flow, port)) {
                return true;
            }
        }
        return false;
    }

    private static boolean containsAddress(long[] words, int at, long high, long low) {
        return compareUnsigned(words[at], words[at + 1], high, low) <= 0
                && compareUnsigned(high, low, words[at + 2], words[at + 3]) <= 0;
    }

    private static boolean matchesKey(long key, Flow flow, int port) {
        int protocol = (int) (key >>> 48) & 0xFF;
        if ((int) (key >>> 56) != flow.family
                || (protocol != TrafficSelector.ANY_PROTOCOL && protocol != flow.protocol)) {
            return false;
        }
        return port == Flow.UNUSED
                || (port + 1 >= (int) (key & PORT_MASK) && port + 1 <= (int) (key >>> 24 & PORT_MASK));
    }

    /** Compares two unsigned 128-bit numbers. */
    static int compareUnsigned(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(high, otherHigh);
        return order != 0 ? order : Long.compareUnsigned(low, otherLow);
    }
}
