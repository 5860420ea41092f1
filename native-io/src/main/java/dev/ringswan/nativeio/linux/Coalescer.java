package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.ringswan.nativeio.OffHeapRegion;
import dev.ringswan.nativeio.PacketBurst;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Joins the packets of a burst that belong to one flow and follow each other to super-packets, for one write to a TUN
 * interface each. No payload is copied: a write gathers it from where the packets lie.
 *
 * <pre>
 *   iovec: | virtio_net_hdr | packet 0, its lengths and checksum those of the whole | payload 1 | payload 2 | …
 * </pre>
 *
 * Packets are joined when the receiver cannot tell: TCP with the same headers but for sequence number, lengths and
 * checksums, in sequence, with data, with no other flags than ACK and PSH, all of one length but for the last; UDP with the
 * same headers, all of one length but for the last. PSH moves to the end of the whole: it asks that nobody wait for more, and
 * nobody does. Each checksum is verified before, since the kernel will take the whole for good. What is not joined keeps its
 * bytes. Packets of one flow never overtake each other.
 *
 * <p><em>Threading:</em> the transmitting thread's; the items of a burst are valid until the next {@link #plan}.
 */
final class Coalescer {
    /** The longest super-packet, as its own length field has it. */
    private static final int LENGTH_MAX = 65_535;

    private static final int CAPACITY = PacketBurst.CAPACITY;
    private static final int NONE = -1;

    private final boolean joinsUdp;
    private final FlowHeader header = new FlowHeader();
    private final MemorySegment iovecs =
            Arena.ofAuto().allocate((CAPACITY + 1L) * SocketLayouts.IOVEC_SIZE, OffHeapRegion.ALIGNMENT);
    private final MemorySegment virtio = Arena.ofAuto().allocate(SocketLayouts.VIRTIO_SIZE, OffHeapRegion.ALIGNMENT);

    // Items, in the order of their first packets; the packets of an item are a chain.
    private final int[] first = new int[CAPACITY];
    private final int[] last = new int[CAPACITY];
    private final int[] packetCount = new int[CAPACITY];
    private final int[] length = new int[CAPACITY];
    private final int[] payloadLength = new int[CAPACITY];
    private final long[] flow = new long[CAPACITY];
    private final boolean[] open = new boolean[CAPACITY];
    private final boolean[] pushes = new boolean[CAPACITY];
    private final boolean[] verified = new boolean[CAPACITY];
    private int itemCount;

    // Of each packet.
    private final int[] following = new int[CAPACITY];
    private final int[] transport = new int[CAPACITY];
    private final int[] headersLength = new int[CAPACITY];

    /** @param joinsUdp whether the kernel takes super-packets of UDP too */
    Coalescer(boolean joinsUdp) {
        this.joinsUdp = joinsUdp;
    }

    /** Sorts the packets with {@code verdict} into items, and returns how many items there are. */
    int plan(PacketBurst burst, byte verdict) {
        itemCount = 0;
        int count = burst.count();
        for (int i = 0; i < count; i++) {
            if (burst.verdict(i) == verdict) {
                place(burst, i);
            }
        }
        return itemCount;
    }

    private void place(PacketBurst burst, int packet) {
        boolean joins = header.parse(burst, packet, joinsUdp);
        following[packet] = NONE;
        transport[packet] = header.transport();
        headersLength[packet] = header.length();
        int item = openItem(header.flow());
        if (item != NONE && joins && append(burst, item, packet)) {
            return;
        }
        if (item != NONE) {
            open[item] = false; // what comes later in this flow must not overtake this packet
        }
        item = itemCount++;
        first[item] = packet;
        last[item] = packet;
        packetCount[item] = 1;
        length[item] = burst.length(packet);
        payloadLength[item] = header.payloadLength();
        flow[item] = header.flow();
        open[item] = joins;
        pushes[item] = header.pushes();
        verified[item] = false;
    }

    /** The item of a flow that may still grow: there is at most one. */
    private int openItem(long wanted) {
        for (int item = itemCount - 1; item >= 0; item--) {
            if (open[item] && flow[item] == wanted) {
                return item;
            }
        }
        return NONE;
    }

    private boolean append(PacketBurst burst, int item, int packet) {
        int head = first[item];
        int size = header.payloadLength();
        int grown = length[item] + size;
        if (size > payloadLength[item]
                || grown > LENGTH_MAX
                || !header.continues(burst, head, length[item] - headersLength[head])
                || !verify(burst, item)
                || !header.isChecksumRight(burst, packet)) {
            return false;
        }
        following[last[item]] = packet;
        last[item] = packet;
        packetCount[item]++;
        length[item] = grown;
        open[item] = size == payloadLength[item];
        pushes[item] |= header.pushes();
        return true;
    }

    /** Whether the checksum of the item's first packet is right; looked at when a second one comes. */
    private boolean verify(PacketBurst burst, int item) {
        if (!verified[item]) {
            verified[item] = FlowHeader.isChecksumRight(burst, first[item], transport[first[item]]);
        }
        return verified[item];
    }

    /** The first packet of an item. */
    int first(int item) {
        return first[item];
    }

    /** The packet of the same item behind {@code packet}; negative behind the last. */
    int following(int packet) {
        return following[packet];
    }

    int packetCount(int item) {
        return packetCount[item];
    }

    /** Prepares the write of an item, and returns how many iovecs it has. Changes the header of a super-packet's first packet. */
    int gather(PacketBurst burst, int item) {
        int head = first[item];
        virtio.fill((byte) 0);
        if (packetCount[item] > 1) {
            writeHeaders(burst, item);
        }
        iovec(0, virtio.address(), SocketLayouts.VIRTIO_SIZE);
        iovec(1, burst.address(burst.offset(head)), burst.length(head));
        int count = 2;
        for (int packet = following[head]; packet >= 0; packet = following[packet]) {
            int headers = headersLength[packet];
            iovec(count++, burst.address(burst.offset(packet) + headers), burst.length(packet) - headers);
        }
        return count;
    }

    long iovecsAddress() {
        return iovecs.address();
    }

    private void iovec(int index, long address, int bytes) {
        long at = index * (long) SocketLayouts.IOVEC_SIZE;
        iovecs.set(JAVA_LONG, at + SocketLayouts.IOVEC_BASE, address);
        iovecs.set(JAVA_LONG, at + SocketLayouts.IOVEC_LENGTH, bytes);
    }

    private void writeHeaders(PacketBurst burst, int item) {
        int head = first[item];
        int type = FlowHeader.writeWhole(burst, head, transport[head], length[item], pushes[item]);
        virtio.set(JAVA_BYTE, SocketLayouts.VIRTIO_FLAGS, (byte) LinuxConstants.VIRTIO_NET_HDR_F_NEEDS_CSUM);
        virtio.set(JAVA_BYTE, SocketLayouts.VIRTIO_GSO_TYPE, (byte) type);
        putShort(SocketLayouts.VIRTIO_HEADER_LENGTH, headersLength[head]);
        putShort(SocketLayouts.VIRTIO_GSO_SIZE, payloadLength[item]);
        putShort(SocketLayouts.VIRTIO_CHECKSUM_START, transport[head]);
        boolean udp = type == LinuxConstants.VIRTIO_NET_HDR_GSO_UDP_L4;
        putShort(SocketLayouts.VIRTIO_CHECKSUM_OFFSET, udp ? InnerHeader.UDP_CHECKSUM : InnerHeader.TCP_CHECKSUM);
    }

    private void putShort(int offset, int value) {
        virtio.set(JAVA_SHORT_UNALIGNED, offset, (short) value);
    }
}
