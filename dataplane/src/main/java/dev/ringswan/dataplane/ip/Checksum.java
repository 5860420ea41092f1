package dev.ringswan.dataplane.ip;

import dev.ringswan.nativeio.PacketBurst;

/**
 * The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of big-endian 16-bit words.
 *
 * <p>A <em>sum</em> is folded to 16 bits and not yet complemented, so sums of parts can be added; a <em>checksum</em> is
 * what stands in a header. A part at an odd distance from the start of the checksummed data has its bytes swapped
 * ({@link #swap}) before it is added.
 *
 * <p>Ranges must lie in the slot. <em>Threading:</em> pure functions.
 */
public final class Checksum {
    private static final int MASK = 0xFFFF;

    private Checksum() {}

    /** Sum over {@code length} bytes at any alignment; an odd last byte counts as the high byte of a word. */
    public static int sum(PacketBurst burst, int offset, int length) {
        long sum = 0; // cannot overflow: a slot is far below 2^31 words of 32 bits
        int position = offset;
        int limit = offset + length;
        for (; position <= limit - 8; position += 8) {
            long word = burst.getLong(position);
            sum += (word >>> 32) + (word & 0xFFFF_FFFFL);
        }
        if (position <= limit - 4) {
            sum += burst.getInt(position) & 0xFFFF_FFFFL;
            position += 4;
        }
        if (position <= limit - 2) {
            sum += burst.getShort(position);
            position += 2;
        }
        if (position < limit) {
            sum += burst.getByte(position) << 8;
        }
        return fold(sum);
    }

    /** Ones' complement sum of two sums. */
    public static int add(int sum, int other) {
        int total = sum + other;
        return (total & MASK) + (total >>> 16);
    }

    /** The sum as it counts when its data starts at an odd distance from the start of the whole. */
    public static int swap(int sum) {
        return (sum >>> 8 | sum << 8) & MASK;
    }

    /** The checksum of data with this sum. */
    public static int complement(int sum) {
        return ~sum & MASK;
    }

    /**
     * The checksum after one 16-bit word of the data changed from {@code before} to {@code after} (RFC 1624 equation 3,
     * which keeps +0 and −0 apart where RFC 1141 does not).
     */
    public static int update(int checksum, int before, int after) {
        return complement(add(add(complement(checksum), complement(before)), after & MASK));
    }

    /**
     * Sum of the pseudo-header of an upper-layer checksum (RFC 9293 §3.1, RFC 8200 §8.1), for the IP header at
     * {@code offset}, which must be whole. With an IPv6 routing header the target address is the final one: such packets
     * are not for this function.
     *
     * @param upperLength bytes of the upper-layer header and its data
     */
    public static int pseudoHeader(PacketBurst burst, int offset, int protocol, int upperLength) {
        int addresses = IpHeader.isIpv4(burst, offset)
                ? sum(burst, offset + IpHeader.IPV4_SOURCE, 8)
                : sum(burst, offset + IpHeader.IPV6_SOURCE, 32);
        return fold((long) addresses + protocol + (upperLength & MASK) + (upperLength >>> 16));
    }

    private static int fold(long sum) {
        long folded = (sum >>> 32) + (sum & 0xFFFF_FFFFL);
        folded = (folded >>> 16) + (folded & MASK);
        folded = (folded >>> 16) + (folded & MASK);
        return (int) ((folded >>> 16) + (folded & MASK));
    }
}
