package dev.ringswan.nativeio.linux;

import static dev.ringswan.nativeio.linux.SocketLayouts.CMSGHDR_LENGTH;
import static dev.ringswan.nativeio.linux.SocketLayouts.CMSGHDR_LEVEL;
import static dev.ringswan.nativeio.linux.SocketLayouts.CMSGHDR_SIZE;
import static dev.ringswan.nativeio.linux.SocketLayouts.CMSGHDR_TYPE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ringswan.nativeio.PortCounters;
import dev.ringswan.nativeio.PortEvent;
import java.lang.foreign.MemorySegment;

/**
 * What the kernel says beside a received message: its traffic class, of what segments it is made, and how many were dropped.
 *
 * <p><em>Threading:</em> the receiving thread's.
 */
final class ReceivedControls {
    private final Family family;
    private final PortCounters counters;
    private int trafficClass;
    private int segmentLength;

    ReceivedControls(Family family, PortCounters counters) {
        this.family = family;
        this.counters = counters;
    }

    /** Asks the kernel for them; for segments it is asked elsewhere. */
    void enable(Descriptor socket) {
        socket.setOption(family.level, family.receiveTrafficClass, 1);
        socket.setOption(LinuxConstants.SOL_SOCKET, LinuxConstants.SO_RXQ_OVFL, 1);
    }

    /** Reads the control messages of one message, and keeps the overflow count. */
    void read(MemorySegment memory, int start, int length) {
        trafficClass = 0;
        segmentLength = 0;
        int limit = start + length;
        for (int at = start; at + CMSGHDR_SIZE < limit; ) {
            int level = memory.get(JAVA_INT, at + CMSGHDR_LEVEL);
            int type = memory.get(JAVA_INT, at + CMSGHDR_TYPE);
            int data = at + CMSGHDR_SIZE;
            if (level == family.level && type == family.trafficClass) {
                trafficClass = memory.get(JAVA_BYTE, data); // IPv4: a byte; IPv6: an int, of which this is the low byte
            } else if (level == LinuxConstants.SOL_SOCKET && type == LinuxConstants.SO_RXQ_OVFL) {
                counters.count(PortEvent.RECEIVE_OVERFLOW, memory.get(JAVA_INT, data) & 0xFFFFFFFFL);
            } else if (level == LinuxConstants.IPPROTO_UDP && type == LinuxConstants.UDP_GRO) {
                segmentLength = memory.get(JAVA_INT, data);
            }
            int messageLength = (int) memory.get(JAVA_LONG, at + CMSGHDR_LENGTH);
            at += Math.max(CMSGHDR_SIZE, (messageLength + 7) & ~7);
        }
    }

    /** DSCP and ECN of the header around the message that was read last. */
    int trafficClass() {
        return trafficClass;
    }

    /** Length of each segment of that message but the last; 0 when it is one datagram. */
    int segmentLength() {
        return segmentLength;
    }
}
