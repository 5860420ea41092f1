package dev.ringswan.dataplane.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sorted, distinct starts of elementary intervals over the addresses of one family: where the range of some selector begins
 * or has ended. The last interval has no end. For building an {@link IntervalMap}; packets never come here.
 * <em>Threading:</em> immutable.
 */
final class Boundaries {
    /** Start of an interval, an unsigned number of 128 bits. */
    record Bound(long high, long low) implements Comparable<Bound> {
        @Override
        public int compareTo(Bound other) {
            return Ranges.compareUnsigned(high, low, other.high, other.low);
        }
    }

    private final Bound[] bounds;

    private Boundaries(Bound[] bounds) {
        this.bounds = bounds;
    }

    /** Starts and ends of selectors, all of the family, without those of policies marked in {@code left}. */
    static Boundaries of(int family, List<List<TrafficSelector>> policies, boolean[] left) {
        List<Bound> bounds = new ArrayList<>();
        for (int policy = 0; policy < left.length; policy++) {
            if (left[policy]) {
                continue;
            }
            for (TrafficSelector selector : policies.get(policy)) {
                bounds.add(new Bound(Addresses.high(selector.start()), Addresses.low(selector.start())));
                long low = Addresses.low(selector.end()) + 1;
                long high = Addresses.high(selector.end()) + (low == 0 ? 1 : 0);
                boolean last = family == 4 ? low >>> 32 != 0 : (high | low) == 0;
                if (!last) {
                    bounds.add(new Bound(high, low)); // else the range reaches to the end of the address space
                }
            }
        }
        return new Boundaries(bounds.stream().sorted().distinct().toArray(Bound[]::new));
    }

    /** Number of intervals. */
    int count() {
        return bounds.length;
    }

    /** Where an interval starts. */
    Bound start(int interval) {
        return bounds[interval];
    }

    /** First interval of a selector whose ends are boundaries. */
    int first(TrafficSelector selector) {
        return floor(new Bound(Addresses.high(selector.start()), Addresses.low(selector.start())));
    }

    /** Interval behind the last one of the selector. */
    int limit(TrafficSelector selector) {
        return floor(new Bound(Addresses.high(selector.end()), Addresses.low(selector.end()))) + 1;
    }

    /** Index of the last interval that starts at or before the address, or −1. */
    private int floor(Bound address) {
        int at = Arrays.binarySearch(bounds, address);
        return at >= 0 ? at : -at - 2;
    }
}
