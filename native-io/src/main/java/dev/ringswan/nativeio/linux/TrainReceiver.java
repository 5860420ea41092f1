package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.OffHeapRegion;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PortCounters;
import dev.ringswan.nativeio.PortEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a UDP socket with UDP_GRO: the kernel hands over trains of datagrams of one length (the last may be
 * shorter) from one sender in one piece, and they are laid into the cells of bursts one by one.
 *
 * <pre>
 *   recvmmsg:  message 0 | d0 | d1 | d2 |      message 1 | d |      …
 *   burst:     cell 0 | d0    cell 1 | d1    cell 2 | d2    cell 3 | d
 * </pre>
 *
 * Datagrams that find no room in a burst wait for the next one. A train that has room in an empty burst is not torn apart: it
 * waits as a whole, so that it can leave by a TUN interface as one super-packet.
 *
 * <p><em>Threading:</em> the receiving thread's.
 */
final class TrainReceiver {
    /** Single datagrams come by so many a call: the call is a small part of their cost then. */
    private static final int MESSAGES_MAX = 16;
    /** Trains come by so many: more would leave the cache before they are worked on. */
    private static final int TRAINS_MAX = 2;

    private static final int MESSAGE_LENGTH = 65_535;
    /** A whole message and a cache line, so that messages do not start at the same sets of the cache. */
    private static final int MESSAGE_STRIDE = MESSAGE_LENGTH + 1 + 64;
    /** Traffic class, overflow count and segment length, 24 bytes each. */
    private static final int CONTROL_LENGTH = 96;

    private static final int IOVECS = MESSAGES_MAX * SocketLayouts.MMSGHDR_SIZE;
    private static final int NAMES = IOVECS + MESSAGES_MAX * SocketLayouts.IOVEC_SIZE;
    private static final int CONTROLS = NAMES + MESSAGES_MAX * Endpoint.SOCKADDR_STRIDE;
    private static final int TABLES_LENGTH = CONTROLS + MESSAGES_MAX * CONTROL_LENGTH;

    private final Descriptor socket;
    private final PortCounters counters;
    private final ReceivedControls controls;
    private final MemorySegment errno = Libc.errnoSegment();
    private final MemorySegment tables = Arena.ofAuto().allocate(TABLES_LENGTH, OffHeapRegion.ALIGNMENT);
    private final MemorySegment messages =
            Arena.ofAuto().allocate(MESSAGES_MAX * (long) MESSAGE_STRIDE, OffHeapRegion.ALIGNMENT);

    private int wanted = MESSAGES_MAX;
    private int messageCount;
    private int message;
    // Of the current message: its datagrams from next to length wait.
    private int next;
    private int length;
    private int segmentLength;

    private TrainReceiver(Descriptor socket, Family family, PortCounters counters) {
        this.socket = socket;
        this.counters = counters;
        controls = new ReceivedControls(family, counters);
        controls.enable(socket);
        for (int i = 0; i < MESSAGES_MAX; i++) {
            int header = i * SocketLayouts.MMSGHDR_SIZE;
            int iovec = IOVECS + i * SocketLayouts.IOVEC_SIZE;
            tables.set(JAVA_LONG, header + SocketLayouts.MMSGHDR_NAME, tables.address() + name(i));
            tables.set(JAVA_LONG, header + SocketLayouts.MMSGHDR_IOVECS, tables.address() + iovec);
            tables.set(JAVA_LONG, header + SocketLayouts.MMSGHDR_IOVEC_COUNT, 1L);
            tables.set(JAVA_LONG, header + SocketLayouts.MMSGHDR_CONTROL, tables.address() + control(i));
            tables.set(JAVA_LONG, iovec + SocketLayouts.IOVEC_BASE, messages.address() + i * (long) MESSAGE_STRIDE);
            tables.set(JAVA_LONG, iovec + SocketLayouts.IOVEC_LENGTH, MESSAGE_LENGTH);
            rearm(header);
        }
    }

    /** Asks a UDP socket for trains. Returns null where the kernel knows none (before Linux 5.0). */
    static @Nullable TrainReceiver open(Descriptor socket, Family family, PortCounters counters) {
        boolean known = socket.trySetOption(LinuxConstants.IPPROTO_UDP, LinuxConstants.UDP_GRO, 1) == 0;
        return known ? new TrainReceiver(socket, family, counters) : null;
    }

    /** Whether datagrams wait here that no burst has got yet. */
    boolean holdsPackets() {
        return next < length || message < messageCount;
    }

    /** As {@link dev.ringswan.nativeio.PacketPort#receive}. */
    int receive(PacketBurst burst) {
        int count = fill(burst, 0);
        boolean mayBeMore = true;
        while (!holdsPackets() && count < PacketBurst.CAPACITY && mayBeMore) {
            messageCount = MessageReceiver.receive(errno, socket, tables.address(), wanted, counters);
            message = 0;
            mayBeMore = messageCount == wanted;
            wanted = MESSAGES_MAX;
            count = fill(burst, count);
        }
        burst.count(count);
        return count;
    }

    /** Lays what waits into cells from {@code count} on, as far as there is room. Returns the new count. */
    private int fill(PacketBurst burst, int count) {
        int filled = count;
        while (filled < PacketBurst.CAPACITY) {
            if (next < length) {
                filled = fillSegments(burst, filled);
            } else if (message < messageCount) {
                filled = open(burst, filled);
                if (filled > 0 && datagramCount() > PacketBurst.CAPACITY - filled) {
                    break;
                }
            } else {
                break;
            }
        }
        return filled;
    }

    private int fillSegments(PacketBurst burst, int count) {
        int filled = count;
        int current = message - 1;
        long start = current * (long) MESSAGE_STRIDE;
        while (next < length && filled < PacketBurst.CAPACITY) {
            int size = Math.min(segmentLength, length - next);
            int offset = burst.packetOffset(filled);
            MemorySegment.copy(messages, start + next, burst.slot(), offset, size);
            describe(burst, filled, current, size);
            next += size;
            filled++;
        }
        return filled;
    }

    private void describe(PacketBurst burst, int index, int from, int size) {
        burst.packet(index, burst.packetOffset(index), size);
        burst.trafficClass(index, controls.trafficClass());
        MemorySegment.copy(tables, name(from), burst.slot(), burst.sourceOffset(index), Endpoint.SOCKADDR_STRIDE);
    }

    /** Turns to the next message. An empty datagram is a packet at once. */
    private int open(PacketBurst burst, int count) {
        int current = message++;
        int header = current * SocketLayouts.MMSGHDR_SIZE;
        int flags = tables.get(JAVA_INT, header + SocketLayouts.MMSGHDR_FLAGS);
        controls.read(
                tables, control(current), (int) tables.get(JAVA_LONG, header + SocketLayouts.MMSGHDR_CONTROL_LENGTH));
        next = 0;
        length = Math.min(tables.get(JAVA_INT, header + SocketLayouts.MMSGHDR_LENGTH), MESSAGE_LENGTH);
        segmentLength = controls.segmentLength() > 0 ? controls.segmentLength() : length;
        rearm(header);
        if ((flags & LinuxConstants.MSG_TRUNC) != 0) {
            counters.increment(PortEvent.RECEIVE_TRUNCATED);
            next = length;
            return count;
        }
        if (length == 0) {
            describe(burst, count, current, 0);
            return count + 1;
        }
        if (length > segmentLength) {
            wanted = TRAINS_MAX;
            counters.increment(PortEvent.RECEIVE_SUPER_PACKET);
            counters.add(PortEvent.RECEIVE_SEGMENT, datagramCount());
        }
        skipTooLong(burst.packetLengthMax());
        return count;
    }

    /** How many datagrams of the current message wait. */
    private int datagramCount() {
        return next >= length ? 0 : (length - next + segmentLength - 1) / segmentLength;
    }

    /** Passes over datagrams that are longer than a cell; the last of a train may fit where the others do not. */
    private void skipTooLong(int packetLengthMax) {
        while (Math.min(segmentLength, length - next) > packetLengthMax) {
            counters.increment(PortEvent.RECEIVE_TRUNCATED);
            next += Math.min(segmentLength, length - next);
        }
    }

    private static int name(int index) {
        return NAMES + index * Endpoint.SOCKADDR_STRIDE;
    }

    private static int control(int index) {
        return CONTROLS + index * CONTROL_LENGTH;
    }

    private void rearm(int header) {
        tables.set(JAVA_INT, header + SocketLayouts.MMSGHDR_NAME_LENGTH, Endpoint.SOCKADDR_STRIDE);
        tables.set(JAVA_LONG, header + SocketLayouts.MMSGHDR_CONTROL_LENGTH, CONTROL_LENGTH);
    }
}
