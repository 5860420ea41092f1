package dev.ringswan.dataplane.esp;

import dev.ringswan.nativeio.PacketBurst;

/** Padding, pad length and next header (RFC 4303 §2.4–2.6), which stand between the payload and the ICV. */
public final class EspTrailer {
    /** Bytes of pad length and next header. */
    public static final int LENGTH = 2;
    /** Next header: an IPv4 packet (tunnel mode). */
    public static final int NEXT_HEADER_IPV4 = 4;
    /** Next header: an IPv6 packet (tunnel mode). */
    public static final int NEXT_HEADER_IPV6 = 41;
    /** Next header: a dummy packet, to be ignored (RFC 4303 §2.6). */
    public static final int NEXT_HEADER_DUMMY = 59;

    /** Padding and pad length for up to five pad bytes, left-aligned in eight bytes; the next header is or-ed in. */
    private static final long[] SHORT_TRAILERS = {
        0x00L << 56, 0x0101L << 48, 0x010202L << 40, 0x01020303L << 32, 0x0102030404L << 24, 0x010203040505L << 16,
    };

    /** The pad bytes 1, 2, 3 … of up to six, as a number. */
    private static final long[] SHORT_PADDINGS = {0, 0x01, 0x0102, 0x010203, 0x01020304, 0x0102030405L, 0x010203040506L
    };

    private EspTrailer() {}

    /** Pad bytes that bring {@code payloadLength} + padding + 2 to a multiple of {@code alignment} (a power of two). */
    public static int padLength(int payloadLength, int alignment) {
        return -(payloadLength + LENGTH) & (alignment - 1);
    }

    /**
     * Writes padding, pad length and next header at {@code offset}. Up to eight bytes there are overwritten, even where the
     * trailer is shorter: the ICV follows anyway.
     */
    public static void write(PacketBurst burst, int offset, int padLength, int nextHeader) {
        if (padLength < SHORT_TRAILERS.length) {
            burst.putLong(offset, SHORT_TRAILERS[padLength] | ((long) nextHeader << (48 - 8 * padLength)));
            return;
        }
        for (int i = 0; i < padLength; i++) {
            burst.putByte(offset + i, i + 1);
        }
        burst.putByte(offset + padLength, padLength);
        burst.putByte(offset + padLength + 1, nextHeader);
    }

    /** Pad length of the trailer that ends at {@code limit}. */
    public static int padLength(PacketBurst burst, int limit) {
        return burst.getByte(limit - 2);
    }

    /** Next header of the trailer that ends at {@code limit}. */
    public static int nextHeader(PacketBurst burst, int limit) {
        return burst.getByte(limit - 1);
    }

    /** Whether the {@code padLength} bytes in front of the trailer that ends at {@code limit} count 1, 2, 3 … */
    public static boolean paddingIsSequential(PacketBurst burst, int limit, int padLength) {
        if (padLength < SHORT_PADDINGS.length) {
            long before = burst.getLong(limit - Long.BYTES) >>> (LENGTH * Byte.SIZE);
            return (before & ((1L << (padLength * Byte.SIZE)) - 1)) == SHORT_PADDINGS[padLength];
        }
        int start = limit - LENGTH - padLength;
        int difference = 0;
        for (int i = 0; i < padLength; i++) {
            difference |= burst.getByte(start + i) ^ (i + 1);
        }
        return difference == 0;
    }
}
