package dev.ringswan.nativeio.linux;

import static dev.ringswan.nativeio.linux.MessageTables.transmitName;
import static dev.ringswan.nativeio.linux.SocketLayouts.CMSGHDR_LENGTH;
import static dev.ringswan.nativeio.linux.SocketLayouts.CMSGHDR_LEVEL;
import static dev.ringswan.nativeio.linux.SocketLayouts.CMSGHDR_SIZE;
import static dev.ringswan.nativeio.linux.SocketLayouts.CMSGHDR_TYPE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PortCounters;
import dev.ringswan.nativeio.PortEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * A datagram or raw socket that moves whole bursts: one {@code recvmmsg} fills the cells of a burst, and one
 * {@code sendmmsg} sends its packets from where they lie.
 *
 * <p>One packet that the kernel refuses does not stop those behind it: it is counted, keeps its verdict, and the call is
 * repeated from the next one. Only a full queue ends a transmission.
 *
 * <p><em>Threading:</em> as {@link dev.ringswan.nativeio.PacketPort}: one thread receives, one transmits.
 */
final class MessageSocket implements AutoCloseable {
    /** What a received message or a sent one starts with. */
    enum Format {
        /** Payload both ways; targets have ports. */
        DATAGRAM,
        /** Payload out, but an IPv4 header in front of what comes in; the port of a target means nothing. */
        RAW,
        /** Whole IP packets, only outwards; the target is the packet's own destination. */
        IP_PACKET
    }

    /** Errors of earlier packets that one call of {@link #receive} passes over. */
    private static final int RECEIVE_ERRORS_MAX = 8;

    private static final int CMSG_LENGTH = CMSGHDR_SIZE + Integer.BYTES;
    private static final int IPV4_HEADER_MIN = 20;
    private static final int IPV4_DESTINATION = 16;
    private static final int IPV6_HEADER = 40;
    private static final int IPV6_DESTINATION = 24;

    private final Descriptor socket;
    private final Family family;
    private final Format format;
    private final boolean stripsHeader;
    private final PortCounters counters;

    private final MemorySegment receiveErrno = Libc.errnoSegment();
    private final MemorySegment transmitErrno = Libc.errnoSegment();
    private final MemorySegment optionValue = Arena.ofAuto().allocate(JAVA_INT);
    private final int[] packetOf = new int[PacketBurst.CAPACITY];
    private final boolean followsDontFragment;
    private boolean forbidsFragments;
    private int taken;

    /**
     * @param socket open; this object closes it
     * @param counters written by the two threads of this socket only
     */
    MessageSocket(Descriptor socket, Family family, Format format, PortCounters counters) {
        this.socket = socket;
        this.family = family;
        this.format = format;
        this.stripsHeader = format == Format.RAW && family == Family.IPV4;
        this.counters = counters;
        followsDontFragment = true;
        socket.setOption(family.level, family.mtuDiscover, LinuxConstants.IP_PMTUDISC_DONT);
    }

    /** A second sender on the socket of another. DF is a state of the socket, so the first one alone follows it. */
    MessageSocket(MessageSocket first, PortCounters counters) {
        socket = first.socket;
        family = first.family;
        format = first.format;
        stripsHeader = first.stripsHeader;
        this.counters = counters;
        followsDontFragment = false;
    }

    /** Asks for the traffic class of each packet and for the count of dropped ones. */
    void enableReceive() {
        socket.setOption(family.level, family.receiveTrafficClass, 1);
        socket.setOption(LinuxConstants.SOL_SOCKET, LinuxConstants.SO_RXQ_OVFL, 1);
    }

    int fd() {
        return socket.fd();
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
        for (int errors = 0; errors < RECEIVE_ERRORS_MAX; errors++) {
            int result = Libc.recvmmsg(
                    receiveErrno, socket.fd(), headers, PacketBurst.CAPACITY, LinuxConstants.MSG_DONTWAIT);
            if (result >= 0) {
                return result;
            }
            if (result == -Errno.EAGAIN) {
                return 0;
            }
            if (isBroken(-result)) {
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
        int trafficClass = readControls(slot, MessageTables.receiveControl(burst, message), (int)
                slot.get(JAVA_LONG, header + SocketLayouts.MMSGHDR_CONTROL_LENGTH));
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

    /** Reads the control messages of one packet: returns its traffic class, and keeps the overflow count. */
    private int readControls(MemorySegment slot, int start, int length) {
        int trafficClass = 0;
        int limit = start + length;
        for (int at = start; at + CMSGHDR_SIZE < limit; ) {
            int level = slot.get(JAVA_INT, at + CMSGHDR_LEVEL);
            int type = slot.get(JAVA_INT, at + CMSGHDR_TYPE);
            int data = at + CMSGHDR_SIZE;
            if (level == family.level && type == family.trafficClass) {
                trafficClass = slot.get(JAVA_BYTE, data); // IPv4: a byte; IPv6: an int, of which this is the low byte
            } else if (level == LinuxConstants.SOL_SOCKET && type == LinuxConstants.SO_RXQ_OVFL) {
                counters.count(PortEvent.RECEIVE_OVERFLOW, slot.get(JAVA_INT, data) & 0xFFFFFFFFL);
            }
            int messageLength = (int) slot.get(JAVA_LONG, at + CMSGHDR_LENGTH);
            at += Math.max(CMSGHDR_SIZE, (messageLength + 7) & ~7);
        }
        return trafficClass;
    }

    /** As {@link dev.ringswan.nativeio.PacketPort#transmit}. */
    int transmit(PacketBurst burst, byte verdict) {
        MessageTables.prepare(burst);
        try {
            return sendRuns(burst, gather(burst, verdict));
        } finally {
            Reference.reachabilityFence(burst); // the kernel reads from addresses that the collector does not know
        }
    }

    /** Sends messages 0 to {@code messages}, each run of packets with the same DF wish by itself. */
    private int sendRuns(PacketBurst burst, int messages) {
        taken = 0;
        int next = 0;
        while (next < messages) {
            boolean forbids = burst.dontFragment(packetOf[next]);
            int limit = next + 1;
            while (limit < messages && burst.dontFragment(packetOf[limit]) == forbids) {
                limit++;
            }
            forbidFragments(forbids);
            next = sendRun(burst, next, limit);
            if (next < limit) {
                counters.increment(PortEvent.TRANSMIT_QUEUE_FULL);
                break;
            }
        }
        return taken;
    }

    /** Fills the transmit tables with the packets that are to go, and notes which is which. */
    private int gather(PacketBurst burst, byte verdict) {
        MemorySegment slot = burst.slot();
        int count = burst.count();
        int messages = 0;
        for (int i = 0; i < count; i++) {
            if (burst.verdict(i) != verdict) {
                continue;
            }
            int nameLength = writeName(burst, slot, i, transmitName(burst, messages));
            if (nameLength == 0) {
                continue;
            }
            int header = MessageTables.transmitHeader(burst, messages);
            int iovec = MessageTables.transmitIovec(burst, messages);
            int controlLength = writeControl(burst, slot, i, MessageTables.transmitControl(burst, messages));
            slot.set(JAVA_LONG, iovec + SocketLayouts.IOVEC_BASE, burst.address(burst.offset(i)));
            slot.set(JAVA_LONG, iovec + SocketLayouts.IOVEC_LENGTH, burst.length(i));
            slot.set(JAVA_INT, header + SocketLayouts.MMSGHDR_NAME_LENGTH, nameLength);
            slot.set(JAVA_LONG, header + SocketLayouts.MMSGHDR_CONTROL_LENGTH, controlLength);
            packetOf[messages++] = i;
        }
        return messages;
    }

    /** Writes where packet {@code index} goes. Returns the length of the name, 0 when this socket cannot send it. */
    private int writeName(PacketBurst burst, MemorySegment slot, int index, int name) {
        if (format == Format.IP_PACKET) {
            return writeDestination(burst, slot, index, name);
        }
        Endpoint target = burst.target(index);
        if (target == null || target.isIpv4() != (family == Family.IPV4)) {
            counters.increment(PortEvent.TRANSMIT_NO_TARGET);
            return 0;
        }
        target.encode(slot, name);
        if (format == Format.RAW) {
            slot.set(JAVA_SHORT, name + SocketLayouts.SOCKADDR_PORT, (short) 0); // IPv6 would take it for a protocol
        }
        return target.sockaddrLength();
    }

    /** As above, from the packet's own header. A packet of the other family is left to the socket of that family. */
    private int writeDestination(PacketBurst burst, MemorySegment slot, int index, int name) {
        int offset = burst.offset(index);
        int headerLength = family == Family.IPV4 ? IPV4_HEADER_MIN : IPV6_HEADER;
        if (burst.length(index) < headerLength || burst.getByte(offset) >>> 4 != family.version) {
            return 0;
        }
        int nameLength;
        if (family == Family.IPV4) {
            nameLength = SocketLayouts.SOCKADDR_IN_SIZE;
            burst.wipe(name, nameLength);
            burst.move(offset + IPV4_DESTINATION, name + SocketLayouts.SOCKADDR_IN_ADDRESS, 4);
        } else {
            nameLength = SocketLayouts.SOCKADDR_IN6_SIZE;
            burst.wipe(name, nameLength);
            burst.move(offset + IPV6_DESTINATION, name + SocketLayouts.SOCKADDR_IN6_ADDRESS, 16);
        }
        slot.set(JAVA_SHORT, name + SocketLayouts.SOCKADDR_FAMILY, (short) family.domain);
        return nameLength;
    }

    /** Writes the traffic class of packet {@code index} where it is not the socket's own, 0. Returns the bytes written. */
    private int writeControl(PacketBurst burst, MemorySegment slot, int index, int control) {
        int trafficClass = burst.trafficClass(index);
        if (trafficClass == 0 || format == Format.IP_PACKET) {
            return 0;
        }
        slot.set(JAVA_LONG, control + CMSGHDR_LENGTH, CMSG_LENGTH);
        slot.set(JAVA_INT, control + CMSGHDR_LEVEL, family.level);
        slot.set(JAVA_INT, control + CMSGHDR_TYPE, family.trafficClass);
        slot.set(JAVA_INT, control + CMSGHDR_SIZE, trafficClass);
        return MessageTables.TRANSMIT_CONTROL_LENGTH;
    }

    /** Sends messages {@code start} to {@code limit}. Returns where it ended: {@code limit}, or before it when the queue is full. */
    private int sendRun(PacketBurst burst, int start, int limit) {
        int next = start;
        while (next < limit) {
            long headers = burst.address(MessageTables.transmitHeader(burst, next));
            int result = Libc.sendmmsg(transmitErrno, socket.fd(), headers, limit - next, LinuxConstants.MSG_DONTWAIT);
            if (result > 0) {
                markSent(burst, next, next + result);
                next += result;
            } else if (result == 0 || isQueueFull(-result)) {
                return next;
            } else if (isBroken(-result)) {
                throw Errno.failure("send to a socket", -result, "CAP_NET_RAW");
            } else if (result != -Errno.EINTR) {
                counters.increment(refusal(-result));
                next++;
            }
        }
        return next;
    }

    private void markSent(PacketBurst burst, int start, int limit) {
        for (int i = start; i < limit; i++) {
            burst.verdict(packetOf[i], PacketBurst.SENT);
        }
        taken += limit - start;
    }

    /** Linux decides about fragments per socket, so the option follows the packets. */
    private void forbidFragments(boolean forbids) {
        if (!followsDontFragment || forbids == forbidsFragments) {
            return;
        }
        int mode = forbids ? LinuxConstants.IP_PMTUDISC_DO : LinuxConstants.IP_PMTUDISC_DONT;
        optionValue.set(JAVA_INT, 0, mode);
        int result = Libc.setsockopt(
                transmitErrno, socket.fd(), family.level, family.mtuDiscover, optionValue.address(), Integer.BYTES);
        if (result < 0) {
            throw Errno.failure("change fragmentation of a socket", -result, "CAP_NET_RAW");
        }
        forbidsFragments = forbids;
    }

    static boolean isQueueFull(int errno) {
        return errno == Errno.EAGAIN || errno == Errno.ENOBUFS || errno == Errno.ENOMEM;
    }

    static boolean isBroken(int errno) {
        return errno == Errno.EBADF || errno == Errno.EBADFD || errno == Errno.ENOTSOCK || errno == Errno.EFAULT;
    }

    private static PortEvent refusal(int errno) {
        return switch (errno) {
            case Errno.EMSGSIZE -> PortEvent.TRANSMIT_TOO_LONG;
            case Errno.ECONNREFUSED -> PortEvent.TRANSMIT_REFUSED;
            case Errno.ENETUNREACH, Errno.EHOSTUNREACH -> PortEvent.TRANSMIT_UNREACHABLE;
            case Errno.EPERM, Errno.EACCES -> PortEvent.TRANSMIT_FORBIDDEN;
            case Errno.ENETDOWN -> PortEvent.TRANSMIT_LINK_DOWN;
            default -> PortEvent.TRANSMIT_FAILED;
        };
    }

    @Override
    public void close() {
        socket.close();
    }
}
