package dev.ringswan.bench;

import dev.ringswan.nativeio.PacketBurst;
import java.util.Random;

/** IPv4 packets with UDP inside: seeded payload, one target address for each SA, a valid header checksum. */
final class TestPackets {
    /** Smallest packet: IPv4 and UDP headers. */
    static final int LENGTH_MIN = 28;

    private static final int HEADER_LENGTH = 20;
    private static final int TARGET = 16;
    private static final int SOURCE_ADDRESS = 0xC0A8_0101; // 192.168.1.1
    private static final int TARGET_NET = 0x0A00_0000; // 10.0.0.0/8
    /** Odd, so that multiplying by it permutes the 24 low bits: neighbours in the list are no neighbours in the network. */
    private static final int SCATTER = 0x9E37_79B1;

    private final byte[][] templates = new byte[PacketBurst.CAPACITY][];

    TestPackets(int lengthMax, int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < templates.length; i++) {
            templates[i] = new byte[lengthMax];
            random.nextBytes(templates[i]);
        }
    }

    /** The numbers from 0 to {@code count} − 1 in an order that depends on the seed only. */
    static int[] shuffled(int count, int seed) {
        int[] order = new int[count];
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The target address of SA {@code sa}. */
    static int target(int sa) {
        return TARGET_NET | (sa * SCATTER & 0xFF_FFFF);
    }

    static String targetText(int sa) {
        int target = target(sa);
        return (target >>> 24) + "." + (target >>> 16 & 0xFF) + "." + (target >>> 8 & 0xFF) + "." + (target & 0xFF);
    }

    /** Writes packet {@code index} of {@code length} bytes, addressed to SA {@code sa}, into its cell. */
    void write(PacketBurst burst, int index, int length, int sa) {
        int offset = burst.packetOffset(index);
        burst.packet(index, offset, length);
        burst.putBytes(offset + HEADER_LENGTH, templates[index], HEADER_LENGTH, length - HEADER_LENGTH);
        burst.putInt(offset, 0x4500_0000 | length);
        burst.putInt(offset + 4, (index << 16) | 0x4000);
        burst.putInt(offset + 8, 0x4011_0000);
        burst.putInt(offset + 12, SOURCE_ADDRESS);
        burst.putInt(offset + TARGET, target(sa));
        burst.putShort(offset + 10, ~sum(length, index, target(sa)) & 0xFFFF);
        burst.putInt(offset + HEADER_LENGTH, ((index + 1024) << 16) | 4500);
    }

    private static int sum(int length, int index, int target) {
        int sum = 0x4500
                + length
                + index
                + 0x4000
                + 0x4011
                + (SOURCE_ADDRESS >>> 16)
                + (SOURCE_ADDRESS & 0xFFFF)
                + (target >>> 16)
                + (target & 0xFFFF);
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return (sum & 0xFFFF) + (sum >>> 16);
    }

    /** Fails unless packet {@code index} of the burst is what {@link #write} wrote with the same arguments. */
    void check(PacketBurst burst, int index, int length, int sa) {
        int offset = burst.offset(index);
        boolean same = burst.length(index) == length
                && burst.getInt(offset + 4) == ((index << 16) | 0x4000)
                && burst.getInt(offset + TARGET) == target(sa);
        for (int i = HEADER_LENGTH + 4; same && i < length; i++) {
            same = burst.getByte(offset + i) == (templates[index][i] & 0xFF);
        }
        if (!same) {
            throw new IllegalStateException("packet " + index + " of " + length + " bytes arrived changed");
        }
    }
}
