package dev.ringswan.dataplane.ip;

import dev.ringswan.nativeio.PacketBurst;

/**
 * The IP header of a packet in a burst (RFC 791 §3.1, RFC 8200 §3): a flyweight without state.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version|  IHL  | Traffic class |          Total length         |  0
 * |         Identification        |0|D|M|     Fragment offset     |  4
 * |  Time to live |    Protocol   |        Header checksum        |  8
 * |                         Source address                        | 12
 * |                         Target address                        | 16
 * |                      Options, 0 … 40 bytes                    | 20
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version| Traffic class |              Flow label               |  0
 * |         Payload length        |  Next header  |   Hop limit   |  4
 * |                    Source address, 16 bytes                   |  8
 * |                    Target address, 16 bytes                   | 24
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * {@link #validate} and {@link #upperLayer} take any bytes and read only inside the packet's length. The other methods
 * expect a header that passed {@code validate}. Setters keep an IPv4 header checksum right where they say so.
 * <em>Threading:</em> whoever owns the burst.
 */
public final class IpHeader {
    /** Bytes of an IPv4 header without options. */
    public static final int IPV4_LENGTH = 20;
    /** Bytes of an IPv6 header without extension headers. */
    public static final int IPV6_LENGTH = 40;
    /** Every IPv6 link carries this much (RFC 8200 §5), so no sender believes less (RFC 8201 §4). */
    public static final int IPV6_MTU_MIN = 1280;
    /** The largest total length of an IPv4 packet, in bytes. */
    public static final int IPV4_TOTAL_LENGTH_MAX = 65_535;

    /** Offset of the IPv4 source address from the start of the header. */
    public static final int IPV4_SOURCE = 12;
    /** Offset of the IPv4 target address. */
    public static final int IPV4_TARGET = 16;
    /** Offset of the IPv6 source address. */
    public static final int IPV6_SOURCE = 8;
    /** Offset of the IPv6 target address. */
    public static final int IPV6_TARGET = 24;

    /** What {@link #upperLayer} returns when the headers are not sane. */
    public static final int MALFORMED = -1;

    static final int DONT_FRAGMENT = 0x4000;
    static final int MORE_FRAGMENTS = 0x2000;
    static final int FRAGMENT_OFFSET_MASK = 0x1FFF;

    /** Hosts send at most one of each kind and destination options twice (RFC 8200 §4.1); more is an attack on our time. */
    private static final int EXTENSION_HEADERS_MAX = 8;

    private static final int UPPER_OFFSET_MASK = 0xF_FFFF;
    private static final int UPPER_PROTOCOL_SHIFT = 20;
    private static final int UPPER_FRAGMENT = 1 << 28;
    private static final int UPPER_LATER_FRAGMENT = 1 << 29;

    private IpHeader() {}

    /**
     * Whether the bytes begin with a sane IP header: version 4 or 6, header inside the packet, total length between the
     * header's and {@code length}. Bytes beyond the total length are padding (TFC padding, when the packet came out of
     * ESP: RFC 4303 §2.7). The IPv4 header checksum is not looked at: what we parse came from the local kernel or out of
     * an authenticated packet.
     */
    public static boolean validate(PacketBurst burst, int offset, int length) {
        if (length < IPV4_LENGTH) {
            return false;
        }
        int first = burst.getByte(offset);
        if (first >>> 4 == 4) {
            int headerLength = (first & 0xF) << 2;
            int totalLength = burst.getShort(offset + 2);
            return headerLength >= IPV4_LENGTH && headerLength <= totalLength && totalLength <= length;
        }
        return first >>> 4 == 6 && length >= IPV6_LENGTH && IPV6_LENGTH + burst.getShort(offset + 4) <= length;
    }

    /** As {@link #validate(PacketBurst, int, int)}, for a header whose first eight bytes have been read. */
    public static boolean validate(long head, int length) {
        int totalLength = totalLength(head);
        if (version(head) == 4) {
            int headerLength = (int) (head >>> 54) & 0x3C;
            return headerLength >= IPV4_LENGTH && headerLength <= totalLength && totalLength <= length;
        }
        return version(head) == 6 && totalLength <= length;
    }

    /** The version field of a header whose first eight bytes have been read. */
    public static int version(long head) {
        return (int) (head >>> 60);
    }

    /** As {@link #totalLength(PacketBurst, int)}, for a header whose first eight bytes have been read. */
    public static int totalLength(long head) {
        return version(head) == 4 ? (int) (head >>> 32) & 0xFFFF : IPV6_LENGTH + ((int) (head >>> 16) & 0xFFFF);
    }

    /** As {@link #trafficClass(PacketBurst, int)}, for a header whose first eight bytes have been read. */
    public static int trafficClass(long head) {
        return (int) (head >>> (version(head) == 4 ? 48 : 52)) & 0xFF;
    }

    /** As {@link #dontFragment(PacketBurst, int)}, for a header whose first eight bytes have been read. */
    public static boolean dontFragment(long head) {
        return version(head) != 4 || (head & DONT_FRAGMENT) != 0;
    }

    /** The version field: 4 or 6, or anything when the packet was not validated. */
    public static int version(PacketBurst burst, int offset) {
        return burst.getByte(offset) >>> 4;
    }

    public static boolean isIpv4(PacketBurst burst, int offset) {
        return version(burst, offset) == 4;
    }

    /** Bytes of the IPv4 header with options, or of the fixed IPv6 header. */
    public static int headerLength(PacketBurst burst, int offset) {
        int first = burst.getByte(offset);
        return first >>> 4 == 4 ? (first & 0xF) << 2 : IPV6_LENGTH;
    }

    /** Bytes of the whole packet by its own account: the IPv4 total length, or 40 plus the IPv6 payload length. */
    public static int totalLength(PacketBurst burst, int offset) {
        return isIpv4(burst, offset) ? burst.getShort(offset + 2) : IPV6_LENGTH + burst.getShort(offset + 4);
    }

    /** Sets what {@link #totalLength} returns, and keeps the IPv4 checksum right. */
    public static void totalLength(PacketBurst burst, int offset, int totalLength) {
        if (isIpv4(burst, offset)) {
            putIpv4Word(burst, offset, 2, totalLength);
        } else {
            burst.putShort(offset + 4, totalLength - IPV6_LENGTH);
        }
    }

    /** DSCP (6 bits) and ECN (2 bits): the IPv4 type of service, or the IPv6 traffic class. */
    public static int trafficClass(PacketBurst burst, int offset) {
        int word = burst.getShort(offset);
        return (word >>> 12 == 4 ? word : word >>> 4) & 0xFF;
    }

    /** Sets DSCP and ECN, and keeps the IPv4 checksum right (RFC 1624). */
    public static void trafficClass(PacketBurst burst, int offset, int trafficClass) {
        int word = burst.getShort(offset);
        if (word >>> 12 == 4) {
            putIpv4Word(burst, offset, 0, (word & 0xFF00) | (trafficClass & 0xFF));
        } else {
            burst.putShort(offset, (word & 0xF00F) | ((trafficClass & 0xFF) << 4));
        }
    }

    /** The IPv4 protocol, or the IPv6 next header of the fixed header (which may be an extension header). */
    public static int protocol(PacketBurst burst, int offset) {
        return burst.getByte(offset + (isIpv4(burst, offset) ? 9 : 6));
    }

    /** Sets what {@link #protocol} returns, and keeps the IPv4 checksum right. */
    public static void protocol(PacketBurst burst, int offset, int protocol) {
        if (isIpv4(burst, offset)) {
            putIpv4Word(burst, offset, 8, burst.getByte(offset + 8) << 8 | (protocol & 0xFF));
        } else {
            burst.putByte(offset + 6, protocol);
        }
    }

    /** The IPv4 time to live, or the IPv6 hop limit. */
    public static int timeToLive(PacketBurst burst, int offset) {
        return burst.getByte(offset + (isIpv4(burst, offset) ? 8 : 7));
    }

    /** Sets what {@link #timeToLive} returns, and keeps the IPv4 checksum right. */
    public static void timeToLive(PacketBurst burst, int offset, int timeToLive) {
        if (isIpv4(burst, offset)) {
            putIpv4Word(burst, offset, 8, (timeToLive & 0xFF) << 8 | burst.getByte(offset + 9));
        } else {
            burst.putByte(offset + 7, timeToLive);
        }
    }

    /** Whether routers may not fragment the packet: the IPv4 DF bit; always so for IPv6. */
    public static boolean dontFragment(PacketBurst burst, int offset) {
        return !isIpv4(burst, offset) || (burst.getShort(offset + 6) & DONT_FRAGMENT) != 0;
    }

    /** Computes and writes the checksum of a finished IPv4 header, options included. */
    public static void writeIpv4Checksum(PacketBurst burst, int offset) {
        burst.putShort(offset + 10, 0);
        burst.putShort(offset + 10, Checksum.complement(Checksum.sum(burst, offset, headerLength(burst, offset))));
    }

    /**
     * Finds the upper-layer header behind IPv4 options or IPv6 extension headers (hop-by-hop options, routing, fragment,
     * destination options; at most 8). AH and ESP are upper layers here (RFC 4301 §4.4.1.1). In a fragment other than the
     * first, the upper layer is where the fragment's data begins, and its protocol may be an extension header's number.
     *
     * @return to be taken apart with {@link #upperProtocol}, {@link #upperOffset}, {@link #isFragment} and
     *     {@link #isLaterFragment}; {@link #MALFORMED} when {@link #validate} would fail, or the chain of headers is
     *     longer than the packet or the bound (RFC 7112 §5 lets us drop first fragments without the whole chain)
     */
    public static int upperLayer(PacketBurst burst, int offset, int length) {
        if (!validate(burst, offset, length)) {
            return MALFORMED;
        }
        if (isIpv4(burst, offset)) {
            int fragment = burst.getShort(offset + 6);
            return packUpper(
                    burst.getByte(offset + 9),
                    headerLength(burst, offset),
                    (fragment & MORE_FRAGMENTS) != 0,
                    fragment & FRAGMENT_OFFSET_MASK);
        }
        return upperLayerIpv6(burst, offset, totalLength(burst, offset));
    }

    private static int upperLayerIpv6(PacketBurst burst, int offset, int totalLength) {
        int protocol = burst.getByte(offset + 6);
        int position = IPV6_LENGTH;
        boolean moreFragments = false;
        int extensions = 0;
        while (IpProtocol.isExtensionHeader(protocol)) {
            if (++extensions > EXTENSION_HEADERS_MAX || position + 8 > totalLength) {
                return MALFORMED;
            }
            int nextProtocol = burst.getByte(offset + position);
            if (protocol == IpProtocol.FRAGMENT) {
                int fragment = burst.getShort(offset + position + 2);
                moreFragments |= (fragment & 1) != 0;
                position += 8;
                if (fragment >>> 3 != 0) {
                    return packUpper(nextProtocol, position, moreFragments, fragment >>> 3);
                }
            } else {
                position += (burst.getByte(offset + position + 1) + 1) << 3;
            }
            protocol = nextProtocol;
        }
        return position <= totalLength ? packUpper(protocol, position, moreFragments, 0) : MALFORMED;
    }

    private static int packUpper(int protocol, int offset, boolean moreFragments, int fragmentOffset) {
        int packed = protocol << UPPER_PROTOCOL_SHIFT | offset;
        if (fragmentOffset != 0) {
            return packed | UPPER_FRAGMENT | UPPER_LATER_FRAGMENT;
        }
        return moreFragments ? packed | UPPER_FRAGMENT : packed;
    }

    /** Protocol number of the upper layer. */
    public static int upperProtocol(int upperLayer) {
        return upperLayer >>> UPPER_PROTOCOL_SHIFT & 0xFF;
    }

    /** Bytes from the start of the IP header to the upper-layer header. */
    public static int upperOffset(int upperLayer) {
        return upperLayer & UPPER_OFFSET_MASK;
    }

    /** Whether the packet is a fragment; an IPv6 packet that is its own only fragment is none (RFC 6946). */
    public static boolean isFragment(int upperLayer) {
        return (upperLayer & UPPER_FRAGMENT) != 0;
    }

    /** Whether the packet is a fragment other than the first, so that no upper-layer header is in it. */
    public static boolean isLaterFragment(int upperLayer) {
        return (upperLayer & UPPER_LATER_FRAGMENT) != 0;
    }

    /** Replaces a 16-bit word of an IPv4 header, and keeps the checksum right. */
    private static void putIpv4Word(PacketBurst burst, int offset, int position, int word) {
        int before = burst.getShort(offset + position);
        burst.putShort(offset + position, word);
        burst.putShort(offset + 10, Checksum.update(burst.getShort(offset + 10), before, word));
    }
}
