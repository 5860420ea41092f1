package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.ringswan.nativeio.OffHeapRegion;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PortEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Splits what one read from a TUN interface brings into packets: a super-packet of one TCP or UDP flow into its segments, an
 * ordinary packet into itself, each with the checksum that the kernel left to us.
 *
 * <pre>
 *   | virtio_net_hdr | IP | TCP | payload 0 | payload 1 | … | rest |
 *                      └────┴───────┬──────────────┴─────────────┘
 *   cell 0: | IP'| TCP'| payload 0 |   cell 1: | IP'| TCP'| payload 1 |   …
 * </pre>
 *
 * A burst gets no more than will leave as one message with UDP_SEGMENT: what a super-packet of 64 KiB has beyond that begins the
 * next burst, instead of becoming a small message of its own. Segments that find no room wait.
 *
 * <p>Nothing the header says is believed before it is checked against the packet; its length of the headers is not used at all,
 * since it is wrong for forwarded packets.
 *
 * <p><em>Threading:</em> the receiving thread's.
 */
final class Segmenter {
    /** The longest read: header, and a packet of the greatest length that IP knows. */
    static final int READ_LENGTH = SocketLayouts.VIRTIO_SIZE + 65_535;

    /** What leaves with UDP_SEGMENT as one message. */
    private static final int TRAIN_LENGTH_MAX = MessageSocket.TRAIN_LENGTH_MAX;
    /** By so much ESP with AES-GCM makes a packet longer: header and IV 16, padding 3, trailer 2, ICV 16, rounded up. */
    private static final int GROWTH = 40;

    private static final int PACKET = 64;
    private static final int START = PACKET - SocketLayouts.VIRTIO_SIZE;
    private static final ValueLayout.OfShort SHORT_BE = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment buffer = Arena.ofAuto().allocate(START + (long) READ_LENGTH, OffHeapRegion.ALIGNMENT);

    private final MemorySegment read = buffer.asSlice(START, READ_LENGTH);

    private int length;
    private int transport;
    private int checksum;
    private int headersLength;
    private int segmentLength;
    private int next;
    private int index;
    private int trainLength; // of the burst being filled
    private boolean ipv4;
    private boolean tcp;

    /** Where a read of {@link #READ_LENGTH} bytes goes. */
    long readAddress() {
        return buffer.address() + START;
    }

    /** The memory that is read into, from the header on; for tests. */
    MemorySegment readBuffer() {
        return read;
    }

    /** Whether there are segments that no burst has got yet. */
    boolean hasNext() {
        return next < length;
    }

    /**
     * Takes what was read.
     *
     * @param readLength bytes, with the header
     * @param packetLengthMax what a cell of the bursts holds
     * @return null, or why all of it was dropped
     */
    @Nullable
    PortEvent accept(int readLength, int packetLengthMax) {
        length = readLength - SocketLayouts.VIRTIO_SIZE;
        next = length; // nothing, until it has been checked
        if (length < 1) {
            return PortEvent.RECEIVE_MALFORMED;
        }
        int type = header8(SocketLayouts.VIRTIO_GSO_TYPE) & ~LinuxConstants.VIRTIO_NET_HDR_GSO_ECN;
        transport = header16(SocketLayouts.VIRTIO_CHECKSUM_START);
        checksum = transport + header16(SocketLayouts.VIRTIO_CHECKSUM_OFFSET);
        boolean needsChecksum = (header8(SocketLayouts.VIRTIO_FLAGS) & LinuxConstants.VIRTIO_NET_HDR_F_NEEDS_CSUM) != 0;
        if (needsChecksum && checksum + Short.BYTES > length) {
            return PortEvent.RECEIVE_MALFORMED;
        }
        if (type == LinuxConstants.VIRTIO_NET_HDR_GSO_NONE) {
            return acceptPacket(needsChecksum, packetLengthMax);
        }
        return needsChecksum && parse(type) ? acceptSegments(packetLengthMax) : PortEvent.RECEIVE_MALFORMED;
    }

    private @Nullable PortEvent acceptPacket(boolean needsChecksum, int packetLengthMax) {
        if (length > packetLengthMax) {
            return PortEvent.RECEIVE_TRUNCATED;
        }
        if (needsChecksum) {
            // The field holds the sum of the pseudo-header.
            int sum = InternetChecksum.sum(buffer.address() + PACKET + transport, length - transport);
            buffer.set(SHORT_BE, PACKET + checksum, (short) nonZero(InternetChecksum.complement(sum)));
        }
        segmentLength = 0;
        next = 0;
        return null;
    }

    /** Finds the headers of a super-packet; false when they are not what {@code type} says, or not all there. */
    private boolean parse(int type) {
        int version = packet8(0) >>> 4;
        ipv4 = version == 4;
        tcp = type != LinuxConstants.VIRTIO_NET_HDR_GSO_UDP_L4;
        boolean known = !tcp
                || (type == LinuxConstants.VIRTIO_NET_HDR_GSO_TCPV4 && ipv4)
                || (type == LinuxConstants.VIRTIO_NET_HDR_GSO_TCPV6 && !ipv4);
        if (!known || (!ipv4 && version != 6)) {
            return false;
        }
        boolean placed = ipv4
                ? transport >= InnerHeader.IPV4_LENGTH_MIN && transport == (packet8(0) & 0xF) * 4
                : transport >= InnerHeader.IPV6_LENGTH;
        int headerMin = tcp ? InnerHeader.TCP_LENGTH_MIN : InnerHeader.UDP_HEADER_LENGTH;
        if (!placed || transport + headerMin > length) {
            return false;
        }
        int transportLength = headerMin;
        if (tcp) {
            transportLength = (packet8(transport + InnerHeader.TCP_DATA_OFFSET) >>> 4) * 4;
        }
        headersLength = transport + transportLength;
        segmentLength = header16(SocketLayouts.VIRTIO_GSO_SIZE);
        return transportLength >= headerMin
                && headersLength < length
                && segmentLength != 0
                && checksum == transport + (tcp ? InnerHeader.TCP_CHECKSUM : InnerHeader.UDP_CHECKSUM);
    }

    private @Nullable PortEvent acceptSegments(int packetLengthMax) {
        if (Math.min(headersLength + segmentLength, length) > packetLengthMax) {
            return PortEvent.RECEIVE_TRUNCATED;
        }
        next = headersLength;
        index = 0;
        return null;
    }

    /**
     * Lays as many segments as there is room for into cells from {@code count} on; {@code count} 0 begins a burst.
     *
     * @return the new count of packets
     */
    int fill(PacketBurst burst, int count) {
        int filled = count;
        trainLength = count == 0 ? 0 : trainLength;
        while (next < length && filled < PacketBurst.CAPACITY && hasRoom(filled)) {
            if (segmentLength == 0) {
                int offset = burst.packetOffset(filled);
                MemorySegment.copy(buffer, PACKET, burst.slot(), offset, length);
                burst.packet(filled, offset, length);
                next = length;
            } else {
                writeSegment(burst, filled);
            }
            filled++;
        }
        return filled;
    }

    /** Whether the next packet leaves in one message with those that the burst has; it is counted then. */
    private boolean hasRoom(int filled) {
        int packetLength = segmentLength == 0 ? length : headersLength + Math.min(segmentLength, length - next);
        int total = trainLength + packetLength + GROWTH;
        boolean fits = filled == 0 || total <= TRAIN_LENGTH_MAX;
        trainLength = fits ? total : trainLength;
        return fits;
    }

    private void writeSegment(PacketBurst burst, int cell) {
        int offset = burst.packetOffset(cell);
        int payloadLength = Math.min(segmentLength, length - next);
        int packetLength = headersLength + payloadLength;
        MemorySegment.copy(buffer, PACKET, burst.slot(), offset, headersLength);
        MemorySegment.copy(buffer, PACKET + next, burst.slot(), offset + headersLength, payloadLength);
        burst.packet(cell, offset, packetLength);
        if (ipv4) {
            int identification = burst.getShort(offset + InnerHeader.IPV4_IDENTIFICATION) + index;
            burst.putShort(offset + InnerHeader.IPV4_TOTAL_LENGTH, packetLength);
            burst.putShort(offset + InnerHeader.IPV4_IDENTIFICATION, identification);
            burst.putShort(offset + InnerHeader.IPV4_CHECKSUM, 0);
            int sum = InternetChecksum.sum(burst.address(offset), transport);
            burst.putShort(offset + InnerHeader.IPV4_CHECKSUM, InternetChecksum.complement(sum));
        } else {
            burst.putShort(offset + InnerHeader.IPV6_PAYLOAD_LENGTH, packetLength - InnerHeader.IPV6_LENGTH);
        }
        writeTransport(burst, offset + transport, packetLength - transport, next + payloadLength == length);
        next += payloadLength;
        index++;
    }

    private void writeTransport(PacketBurst burst, int at, int upperLength, boolean isLast) {
        if (tcp) {
            int sequence = burst.getInt(at + InnerHeader.TCP_SEQUENCE) + next - headersLength;
            burst.putInt(at + InnerHeader.TCP_SEQUENCE, sequence);
            int flags = burst.getByte(at + InnerHeader.TCP_FLAGS);
            flags &= isLast ? ~0 : ~(InnerHeader.TCP_FIN | InnerHeader.TCP_PSH);
            flags &= index == 0 ? ~0 : ~InnerHeader.TCP_CWR; // RFC 3168 §6.1.2: once per reduction
            burst.putByte(at + InnerHeader.TCP_FLAGS, flags);
        } else {
            burst.putShort(at + InnerHeader.UDP_LENGTH, upperLength);
        }
        // The field holds the sum of the pseudo-header for the whole: another length makes it that of the segment.
        int field = at + checksum - transport;
        int pseudo =
                InternetChecksum.add(burst.getShort(field), InternetChecksum.complement((length - transport) & 0xFFFF));
        burst.putShort(field, InternetChecksum.add(pseudo, upperLength));
        int sum = InternetChecksum.sum(burst.address(at), upperLength);
        burst.putShort(field, nonZero(InternetChecksum.complement(sum)));
    }

    /** Zero would mean "no checksum" in UDP; both values are zero in ones' complement. */
    private static int nonZero(int value) {
        return value == 0 ? 0xFFFF : value;
    }

    /** How many packets the super-packet that was accepted last has; 1 for an ordinary packet. */
    int segmentCount() {
        return segmentLength == 0 ? 1 : (length - headersLength + segmentLength - 1) / segmentLength;
    }

    private int header8(int offset) {
        return buffer.get(JAVA_BYTE, START + offset) & 0xFF;
    }

    private int header16(int offset) {
        return buffer.get(JAVA_SHORT_UNALIGNED, START + offset) & 0xFFFF;
    }

    private int packet8(int offset) {
        return buffer.get(JAVA_BYTE, PACKET + offset) & 0xFF;
    }
}
