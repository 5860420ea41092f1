package dev.ringswan.dataplane.policy;

/**
 * From the address of a packet to the value of the interval it lies in, in two reads that seldom leave one cache line each.
 *
 * <pre>
 *   buckets       |       |       |       |       |              equal pieces of the span, one to two per interval
 *                   first interval that concerns the bucket, last one that does
 *   intervals     |  0  |  1  |     2     | 3 | 4 | 5 …          the last one has no end
 *     IPv4        | start 32 | value 32 |
 *     IPv6        | start high | start low | value |             unsigned
 * </pre>
 *
 * The interval of an address is among those that begin in the address's bucket, or the last before it. Among a few they are
 * counted without a jump that depends on them: a processor that guesses wrong would wait for the read that showed it.
 * <em>Threading:</em> immutable.
 */
final class IntervalMap {
    /** The value of an address before the first interval. */
    static final int NONE = -1;

    private static final int BUCKET_BITS_MAX = 24;
    private static final int IPV6_STRIDE = 3;
    /** The most intervals that are counted one by one: a cache line of them. */
    private static final int FEW = 8;

    private final boolean isIpv4;
    private final int count;
    private final long[] intervals;
    private final int[] buckets;

    private final int shift;
    private final long firstHigh;
    private final long firstLow;
    /** The last start less the first. */
    private final long spanHigh;

    private final long spanLow;

    /** Gives each interval its value. */
    IntervalMap(int family, Boundaries boundaries, int[] values) {
        isIpv4 = family == 4;
        count = boundaries.count();
        intervals = new long[isIpv4 ? count : IPV6_STRIDE * count];
        for (int i = 0; i < count; i++) {
            Boundaries.Bound start = boundaries.start(i);
            if (isIpv4) {
                intervals[i] = start.low() << 32 | (values[i] & 0xFFFF_FFFFL);
            } else {
                intervals[IPV6_STRIDE * i] = start.high();
                intervals[IPV6_STRIDE * i + 1] = start.low();
                intervals[IPV6_STRIDE * i + 2] = values[i];
            }
        }
        Boundaries.Bound first = count == 0 ? new Boundaries.Bound(0, 0) : boundaries.start(0);
        Boundaries.Bound last = count == 0 ? first : boundaries.start(count - 1);
        firstHigh = first.high();
        firstLow = first.low();
        spanHigh = distanceHigh(last.high(), last.low());
        spanLow = last.low() - firstLow;
        int spanBits =
                spanHigh != 0 ? 128 - Long.numberOfLeadingZeros(spanHigh) : 64 - Long.numberOfLeadingZeros(spanLow);
        int bucketBits = Math.min(BUCKET_BITS_MAX, 33 - Integer.numberOfLeadingZeros(count));
        shift = Math.max(0, spanBits - bucketBits);
        buckets = new int[2 << bucketBits];
        fillBuckets(boundaries);
    }

    private void fillBuckets(Boundaries boundaries) {
        int next = 0;
        for (int bucket = 0; bucket < buckets.length / 2; bucket++) {
            if (next < count && bucket(boundaries.start(next)) == bucket && beginsBucket(boundaries.start(next))) {
                next++;
            }
            buckets[2 * bucket] = next - 1;
            while (next < count && bucket(boundaries.start(next)) == bucket) {
                next++;
            }
            buckets[2 * bucket + 1] = next - 1;
        }
    }

    private int bucket(Boundaries.Bound bound) {
        return bucket(distanceHigh(bound.high(), bound.low()), bound.low() - firstLow);
    }

    private boolean beginsBucket(Boundaries.Bound bound) {
        long distanceLow = bound.low() - firstLow;
        if (shift < 64) {
            return (distanceLow & ((1L << shift) - 1)) == 0;
        }
        long distanceHigh = distanceHigh(bound.high(), bound.low());
        return distanceLow == 0 && (distanceHigh & ((1L << (shift - 64)) - 1)) == 0;
    }

    /** The value of the interval that contains the address, or {@link #NONE}. */
    int value(long addressHigh, long addressLow) {
        return isIpv4 ? valueIpv4(addressLow) : valueIpv6(addressHigh, addressLow);
    }

    /**
     * Reads the buckets of many IPv4 addresses, then their intervals; there are seldom so many IPv6 policies that it matters.
     * Two steps a level: where to read is worked out first, and then there is nothing but reads.
     *
     * @param places room for one number per packet
     */
    long touch(Flow[] flows, int count, int[] places) {
        if (!isIpv4 || intervals.length == 0) {
            return 0;
        }
        for (int i = 0; i < count; i++) {
            long distance = flows[i].targetLow - firstLow;
            boolean within = distance >= 0 && distance < spanLow && flows[i].family == 4;
            places[i] = within ? 2 * (int) (distance >>> shift) : 0;
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += buckets[places[i]];
        }
        for (int i = 0; i < count; i++) {
            places[i] = Math.max(0, buckets[places[i] + 1]);
        }
        for (int i = 0; i < count; i++) {
            sum += intervals[places[i]];
        }
        return sum;
    }

    private int valueIpv4(long address) {
        long distance = address - firstLow;
        if (distance < 0 || distance >= spanLow) {
            return distance < 0 || count == 0 ? NONE : (int) intervals[count - 1];
        }
        int bucket = (int) (distance >>> shift);
        int from = buckets[2 * bucket];
        int to = buckets[2 * bucket + 1];
        while (to - from > FEW) {
            int middle = (from + to + 1) >>> 1;
            if (address < intervals[middle] >>> 32) {
                to = middle - 1;
            } else {
                from = middle;
            }
        }
        int found = from;
        for (int i = from + 1; i <= to; i++) {
            found += (int) (((intervals[i] >>> 32) - 1 - address) >>> 63); // 1 where it starts at or before the address
        }
        return (int) intervals[found];
    }

    private int valueIpv6(long addressHigh, long addressLow) {
        int interval = floorIpv6(addressHigh, addressLow);
        return interval < 0 ? NONE : (int) intervals[IPV6_STRIDE * interval + 2];
    }

    private int floorIpv6(long addressHigh, long addressLow) {
        long distanceHigh = distanceHigh(addressHigh, addressLow);
        long distanceLow = addressLow - firstLow;
        if (!Ranges.isLess(distanceHigh, distanceLow, spanHigh, spanLow)) {
            // A distance below zero has wrapped round to a value beyond every span.
            boolean before = Ranges.isLess(addressHigh, addressLow, firstHigh, firstLow);
            return before ? -1 : count - 1;
        }
        int bucket = bucket(distanceHigh, distanceLow);
        int from = buckets[2 * bucket];
        int to = buckets[2 * bucket + 1];
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (Ranges.isLess(
                    addressHigh, addressLow, intervals[IPV6_STRIDE * middle], intervals[IPV6_STRIDE * middle + 1])) {
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
