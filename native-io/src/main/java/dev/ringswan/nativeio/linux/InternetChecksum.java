package dev.ringswan.nativeio.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071) over raw memory. A <em>sum</em> is folded to 16 bits, in network byte order, and not yet
 * complemented.
 *
 * <p>Words are added as they lie in memory, without swapping their bytes: the sum of swapped words is the swapped sum.
 *
 * <p><em>Threading:</em> pure functions. Whoever calls has checked the range: there are no bounds here.
 */
final class InternetChecksum {
    private static final int MASK = 0xFFFF;
    private static final long LOW = 0xFFFF_FFFFL;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @SuppressWarnings("restricted") // all memory: the callers check their ranges once, not each word
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private InternetChecksum() {}

    /** Sum over {@code length} bytes, fewer than 2^31; an odd last byte counts as the high byte of a word. */
    static int sum(long address, int length) {
        int words = length / Long.BYTES;
        long low = 0;
        long high = 0;
        for (int i = 0; i < words; i++) { // as plain as can be: so the compiler makes vector code of it
            long word = MEMORY.get(LONG, address + i * (long) Long.BYTES);
            low += word & LOW;
            high += word >>> 32;
        }
        return fold(low + high + sumOfRest(address + words * (long) Long.BYTES, address + length));
    }

    /** Of fewer than 8 bytes. */
    private static long sumOfRest(long start, long limit) {
        long sum = 0;
        long at = start;
        if (at <= limit - 4) {
            sum += MEMORY.get(INT, at) & LOW;
            at += 4;
        }
        if (at <= limit - 2) {
            sum += MEMORY.get(SHORT, at) & MASK;
            at += 2;
        }
        return at < limit ? sum + (MEMORY.get(ValueLayout.JAVA_BYTE, at) & 0xFF) : sum;
    }

    private static int fold(long sum) {
        long folded = (sum >>> 32) + (sum & LOW);
        folded = (folded >>> 16) + (folded & MASK);
        folded = (folded >>> 16) + (folded & MASK);
        folded = (folded >>> 16) + (folded & MASK);
        return Short.reverseBytes((short) folded) & MASK;
    }

    /** Ones' complement sum of two sums. */
    static int add(int sum, int other) {
        int total = sum + other;
        return (total & MASK) + (total >>> 16);
    }

    /** What stands in a header for data with this sum. */
    static int complement(int sum) {
        return ~sum & MASK;
    }
}
