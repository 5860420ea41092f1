package dev.ringswan.gateway.demo;

import dev.ringswan.dataplane.ip.Checksum;
import dev.ringswan.dataplane.ip.IpHeader;
import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.nativeio.PacketBurst;
import java.net.InetAddress;

/**
 * Writes and checks the packets of the memory demo: IPv4 and IPv6, TCP segments without options, ICMP echoes. All checksums
 * are real.
 */
final class Packets {
    /** Bytes of a TCP header without options. */
    static final int TCP_LENGTH = 20;

    static final int TCP_SEQUENCE = 4;
    static final int TCP_ACKNOWLEDGMENT = 8;

    private static final int TCP_FLAGS = 12;
    private static final int TCP_CHECKSUM = 16;
    /** Data offset 5, and the flag ACK. */
    private static final int TCP_ACK = 5 << 12 | 0x10;

    private static final int ICMP_LENGTH = 8;
    private static final int ICMP_CHECKSUM = 2;
    private static final int ICMP_SEQUENCE = 6;
    private static final int TIME_TO_LIVE = 64;

    private Packets() {}

    /** Writes an IP header with a length of its payload; returns the offset of the payload. */
    static int writeIp(
            PacketBurst burst, int offset, InetAddress source, InetAddress target, int protocol, int payloadLength) {
        byte[] from = source.getAddress();
        byte[] to = target.getAddress();
        if (from.length == 4) {
            burst.putInt(offset, 0x45 << 24 | IpHeader.IPV4_LENGTH + payloadLength);
            burst.putInt(offset + 4, 0x4000); // identification 0, DF
            burst.putInt(offset + 8, TIME_TO_LIVE << 24 | protocol << 16);
            burst.putBytes(offset + IpHeader.IPV4_SOURCE, from, 0, 4);
            burst.putBytes(offset + IpHeader.IPV4_TARGET, to, 0, 4);
            IpHeader.writeIpv4Checksum(burst, offset);
            return offset + IpHeader.IPV4_LENGTH;
        }
        burst.putInt(offset, 6 << 28);
        burst.putInt(offset + 4, payloadLength << 16 | protocol << 8 | TIME_TO_LIVE);
        burst.putBytes(offset + IpHeader.IPV6_SOURCE, from, 0, 16);
        burst.putBytes(offset + IpHeader.IPV6_TARGET, to, 0, 16);
        return offset + IpHeader.IPV6_LENGTH;
    }

    /** Writes the TCP header in front of {@code dataLength} bytes of data that are there already. */
    static void writeTcp(
            PacketBurst burst, int ip, int tcp, int ports, int sequence, int acknowledgment, int dataLength) {
        burst.putInt(tcp, ports);
        burst.putInt(tcp + TCP_SEQUENCE, sequence);
        burst.putInt(tcp + TCP_ACKNOWLEDGMENT, acknowledgment);
        burst.putInt(tcp + TCP_FLAGS, TCP_ACK << 16 | 0xFFFF);
        burst.putInt(tcp + TCP_CHECKSUM, 0);
        burst.putShort(tcp + TCP_CHECKSUM, checksum(burst, ip, tcp, IpProtocol.TCP, TCP_LENGTH + dataLength));
    }

    /** Writes an echo request; its data is made of the sequence number. */
    static void writeEchoRequest(PacketBurst burst, int ip, int icmp, int sequence, int dataLength) {
        boolean ipv4 = IpHeader.isIpv4(burst, ip);
        burst.putInt(icmp, (ipv4 ? 8 : 128) << 24);
        burst.putInt(icmp + 4, 0x5257 << 16 | sequence);
        for (int i = 0; i < dataLength; i++) {
            burst.putByte(icmp + ICMP_LENGTH + i, sequence * 31 + i);
        }
        writeIcmpChecksum(burst, ip, icmp, ICMP_LENGTH + dataLength);
    }

    /** Turns an echo request into its answer. */
    static void turnIntoReply(PacketBurst burst, int ip, int length) {
        boolean ipv4 = IpHeader.isIpv4(burst, ip);
        int addressLength = ipv4 ? 4 : 16;
        byte[] source = new byte[addressLength];
        byte[] target = new byte[addressLength];
        int sourceOffset = ip + (ipv4 ? IpHeader.IPV4_SOURCE : IpHeader.IPV6_SOURCE);
        int targetOffset = ip + (ipv4 ? IpHeader.IPV4_TARGET : IpHeader.IPV6_TARGET);
        burst.getBytes(sourceOffset, source, 0, addressLength);
        burst.getBytes(targetOffset, target, 0, addressLength);
        burst.putBytes(sourceOffset, target, 0, addressLength);
        burst.putBytes(targetOffset, source, 0, addressLength);
        int icmp = ip + IpHeader.headerLength(burst, ip);
        burst.putByte(icmp, ipv4 ? 0 : 129);
        writeIcmpChecksum(burst, ip, icmp, length - (icmp - ip));
    }

    /** Whether a packet is a sound answer to the echo request with this sequence number. */
    static boolean isEchoReply(PacketBurst burst, int ip, int length, int sequence, int dataLength) {
        if (!isSound(burst, ip, length)) {
            return false;
        }
        int icmp = ip + IpHeader.headerLength(burst, ip);
        int type = IpHeader.isIpv4(burst, ip) ? 0 : 129;
        if (length != icmp - ip + ICMP_LENGTH + dataLength
                || burst.getByte(icmp) != type
                || burst.getShort(icmp + ICMP_SEQUENCE) != sequence) {
            return false;
        }
        for (int i = 0; i < dataLength; i++) {
            if (burst.getByte(icmp + ICMP_LENGTH + i) != (sequence * 31 + i & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    /** Whether lengths and checksums of a packet are right, those of its TCP or ICMP part included. */
    static boolean isSound(PacketBurst burst, int ip, int length) {
        if (!IpHeader.validate(burst, ip, length) || IpHeader.totalLength(burst, ip) != length) {
            return false;
        }
        int headerLength = IpHeader.headerLength(burst, ip);
        boolean ipv4 = IpHeader.isIpv4(burst, ip);
        if (ipv4 && Checksum.sum(burst, ip, headerLength) != 0xFFFF) {
            return false;
        }
        int sum = Checksum.sum(burst, ip + headerLength, length - headerLength);
        int protocol = IpHeader.protocol(burst, ip);
        if (protocol != IpProtocol.ICMP) {
            sum = Checksum.add(sum, Checksum.pseudoHeader(burst, ip, protocol, length - headerLength));
        }
        return sum == 0xFFFF;
    }

    private static void writeIcmpChecksum(PacketBurst burst, int ip, int icmp, int length) {
        burst.putShort(icmp + ICMP_CHECKSUM, 0);
        int checksum = IpHeader.isIpv4(burst, ip)
                ? Checksum.complement(Checksum.sum(burst, icmp, length))
                : checksum(burst, ip, icmp, IpProtocol.ICMPV6, length);
        burst.putShort(icmp + ICMP_CHECKSUM, checksum);
    }

    private static int checksum(PacketBurst burst, int ip, int upper, int protocol, int length) {
        return Checksum.complement(
                Checksum.add(Checksum.sum(burst, upper, length), Checksum.pseudoHeader(burst, ip, protocol, length)));
    }
}
