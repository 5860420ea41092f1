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

    /** The packet with other bits in the IPv4 flags and fragment offset, and the checksum that goes with them. */
    public static byte[] withFragmentBits(byte[] ipv4, int bits) {
        byte[] packet = ipv4.clone();
        ByteBuffer.wrap(packet).putShort(6, (short) bits).putShort(10, (short) 0);
        ByteBuffer.wrap(packet).putShort(10, (short) ~sum(packet, 0, 20));
        return packet;
    }

    /** The packet with another traffic class (DSCP and ECN), and the checksum that goes with it. */
    public static byte[] withTrafficClass(byte[] ip, int trafficClass) {
        byte[] packet = ip.clone();
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        if (packet[0] >>> 4 == 4) {
            buffer.put(1, (byte) trafficClass).putShort(10, (short) 0);
            buffer.putShort(10, (short) ~sum(packet, 0, 20));
        } else {
            buffer.putInt(0, (buffer.getInt(0) & 0xF00F_FFFF) | (trafficClass << 20));
        }
        return packet;
    }

    /** The answer of the host that an ICMP or ICMPv6 echo request is for, with the checksums that go with it. */
    public static byte[] echoReply(byte[] request) {
        byte[] reply = request.clone();
        boolean ipv4 = request[0] >>> 4 == 4;
        int source = ipv4 ? 12 : 8;
        int length = ipv4 ? 4 : 16;
        System.arraycopy(request, source, reply, source + length, length);
        System.arraycopy(request, source + length, reply, source, length);
        int icmp = ipv4 ? 20 : 40;
        ByteBuffer buffer = ByteBuffer.wrap(reply);
        buffer.put(icmp, (byte) (ipv4 ? 0 : 129)).putShort(icmp + 2, (short) 0);
        ByteBuffer summed = ByteBuffer.allocate(40 + reply.length - icmp);
        if (!ipv4) {
            summed.put(reply, 8, 32).putInt(reply.length - icmp).putInt(58);
        }
        summed.put(reply, icmp, reply.length - icmp);
        buffer.putShort(icmp + 2, (short) ~sum(summed.array(), 0, summed.position()));
        return reply;
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
