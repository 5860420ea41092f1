package dev.ringswan.gateway.simulation;

import java.nio.ByteBuffer;

/**
 * The packets that travel inside: numbered, and with all of their bytes given by seed, side and number, so that whoever gets one
 * can make it again and compare. IPv4 for most numbers, IPv6 for every fifth; 20 or 40 bytes at least.
 *
 * <pre>
 *   IPv4: 10.own.0.(2 + high) → 10.peer.0.2   identification = low 16 bits of the number
 *   IPv6: fd00:own::2 → fd00:peer::2          flow label = low 20 bits of the number
 * </pre>
 */
final class InnerPackets {
    private static final int HEADER_4 = 20;
    private static final int HEADER_6 = 40;
    private static final int PROTOCOL = 253;
    /** Of as many packets in a row one is IPv6. */
    static final int IPV6_ONE_IN = 5;

    private static final int HOP_LIMIT = 64;

    private final long seed;
    private final int lengthMax;

    InnerPackets(long seed, int lengthMax) {
        this.seed = seed;
        this.lengthMax = lengthMax;
    }

    byte[] make(Side source, int number) {
        SeededRandom random = new SeededRandom(seed * 31 + number * 2L + source.number());
        boolean ipv6 = number % IPV6_ONE_IN == IPV6_ONE_IN - 1;
        int header = ipv6 ? HEADER_6 : HEADER_4;
        int length = random.oneIn(4) ? header : random.between(header, random.oneIn(4) ? lengthMax : 100);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        if (ipv6) {
            packet.putInt(0x6000_0000 | (number & 0xF_FFFF)).putShort((short) (length - HEADER_6));
            packet.put((byte) PROTOCOL).put((byte) HOP_LIMIT);
            packet.putLong(prefix6(source))
                    .putLong(2)
                    .putLong(prefix6(source.other()))
                    .putLong(2);
        } else {
            packet.putShort((short) 0x4500)
                    .putShort((short) length)
                    .putShort((short) number)
                    .putShort((short) 0);
            packet.put((byte) HOP_LIMIT).put((byte) PROTOCOL).putShort((short) 0);
            packet.putInt(net4(source) + 2 + (number >>> 16)).putInt(net4(source.other()) + 2);
            packet.putShort(10, checksum(packet));
        }
        return bytes;
    }

    /** The number a packet bears, which says nothing about the rest of it; −1 when it bears none. */
    static int number(byte[] packet) {
        if (packet.length >= HEADER_4 && packet[0] == 0x45) {
            ByteBuffer bytes = ByteBuffer.wrap(packet);
            return (((packet[15] & 0xFF) - 2) << 16) + (bytes.getShort(4) & 0xFFFF);
        }
        if (packet.length >= HEADER_6 && packet[0] == 0x60) {
            return ByteBuffer.wrap(packet).getInt(0) & 0xF_FFFF;
        }
        return -1;
    }

    /** Whether bytes on the public side hold the addresses of an inner packet, which must never be seen there. */
    static boolean showsThrough(byte[] content) {
        for (int i = 0; i + Long.BYTES <= content.length; i++) {
            byte first = content[i];
            if ((first == 10 && isPair4(content, i)) || (first == (byte) 0xFD && isPair6(content, i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPair4(byte[] content, int i) {
        return isNumber(content[i + 1])
                && content[i + 2] == 0
                && content[i + 4] == 10
                && isNumber(content[i + 5])
                && content[i + 6] == 0;
    }

    private static boolean isPair6(byte[] content, int i) {
        return content[i + 1] == 0
                && content[i + 2] == 0
                && isNumber(content[i + 3])
                && content[i + 4] == 0
                && content[i + 5] == 0
                && content[i + 6] == 0
                && content[i + 7] == 0;
    }

    private static boolean isNumber(byte value) {
        return value == 1 || value == 2;
    }

    private static int net4(Side side) {
        return (10 << 24) | (side.number() << 16);
    }

    private static long prefix6(Side side) {
        return 0xFD00_0000_0000_0000L | ((long) side.number() << 32);
    }

    private static short checksum(ByteBuffer packet) {
        int sum = 0;
        for (int i = 0; i < HEADER_4; i += 2) {
            sum += packet.getShort(i) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }
}
