package dev.ringswan.dataplane.ip;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;

/**
 * Cuts an IPv4 packet into fragments (RFC 791 §3.2), before they are encrypted (RFC 4301 §7).
 *
 * <pre>
 *   packet i   | header, options | a a a a | b b b b | c c |
 *
 *   packet i   | header, options | a a a a |                       stays in place, MF set
 *   cell n     | header, copied options | b b b b |                appended to the burst, MF set
 *   cell n+1   | header, copied options | c c |                    MF as the packet had it
 * </pre>
 *
 * Only options with the copied bit go into later fragments. Fragments of a fragment carry on its offset and its MF bit.
 * <em>Threading:</em> whoever owns the burst.
 */
public final class Ipv4Fragmenter {
    private static final int OPTION_END = 0;
    private static final int OPTION_NOP = 1;
    private static final int OPTION_COPIED = 0x80;
    private static final int UNSUITABLE = -1;

    private Ipv4Fragmenter() {}

    /**
     * Cuts packet {@code index} into fragments of at most {@code mtu} bytes. The later ones are appended to the burst in
     * order, alive, with the packet's traffic class, DF wish, target and source. DF in the packet's own header is not
     * looked at: whether cutting is allowed is the caller's to know.
     *
     * @return false, with nothing changed, when the packet is no sane IPv4 packet or its options are not, the MTU leaves
     *     no room for 8 bytes of payload or does not fit a cell, or the burst has no free entries and cells left
     */
    public static boolean fragment(PacketBurst burst, int index, int mtu) {
        int offset = burst.offset(index);
        if (!IpHeader.validate(burst, offset, burst.length(index)) || !IpHeader.isIpv4(burst, offset)) {
            return false;
        }
        int totalLength = IpHeader.totalLength(burst, offset);
        if (totalLength <= mtu) {
            return true;
        }
        int firstHeader = IpHeader.headerLength(burst, offset);
        int copiedOptions = copiedOptions(burst, offset, firstHeader);
        int laterHeader = IpHeader.IPV4_LENGTH + ((copiedOptions + 3) & ~3);
        int firstPayload = (mtu - firstHeader) & ~7;
        if (copiedOptions == UNSUITABLE || mtu - firstHeader < 8 || mtu > burst.packetLengthMax()) {
            return false;
        }
        int rest = totalLength - firstHeader - firstPayload;
        int laterPayload = (mtu - laterHeader) & ~7;
        int laterCount = 1 + Math.max(0, rest - (mtu - laterHeader) + laterPayload - 1) / laterPayload;
        int fragmentField = burst.getShort(offset + 6);
        int offsetUnits = fragmentField & IpHeader.FRAGMENT_OFFSET_MASK;
        int lastUnits = offsetUnits + ((firstPayload + (laterCount - 1) * laterPayload) >>> 3);
        if (lastUnits > IpHeader.FRAGMENT_OFFSET_MASK || !hasFreeCells(burst, laterCount)) {
            return false;
        }
        int source = offset + firstHeader + firstPayload;
        int units = offsetUnits + (firstPayload >>> 3);
        for (int i = 1; i <= laterCount; i++) {
            boolean last = i == laterCount;
            int payload = last ? rest : laterPayload;
            int flags = last ? fragmentField & ~IpHeader.FRAGMENT_OFFSET_MASK : moreFragments(fragmentField);
            append(burst, index, laterHeader, source, payload, flags | units);
            source += payload;
            units += payload >>> 3;
            rest -= payload;
        }
        burst.putShort(offset + 2, firstHeader + firstPayload);
        burst.putShort(offset + 6, moreFragments(fragmentField) | offsetUnits);
        IpHeader.writeIpv4Checksum(burst, offset);
        burst.bounds(index, offset, firstHeader + firstPayload);
        return true;
    }

    private static int moreFragments(int fragmentField) {
        return (fragmentField & ~IpHeader.FRAGMENT_OFFSET_MASK) | IpHeader.MORE_FRAGMENTS;
    }

    /** Bytes of the options that later fragments repeat, without padding. */
    private static int copiedOptions(PacketBurst burst, int offset, int headerLength) {
        int copied = 0;
        int position = offset + IpHeader.IPV4_LENGTH;
        int limit = offset + headerLength;
        while (position < limit) {
            int length = optionLength(burst, position, limit);
            if (length <= 0) {
                return length == 0 ? copied : UNSUITABLE;
            }
            copied += (burst.getByte(position) & OPTION_COPIED) != 0 ? length : 0;
            position += length;
        }
        return copied;
    }

    /** Bytes of the option, 0 at the end of the list, or {@link #UNSUITABLE}. */
    private static int optionLength(PacketBurst burst, int position, int limit) {
        int kind = burst.getByte(position);
        if (kind == OPTION_END) {
            return 0;
        }
        if (kind == OPTION_NOP) {
            return 1;
        }
        if (position + 2 > limit) {
            return UNSUITABLE;
        }
        int length = burst.getByte(position + 1);
        return length < 2 || position + length > limit ? UNSUITABLE : length;
    }

    /** Whether there are {@code count} more entries, and no packet lies in the cells of the same numbers. */
    private static boolean hasFreeCells(PacketBurst burst, int count) {
        if (burst.count() + count > PacketBurst.CAPACITY) {
            return false;
        }
        int free = burst.cellOffset(burst.count());
        for (int i = 0; i < burst.count(); i++) {
            if (burst.offset(i) + burst.length(i) > free) {
                return false;
            }
        }
        return true;
    }

    private static void append(
            PacketBurst burst, int index, int headerLength, int source, int payload, int fragmentField) {
        int to = burst.count();
        int offset = burst.packetOffset(to);
        writeHeader(burst, burst.offset(index), offset, headerLength);
        burst.move(source, offset + headerLength, payload);
        burst.putShort(offset + 2, headerLength + payload);
        burst.putShort(offset + 6, fragmentField);
        IpHeader.writeIpv4Checksum(burst, offset);

        burst.packet(to, offset, headerLength + payload);
        burst.trafficClass(to, burst.trafficClass(index));
        burst.dontFragment(to, burst.dontFragment(index));
        Endpoint target = burst.target(index);
        if (target != null) {
            burst.target(to, target);
        }
        burst.move(burst.sourceOffset(index), burst.sourceOffset(to), Endpoint.SOCKADDR_STRIDE);
        burst.count(to + 1);
    }

    /** Writes the fixed header with a new IHL, and the copied options filled up with "end of options". */
    private static void writeHeader(PacketBurst burst, int from, int to, int headerLength) {
        burst.move(from, to, IpHeader.IPV4_LENGTH);
        burst.putByte(to, 0x40 | (headerLength >>> 2));
        int limit = from + IpHeader.headerLength(burst, from);
        int write = to + IpHeader.IPV4_LENGTH;
        int length;
        for (int read = from + IpHeader.IPV4_LENGTH; read < limit; read += length) {
            length = optionLength(burst, read, limit);
            if (length == 0) {
                break;
            }
            if ((burst.getByte(read) & OPTION_COPIED) != 0) {
                burst.move(read, write, length);
                write += length;
            }
        }
        for (; write < to + headerLength; write++) {
            burst.putByte(write, OPTION_END);
        }
    }
}
