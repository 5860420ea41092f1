package dev.ringswan.dataplane.ip;

import dev.ringswan.nativeio.PacketBurst;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An ICMP echo (RFC 792, RFC 4443 §4) by which we try whether a tunnel carries packets both ways, and its answer.
 *
 * <pre>
 *   | type 8, code, checksum | identifier, sequence number | token 64 | target 32 | number 32 |
 * </pre>
 *
 * The token is drawn at random by each data plane: a host behind us that pings by itself cannot have it by chance.
 * <em>Threading:</em> pure functions.
 */
public final class Probe {
    private static final int LENGTH = 24;
    private static final int TOKEN = 8;
    private static final int TARGET = 16;
    private static final int NUMBER = 20;
    private static final int TIME_TO_LIVE = 64;
    private static final int TRAFFIC_CLASS =
            0xC0; // CS6, as other traffic that keeps the network running (RFC 4594 §3.2)
    private static final int REQUEST = 8;
    private static final int REQUEST_V6 = 128;
    private static final int ANSWER = 0;
    private static final int ANSWER_V6 = 129;

    private Probe() {}

    /**
     * Writes a request with its IP header. Allocates.
     *
     * @param to of the same family as {@code from}
     * @param target whom it tries, in the answer's {@link #target}
     * @param number which of the probes it is
     */
    public static byte[] request(InetAddress from, InetAddress to, long token, int target, int number) {
        byte[] source = from.getAddress();
        byte[] destination = to.getAddress();
        boolean ipv4 = source.length == 4;
        int header = ipv4 ? IpHeader.IPV4_LENGTH : IpHeader.IPV6_LENGTH;
        ByteBuffer packet = ByteBuffer.allocate(header + LENGTH);
        if (ipv4) {
            packet.putInt(0x4500_0000 | TRAFFIC_CLASS << 16 | packet.capacity());
            packet.putInt(IpHeader.DONT_FRAGMENT); // so the identification may be 0 (RFC 6864 §4.1)
            packet.putInt(TIME_TO_LIVE << 24 | IpProtocol.ICMP << 16);
        } else {
            packet.putInt(0x6000_0000 | TRAFFIC_CLASS << 20);
            packet.putInt(LENGTH << 16 | IpProtocol.ICMPV6 << 8 | TIME_TO_LIVE);
        }
        packet.put(source).put(destination);
        packet.putInt((ipv4 ? REQUEST : REQUEST_V6) << 24);
        packet.putShort((short) (token >>> 48 ^ target)).putShort((short) number);
        packet.putLong(token).putInt(target).putInt(number);
        int pseudoHeader = ipv4 ? 0 : sum(packet, IpHeader.IPV6_SOURCE, 32) + LENGTH + IpProtocol.ICMPV6;
        packet.putShort(header + 2, checksum(sum(packet, header, LENGTH) + pseudoHeader));
        if (ipv4) {
            packet.putShort(10, checksum(sum(packet, 0, header)));
        }
        return packet.array();
    }

    private static int sum(ByteBuffer packet, int offset, int length) {
        int sum = 0;
        for (int i = offset; i < offset + length; i += 2) {
            sum += packet.getShort(i) & 0xFFFF;
        }
        return sum;
    }

    private static short checksum(int sum) {
        int folded = (sum & 0xFFFF) + (sum >>> 16);
        return (short) ~((folded & 0xFFFF) + (folded >>> 16));
    }

    /** Whether the ICMP message of {@code length} bytes at {@code offset} answers a probe with this token. */
    public static boolean isAnswer(PacketBurst burst, int offset, int length, int protocol, long token) {
        return length >= LENGTH
                && burst.getByte(offset) == (protocol == IpProtocol.ICMP ? ANSWER : ANSWER_V6)
                && burst.getLong(offset + TOKEN) == token;
    }

    /** Whom an answer is about. */
    public static int target(PacketBurst burst, int offset) {
        return burst.getInt(offset + TARGET);
    }

    /** Which probe it answers. */
    public static int number(PacketBurst burst, int offset) {
        return burst.getInt(offset + NUMBER);
    }
}
