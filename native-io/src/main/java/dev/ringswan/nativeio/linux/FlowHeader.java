package dev.ringswan.nativeio.linux;

import dev.ringswan.nativeio.PacketBurst;
import java.util.Objects;

/**
 * The headers of one packet, as far as {@link Coalescer} must know them. Reads any bytes without harm: what is not whole,
 * has IPv4 options, IPv6 extension headers, or is a fragment, belongs to no flow.
 *
 * <p><em>Threading:</em> its owner's.
 */
final class FlowHeader {
    /** The flow of packets that belong to none. */
    private static final long NO_FLOW = 0;

    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final int VERSION_4_NO_OPTIONS = 0x45;
    /** All of the fragment field but DF. */
    private static final int FRAGMENT_MASK = 0xBFFF;

    private int offset;
    private boolean ipv4;
    private int protocol;
    private int transport;
    private int length;
    private int payloadLength;
    private long flow;
    private boolean pushes;

    /** Reads packet {@code index}; returns whether it may be part of a super-packet. */
    boolean parse(PacketBurst burst, int index, boolean withUdp) {
        offset = burst.offset(index);
        int packetLength = burst.length(index);
        Objects.checkFromIndexSize((long) offset, packetLength, burst.slot().byteSize());
        flow = NO_FLOW;
        transport = 0;
        length = 0;
        payloadLength = 0;
        pushes = false;
        if (!parseNetwork(burst, packetLength)) {
            return false;
        }
        if (protocol == InnerHeader.TCP) {
            return parseTcp(burst, packetLength);
        }
        return withUdp && protocol == InnerHeader.UDP && parseUdp(burst, packetLength);
    }

    private boolean parseNetwork(PacketBurst burst, int packetLength) {
        if (packetLength < InnerHeader.IPV4_LENGTH_MIN) {
            return false;
        }
        int start = burst.getByte(offset);
        ipv4 = start == VERSION_4_NO_OPTIONS;
        if (ipv4) {
            transport = InnerHeader.IPV4_LENGTH_MIN;
            protocol = burst.getByte(offset + InnerHeader.IPV4_PROTOCOL);
            return burst.getShort(offset + InnerHeader.IPV4_TOTAL_LENGTH) == packetLength
                    && (burst.getShort(offset + InnerHeader.IPV4_FRAGMENT) & FRAGMENT_MASK) == 0;
        }
        transport = InnerHeader.IPV6_LENGTH;
        if (start >>> 4 != 6 || packetLength < InnerHeader.IPV6_LENGTH) {
            return false;
        }
        protocol = burst.getByte(offset + InnerHeader.IPV6_NEXT_HEADER);
        return burst.getShort(offset + InnerHeader.IPV6_PAYLOAD_LENGTH) + InnerHeader.IPV6_LENGTH == packetLength;
    }

    private boolean parseTcp(PacketBurst burst, int packetLength) {
        int at = offset + transport;
        if (packetLength < transport + InnerHeader.TCP_LENGTH_MIN) {
            return false;
        }
        flow = hash(burst);
        int dataOffset = burst.getByte(at + InnerHeader.TCP_DATA_OFFSET);
        int flags = burst.getByte(at + InnerHeader.TCP_FLAGS);
        length = transport + (dataOffset >>> 4) * 4;
        payloadLength = packetLength - length;
        pushes = (flags & InnerHeader.TCP_PSH) != 0;
        return length >= transport + InnerHeader.TCP_LENGTH_MIN
                && payloadLength > 0
                && (dataOffset & 0xF) == 0
                && (flags & ~InnerHeader.TCP_PSH) == InnerHeader.TCP_ACK;
    }

    private boolean parseUdp(PacketBurst burst, int packetLength) {
        int at = offset + transport;
        length = transport + InnerHeader.UDP_HEADER_LENGTH;
        payloadLength = packetLength - length;
        if (payloadLength < 0) {
            return false;
        }
        flow = hash(burst);
        return payloadLength > 0
                && burst.getShort(at + InnerHeader.UDP_LENGTH) == packetLength - transport
                && burst.getShort(at + InnerHeader.UDP_CHECKSUM) != 0;
    }

    /** Of addresses, ports and protocol; flows that share it are told apart by {@link #continues}. */
    private long hash(PacketBurst burst) {
        long hash = (burst.getInt(offset + transport) & 0xFFFF_FFFFL) + ((long) protocol << 32);
        if (ipv4) {
            hash = (hash ^ burst.getLong(offset + InnerHeader.IPV4_SOURCE) * MIX) * MIX;
        } else {
            int limit = offset + InnerHeader.IPV6_SOURCE + InnerHeader.IPV6_ADDRESSES_LENGTH;
            for (int at = offset + InnerHeader.IPV6_SOURCE; at < limit; at += Long.BYTES) {
                hash = (hash ^ burst.getLong(at)) * MIX;
            }
        }
        return hash | 1;
    }

    /** Bytes of the IP header. */
    int transport() {
        return transport;
    }

    /** Bytes of all headers. */
    int length() {
        return length;
    }

    int payloadLength() {
        return payloadLength;
    }

    /** Packets with different values belong to different flows; 0 for those that belong to none. */
    long flow() {
        return flow;
    }

    /** Whether PSH is set. */
    boolean pushes() {
        return pushes;
    }

    /** Whether this packet stands behind {@code payload} bytes of a super-packet that packet {@code head} began. */
    boolean continues(PacketBurst burst, int head, int payload) {
        int other = burst.offset(head);
        return sameNetwork(burst, other)
                && burst.getInt(offset + transport) == burst.getInt(other + transport)
                && (protocol == InnerHeader.UDP || sameTcp(burst, other, payload));
    }

    private boolean sameNetwork(PacketBurst burst, int other) {
        if (ipv4) {
            // Version and type of service; DF; TTL and protocol; addresses. Of the rest, the identification may differ.
            return burst.getShort(offset) == burst.getShort(other)
                    && burst.getShort(offset + InnerHeader.IPV4_FRAGMENT)
                            == burst.getShort(other + InnerHeader.IPV4_FRAGMENT)
                    && burst.getShort(offset + InnerHeader.IPV4_TTL) == burst.getShort(other + InnerHeader.IPV4_TTL)
                    && burst.getLong(offset + InnerHeader.IPV4_SOURCE)
                            == burst.getLong(other + InnerHeader.IPV4_SOURCE);
        }
        boolean same = burst.getInt(offset) == burst.getInt(other) // version, traffic class, flow label
                && burst.getShort(offset + InnerHeader.IPV6_NEXT_HEADER)
                        == burst.getShort(other + InnerHeader.IPV6_NEXT_HEADER); // and hop limit
        for (int at = InnerHeader.IPV6_SOURCE; same && at < InnerHeader.IPV6_LENGTH; at += Long.BYTES) {
            same = burst.getLong(offset + at) == burst.getLong(other + at);
        }
        return same;
    }

    private boolean sameTcp(PacketBurst burst, int other, int payload) {
        int at = offset + transport;
        int head = other + transport;
        boolean same = burst.getInt(at + InnerHeader.TCP_SEQUENCE)
                        == burst.getInt(head + InnerHeader.TCP_SEQUENCE) + payload
                && burst.getInt(at + InnerHeader.TCP_ACKNOWLEDGMENT)
                        == burst.getInt(head + InnerHeader.TCP_ACKNOWLEDGMENT)
                && burst.getByte(at + InnerHeader.TCP_DATA_OFFSET) == burst.getByte(head + InnerHeader.TCP_DATA_OFFSET)
                && burst.getShort(at + InnerHeader.TCP_WINDOW) == burst.getShort(head + InnerHeader.TCP_WINDOW)
                && burst.getShort(at + InnerHeader.TCP_URGENT) == burst.getShort(head + InnerHeader.TCP_URGENT);
        int limit = length - transport;
        for (int option = InnerHeader.TCP_LENGTH_MIN; same && option < limit; option += Integer.BYTES) {
            same = burst.getInt(at + option) == burst.getInt(head + option);
        }
        return same;
    }

    /** Whether the transport checksum of the parsed packet {@code index} is right. */
    boolean isChecksumRight(PacketBurst burst, int index) {
        return isChecksumRight(burst, index, transport);
    }

    /** As above, of a packet that was parsed before and whose IP header has {@code transport} bytes. */
    static boolean isChecksumRight(PacketBurst burst, int index, int transport) {
        int start = burst.offset(index);
        int upperLength = burst.length(index) - transport;
        int sum = InternetChecksum.sum(burst.address(start + transport), upperLength);
        return InternetChecksum.add(sum, pseudoHeader(burst, start, upperLength)) == 0xFFFF;
    }

    private static int pseudoHeader(PacketBurst burst, int start, int upperLength) {
        boolean version4 = burst.getByte(start) >>> 4 == 4;
        int protocol = burst.getByte(start + (version4 ? InnerHeader.IPV4_PROTOCOL : InnerHeader.IPV6_NEXT_HEADER));
        int addresses = version4
                ? InternetChecksum.sum(
                        burst.address(start + InnerHeader.IPV4_SOURCE), InnerHeader.IPV4_ADDRESSES_LENGTH)
                : InternetChecksum.sum(
                        burst.address(start + InnerHeader.IPV6_SOURCE), InnerHeader.IPV6_ADDRESSES_LENGTH);
        return InternetChecksum.add(InternetChecksum.add(addresses, protocol), upperLength);
    }

    /**
     * Makes the headers of packet {@code head} those of a super-packet of {@code wholeLength} bytes, in which one packet at least
     * has PSH set or none. The checksum field gets the sum of the pseudo-header; the kernel does the rest.
     *
     * @return its type for the kernel
     */
    static int writeWhole(PacketBurst burst, int head, int transport, int wholeLength, boolean push) {
        int start = burst.offset(head);
        boolean version4 = burst.getByte(start) >>> 4 == 4;
        if (version4) {
            burst.putShort(start + InnerHeader.IPV4_TOTAL_LENGTH, wholeLength);
            burst.putShort(start + InnerHeader.IPV4_CHECKSUM, 0);
            int sum = InternetChecksum.sum(burst.address(start), InnerHeader.IPV4_LENGTH_MIN);
            burst.putShort(start + InnerHeader.IPV4_CHECKSUM, InternetChecksum.complement(sum));
        } else {
            burst.putShort(start + InnerHeader.IPV6_PAYLOAD_LENGTH, wholeLength - InnerHeader.IPV6_LENGTH);
        }
        int at = start + transport;
        int upperLength = wholeLength - transport;
        int pseudo = pseudoHeader(burst, start, upperLength);
        int protocol = burst.getByte(start + (version4 ? InnerHeader.IPV4_PROTOCOL : InnerHeader.IPV6_NEXT_HEADER));
        if (protocol == InnerHeader.UDP) {
            burst.putShort(at + InnerHeader.UDP_LENGTH, upperLength);
            burst.putShort(at + InnerHeader.UDP_CHECKSUM, pseudo);
            return LinuxConstants.VIRTIO_NET_HDR_GSO_UDP_L4;
        }
        int flag = push ? InnerHeader.TCP_PSH : 0;
        burst.putByte(at + InnerHeader.TCP_FLAGS, burst.getByte(at + InnerHeader.TCP_FLAGS) | flag);
        burst.putShort(at + InnerHeader.TCP_CHECKSUM, pseudo);
        return version4 ? LinuxConstants.VIRTIO_NET_HDR_GSO_TCPV4 : LinuxConstants.VIRTIO_NET_HDR_GSO_TCPV6;
    }
}
