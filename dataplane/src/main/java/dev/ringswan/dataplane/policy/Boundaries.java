package dev.ringswan.dataplane.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The sorted, distinct starts of elementary intervals over the addresses of one family, and a table that finds the
 * interval of an address. The last interval has no end. <em>Threading:</em> immutable.
 */
final class Boundaries {
    private static final int BUCKET_BITS_MAX = 24;

    private final long[] high;
    private final long[] low;
    /** Interval that the first boundary of each bucket follows; one entry more than buckets. */
    private final int[] buckets;

    private final int shift;

    private record Bound(long high, long low) implements Comparable<Bound> {
        @Override
        public int compareTo(Bound other) {
            return Ranges.compareUnsigned(high, low, other.high, other.low);
        }
    }

    private Boundaries(List<Bound> bounds) {
        int count = bounds.size();
        high = new long[count];
        low = new long[count];
        for (int i = 0; i < count; i++) {
            high[i] = bounds.get(i).high;
            low[i] = bounds.get(i).low;
        }
        if (count == 0) {
            shift = 0;
            buckets = new int[0];
            return;
        }
        int bucketBits = Math.min(BUCKET_BITS_MAX, 33 - Integer.numberOfLeadingZeros(count - 1));
        shift = Math.max(0, spanBits() - bucketBits);
        buckets = new int[(1 << bucketBits) + 1];
        int interval = 0;
        for (int bucket = 0; bucket < buckets.length; bucket++) {
            // The last interval that begins in an earlier bucket.
            while (interval + 1 < count && bucket(high[interval + 1], low[interval + 1]) < bucket) {
                interval++;
            }
            buckets[bucket] = interval;
        }
    }

    private int spanBits() {
        int last = high.length - 1;
        long spanLow = low[last] - low[0];
        long spanHigh = high[last] - high[0] - (Long.compareUnsigned(low[last], low[0]) < 0 ? 1 : 0);
        return spanHigh != 0 ? 128 - Long.numberOfLeadingZeros(spanHigh) : 64 - Long.numberOfLeadingZeros(spanLow);
    }

    /** Starts and ends of the remote selectors of the family, without those of policies marked in {@code left}. */
    static Boundaries of(int family, List<TrafficSelectors> policies, boolean[] left) {
        List<Bound> bounds = new ArrayList<>();
        for (int policy = 0; policy < left.length; policy++) {
            for (TrafficSelector selector : policies.get(policy).remote()) {
                if (selector.family() == family && !left[policy]) {
                    bounds.add(new Bound(Addresses.high(selector.start()), Addresses.low(selector.start())));
                    long low = Addresses.low(selector.end()) + 1;
                    long high = Addresses.high(selector.end()) + (low == 0 ? 1 : 0);
                    if (high != 0 || low != 0) {
                        bounds.add(new Bound(high, low)); // else the range reaches to the end of the address space
                    }
                }
            }
        }
        return new Boundaries(bounds.stream().sorted().distinct().toList());
    }

    /** Number of intervals. */
    int count() {
        return high.length;
    }

    /** First interval of a selector whose ends are boundaries. */
    int first(TrafficSelector selector) {
        return floor(Addresses.high(selector.start()), Addresses.low(selector.start()));
    }

    /** Interval behind the last one of the selector. */
    int limit(TrafficSelector selector) {
        return floor(Addresses.high(selector.end()), Addresses.low(selector.end())) + 1;
    }

    /** Index of the last interval that starts at or before the address, or −1. */
    int floor(long addressHigh, long addressLow) {
        int last = high.length - 1;
        if (last < 0 || isBefore(addressHigh, addressLow, 0)) {
            return -1;
        }
        if (!isBefore(addressHigh, addressLow, last)) {
            return last;
        }
        int bucket = bucket(addressHigh, addressLow);
        int from = buckets[bucket];
        int to = buckets[bucket + 1];
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (isBefore(addressHigh, addressLow, middle)) {
                to = middle - 1;
            } else {
                from = middle;
            }
        }
        return from;
    }

    private boolean isBefore(long addressHigh, long addressLow, int interval) {
        return Ranges.compareUnsigned(addressHigh, addressLow, high[interval], low[interval]) < 0;
    }

    /** (address − lowest boundary) >>> shift, for an address between the lowest and the highest boundary. */
    private int bucket(long addressHigh, long addressLow) {
        long distanceLow = addressLow - low[0];
        if (shift < 64 && addressHigh == high[0]) {
            return (int) (distanceLow >>> shift);
        }
        long distanceHigh = addressHigh - high[0] - (Long.compareUnsigned(addressLow, low[0]) < 0 ? 1 : 0);
        if (shift >= 64) {
            return (int) (distanceHigh >>> (shift - 64));
        }
        return (int) (shift == 0 ? distanceLow : (distanceHigh << (64 - shift)) | (distanceLow >>> shift));
    }
}
