package dev.ringswan.dataplane;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Inner packets for tests, with right checksums where a receiver looks at them. */
public final class Packets {
    private Packets() {}

    /** An IPv4 or IPv6 UDP packet, by the family of the addresses, {@code length} bytes in all, filled from {@code seed}. */
    public static byte[] udp(String source, String target, int sourcePort, int targetPort, int length, int seed) {
        InetAddress from = InetAddress.ofLiteral(source);
        InetAddress to = InetAddress.ofLiteral(target);
        boolean ipv4 = from.getAddress().length == 4;
        int header = ipv4 ? 20 : 40;
        ByteBuffer packet = ByteBuffer.allocate(length);
        if (ipv4) {
            packet.putInt(0x4500_0000 | length).putInt(seed << 16).putInt(0x4011_0000);
        } else {
            packet.putInt(0x6000_0000).putInt(((length - header) << 16) | 0x1140);
        }
        packet.put(from.getAddress()).put(to.getAddress());
        packet.putShort((short) sourcePort).putShort((short) targetPort).putShort((short) (length - header));
        packet.putShort((short) 0);
        for (int i = header + 8; i < length; i++) {
            packet.put((byte) (seed * 31 + i));
        }
        if (ipv4) {
            packet.putShort(10, (short) ~sum(packet.array(), 0, 20));
        }
        return packet.array();
    }

    /** RFC 1071 sum, the slow way. */
    public static int sum(byte[] bytes, int offset, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes[offset + i] & 0xFF) << ((i & 1) == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }
}
