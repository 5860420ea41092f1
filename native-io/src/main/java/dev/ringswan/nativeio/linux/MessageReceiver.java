package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PortCounters;
import dev.ringswan.nativeio.PortEvent;
import java.lang.foreign.MemorySegment;

/**
 * The receiving half of a {@link MessageSocket}: one {@code recvmmsg} fills the cells of a burst, a datagram each.
 *
 * <p><em>Threading:</em> the receiving thread's.
 */
final class MessageReceiver {
    /** Errors of earlier packets that one call passes over. */
    private static final int ERRORS_MAX = 8;

    private static final int IPV4_HEADER_MIN = 20;

    private final Descriptor socket;
    private final boolean stripsHeader;
    private final PortCounters counters;
    private final ReceivedControls controls;
    private final MemorySegment errno = Libc.errnoSegment();

    /**
     * Asks for the traffic class of each packet and for the count of dropped ones.
     *
     * @param stripsHeader whether an IPv4 header stands in front of what comes
     */
    MessageReceiver(Descriptor socket, Family family, boolean stripsHeader, PortCounters counters) {
        this.socket = socket;
        this.stripsHeader = stripsHeader;
        this.counters = counters;
        controls = new ReceivedControls(family, counters);
        controls.enable(socket);
    }

    /** As {@link dev.ringswan.nativeio.PacketPort#receive}. */
    int receive(PacketBurst burst) {
        MessageTables.prepare(burst);
        int messages = receiveMessages(burst);
        MemorySegment slot = burst.slot();
        int count = 0;
        for (int i = 0; i < messages; i++) {
            int header = MessageTables.receiveHeader(burst, i);
            int flags = slot.get(JAVA_INT, header + SocketLayouts.MMSGHDR_FLAGS);
            if ((flags & LinuxConstants.MSG_TRUNC) != 0) {
                counters.increment(PortEvent.RECEIVE_TRUNCATED);
            } else if (accept(burst, slot, i, count)) {
                count++;
            }
            MessageTables.rearm(slot, header);
        }
        burst.count(count);
        return count;
    }

    private int receiveMessages(PacketBurst burst) {
        long headers = burst.address(MessageTables.receiveHeader(burst, 0));
        return receive(errno, socket, headers, PacketBurst.CAPACITY, counters);
    }

    /** Receives up to {@code count} messages without waiting. Returns how many, 0 when none wait. */
    static int receive(MemorySegment errno, Descriptor socket, long headers, int count, PortCounters counters) {
        for (int errors = 0; errors < ERRORS_MAX; errors++) {
            int result = Libc.recvmmsg(errno, socket.fd(), headers, count, LinuxConstants.MSG_DONTWAIT);
            if (result >= 0) {
                return result;
            }
            if (result == -Errno.EAGAIN) {
                return 0;
            }
            if (MessageSocket.isBroken(-result)) {
                throw Errno.failure("receive from a socket", -result, "CAP_NET_RAW");
            }
            if (result != -Errno.EINTR) {
                counters.increment(PortEvent.RECEIVE_FAILED); // the kernel has cleared it, the next call goes on
            }
        }
        return 0;
    }

    /** Makes message {@code message} packet {@code index}; false when there is no packet in it. */
    private boolean accept(PacketBurst burst, MemorySegment slot, int message, int index) {
        int header = MessageTables.receiveHeader(burst, message);
        int offset = burst.packetOffset(message);
        int length = slot.get(JAVA_INT, header + SocketLayouts.MMSGHDR_LENGTH);
        controls.read(slot, MessageTables.receiveControl(burst, message), (int)
                slot.get(JAVA_LONG, header + SocketLayouts.MMSGHDR_CONTROL_LENGTH));
        int trafficClass = controls.trafficClass();
        if (stripsHeader) {
            int headerLength = (burst.getByte(offset) & 0xF) * 4;
            if (length < IPV4_HEADER_MIN || headerLength < IPV4_HEADER_MIN || headerLength > length) {
                counters.increment(PortEvent.RECEIVE_MALFORMED);
                return false;
            }
            trafficClass = burst.getByte(offset + 1);
            offset += headerLength;
            length -= headerLength;
        }
        if (index != message) {
            burst.move(burst.sourceOffset(message), burst.sourceOffset(index), Endpoint.SOCKADDR_STRIDE);
        }
        burst.packet(index, offset, length);
        burst.trafficClass(index, trafficClass);
        return true;
    }
}
