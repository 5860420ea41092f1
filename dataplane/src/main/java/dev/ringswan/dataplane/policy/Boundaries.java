package dev.ringswan.dataplane.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The sorted, distinct starts of elementary intervals over the addresses of one family, and a table that finds the
 * interval of an address.
 *
 * <pre>
 *   intervals     |  0  |  1  |     2     | 3 | 4 | 5 …          the last one has no end
 *   buckets       |       |       |       |       |              equal pieces, one to two per interval
 * </pre>
 *
 * The interval of an address is among those that begin in the address's bucket, or the last before it: two table reads,
 * then a short binary search, or none where prefixes of equal length lie side by side. <em>Threading:</em> immutable.
 */
final class Boundaries {
    private static final int BUCKET_BITS_MAX = 24;

    private final boolean isIpv4;
    /** High halves of the starts; empty for IPv4, where all are 0. */
    private final long[] high;

    private final long[] low;
    /** For each bucket two entries: the last interval that begins at or before its start, and the last in the bucket. */
    private final int[] buckets;

    private final int shift;
    private final long firstHigh;
    private final long firstLow;
    /** The last start less the first. */
    private final long spanHigh;

    private final long spanLow;

    private record Bound(long high, long low) implements Comparable<Bound> {
        @Override
        public int compareTo(Bound other) {
            return Ranges.compareUnsigned(high, low, other.high, other.low);
        }
    }

    private Boundaries(int family, List<Bound> bounds) {
        isIpv4 = family == 4;
        high = isIpv4 ? new long[0] : bounds.stream().mapToLong(Bound::high).toArray();
        low = bounds.stream().mapToLong(Bound::low).toArray();
        Bound first = bounds.isEmpty() ? new Bound(0, 0) : bounds.getFirst();
        Bound last = bounds.isEmpty() ? first : bounds.getLast();
        firstHigh = first.high;
        firstLow = first.low;
        spanHigh = distanceHigh(last.high, last.low);
        spanLow = last.low - firstLow;
        int spanBits =
                spanHigh != 0 ? 128 - Long.numberOfLeadingZeros(spanHigh) : 64 - Long.numberOfLeadingZeros(spanLow);
        int bucketBits = Math.min(BUCKET_BITS_MAX, 33 - Integer.numberOfLeadingZeros(low.length));
        shift = Math.max(0, spanBits - bucketBits);
        buckets = new int[2 << bucketBits];
        fillBuckets(bounds);
    }

    private void fillBuckets(List<Bound> bounds) {
        int next = 0;
        for (int bucket = 0; bucket < buckets.length / 2; bucket++) {
            if (next < low.length && bucket(bounds.get(next)) == bucket && beginsBucket(bounds.get(next))) {
                next++;
            }
            buckets[2 * bucket] = next - 1;
            while (next < low.length && bucket(bounds.get(next)) == bucket) {
                next++;
            }
            buckets[2 * bucket + 1] = next - 1;
        }
    }

    private int bucket(Bound bound) {
        return bucket(distanceHigh(bound.high, bound.low), bound.low - firstLow);
    }

    private boolean beginsBucket(Bound bound) {
        long distanceLow = bound.low - firstLow;
        if (shift < 64) {
            return (distanceLow & ((1L << shift) - 1)) == 0;
        }
        long distanceHigh = distanceHigh(bound.high, bound.low);
        return distanceLow == 0 && (distanceHigh & ((1L << (shift - 64)) - 1)) == 0;
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
                if (high != 0 || low != 0) {
                    bounds.add(new Bound(high, low)); // else the range reaches to the end of the address space
                }
            }
        }
        return new Boundaries(family, bounds.stream().sorted().distinct().toList());
    }

    /** Number of intervals. */
    int count() {
        return low.length;
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
        return isIpv4 ? floorIpv4(addressLow) : floorIpv6(addressHigh, addressLow);
    }

    /** Reads the bucket of an IPv4 address; there are seldom so many IPv6 policies that it matters. */
    int touch(long addressHigh, long addressLow) {
        long distance = addressLow - firstLow;
        return isIpv4 && distance >= 0 && distance < spanLow ? buckets[2 * (int) (distance >>> shift)] : 0;
    }

    private int floorIpv4(long address) {
        long distance = address - firstLow;
        if (distance < 0 || distance >= spanLow) {
            return distance < 0 ? -1 : low.length - 1;
        }
        int bucket = (int) (distance >>> shift);
        int from = buckets[2 * bucket];
        int to = buckets[2 * bucket + 1];
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (address < low[middle]) {
                to = middle - 1;
            } else {
                from = middle;
            }
        }
        return from;
    }

    private int floorIpv6(long addressHigh, long addressLow) {
        long distanceHigh = distanceHigh(addressHigh, addressLow);
        long distanceLow = addressLow - firstLow;
        if (!Ranges.isLess(distanceHigh, distanceLow, spanHigh, spanLow)) {
            // A distance below zero has wrapped round to a value beyond every span.
            boolean before = Ranges.isLess(addressHigh, addressLow, firstHigh, firstLow);
            return before ? -1 : low.length - 1;
        }
        int bucket = bucket(distanceHigh, distanceLow);
        int from = buckets[2 * bucket];
        int to = buckets[2 * bucket + 1];
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (Ranges.isLess(addressHigh, addressLow, high[middle], low[middle])) {
                to = middle - 1;
            } else {
                from = middle;
            }
        }
        return from;
    }

    /** High half of the 128-bit difference between an address and the first boundary. */
    private long distanceHigh(long addressHigh, long addressLow) {
        return Ranges.differenceHigh(addressHigh, addressLow, firstHigh, firstLow);
    }

    /** distance >>> shift, for a distance within the span. */
    private int bucket(long distanceHigh, long distanceLow) {
        if (shift >= 64) {
            return (int) (distanceHigh >>> (shift - 64));
        }
        return (int) (shift == 0 ? distanceLow : (distanceHigh << (64 - shift)) | (distanceLow >>> shift));
    }
}
