package dev.ringswan.nativeio.linux;

import static dev.ringswan.nativeio.linux.MessageTables.transmitHeader;
import static dev.ringswan.nativeio.linux.MessageTables.transmitName;
import static dev.ringswan.nativeio.linux.SocketLayouts.CMSGHDR_LENGTH;
import static dev.ringswan.nativeio.linux.SocketLayouts.CMSGHDR_LEVEL;
import static dev.ringswan.nativeio.linux.SocketLayouts.CMSGHDR_SIZE;
import static dev.ringswan.nativeio.linux.SocketLayouts.CMSGHDR_TYPE;
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
import java.util.Objects;

/**
 * The sending half of a datagram or raw socket: one {@code sendmmsg} sends the packets of a burst from where they lie.
 *
 * <p>With offload, packets of one length to one target, up to 64 and 65,507 bytes, are one message, which the kernel or the
 * network card cuts up (UDP_SEGMENT). Where the route cannot do it, they go one by one.
 *
 * <p>One packet that the kernel refuses does not stop those behind it: it is counted, keeps its verdict, and the call is
 * repeated from the next one. Only a full queue ends a transmission.
 *
 * <p><em>Threading:</em> one thread transmits. It owns the socket; {@link MessageReceiver} or {@link TrainReceiver} receives.
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

    /** What IPv4 leaves for the payload of one datagram, which a train is until it is cut up. */
    static final int TRAIN_LENGTH_MAX = 65_535 - 20 - 8;

    private static final int CMSG_LENGTH = CMSGHDR_SIZE + Integer.BYTES;
    private static final int CMSG_LENGTH_SEGMENT = CMSGHDR_SIZE + Short.BYTES;
    private static final int IPV4_HEADER_MIN = 20;
    private static final int IPV4_DESTINATION = 16;
    private static final int IPV6_HEADER = 40;
    private static final int IPV6_DESTINATION = 24;

    private final Descriptor socket;
    private final Family family;
    private final Format format;
    private final PortCounters counters;

    private final MemorySegment transmitErrno = Libc.errnoSegment();
    private final MemorySegment optionValue = Arena.ofAuto().allocate(JAVA_INT);
    /** The packet at each iovec, and the first iovec of each message. */
    private final int[] packetOf = new int[PacketBurst.CAPACITY];

    private final int[] firstOf = new int[PacketBurst.CAPACITY + 1];
    private final boolean followsDontFragment;
    private boolean forbidsFragments;
    private volatile boolean joins;
    private int taken;

    /**
     * @param socket open; this object closes it
     * @param counters written by the two threads of this socket only
     */
    MessageSocket(Descriptor socket, Family family, Format format, PortCounters counters) {
        this.socket = socket;
        this.family = family;
        this.format = format;
        this.counters = counters;
        followsDontFragment = true;
        socket.setOption(family.level, family.mtuDiscover, LinuxConstants.IP_PMTUDISC_DONT);
    }

    /** A second sender on the socket of another. DF is a state of the socket, so the first one alone follows it. */
    MessageSocket(MessageSocket first, PortCounters counters) {
        socket = first.socket;
        family = first.family;
        format = first.format;
        this.counters = counters;
        followsDontFragment = false;
    }

    /** Makes trains from now on. Returns false where the kernel knows none (before Linux 4.18). */
    boolean join() {
        joins = socket.trySetOption(LinuxConstants.IPPROTO_UDP, LinuxConstants.UDP_SEGMENT, 0) == 0;
        return joins;
    }

    /** Whether trains are made: no longer, once a device has said that it cannot. */
    boolean joins() {
        return joins;
    }

    int fd() {
        return socket.fd();
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
            boolean forbids = burst.dontFragment(packetOf[firstOf[next]]);
            int limit = next + 1;
            while (limit < messages && burst.dontFragment(packetOf[firstOf[limit]]) == forbids) {
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

    /** Fills the transmit tables with the packets that are to go, and notes which is which. Returns the number of messages. */
    private int gather(PacketBurst burst, byte verdict) {
        MemorySegment slot = burst.slot();
        int count = burst.count();
        int pieces = 0;
        int messages = 0;
        int segment = 0; // of the message being made: 0 when nothing more fits
        int total = 0;
        for (int i = 0; i < count; i++) {
            if (burst.verdict(i) != verdict) {
                continue;
            }
            int length = burst.length(i);
            boolean joined = length != 0
                    && length <= segment
                    && total + length <= TRAIN_LENGTH_MAX
                    && travelsWith(burst, packetOf[pieces - 1], i);
            if (!joined) {
                int nameLength = writeName(burst, slot, i, transmitName(burst, messages));
                if (nameLength == 0) {
                    continue;
                }
                slot.set(JAVA_INT, transmitHeader(burst, messages) + SocketLayouts.MMSGHDR_NAME_LENGTH, nameLength);
                firstOf[messages++] = pieces;
                segment = joins ? length : 0;
                total = 0;
            }
            int iovec = MessageTables.transmitIovec(burst, pieces);
            slot.set(JAVA_LONG, iovec + SocketLayouts.IOVEC_BASE, burst.address(burst.offset(i)));
            slot.set(JAVA_LONG, iovec + SocketLayouts.IOVEC_LENGTH, length);
            packetOf[pieces++] = i;
            total += length;
            segment = length < segment ? 0 : segment;
        }
        firstOf[messages] = pieces;
        for (int message = 0; message < messages; message++) {
            prepare(burst, slot, message, firstOf[message], firstOf[message + 1]);
        }
        return messages;
    }

    /** Whether a packet may follow another one in a train, lengths apart. */
    private static boolean travelsWith(PacketBurst burst, int earlier, int packet) {
        return Objects.equals(burst.target(packet), burst.target(earlier)) // most often the same object
                && burst.trafficClass(packet) == burst.trafficClass(earlier)
                && burst.dontFragment(packet) == burst.dontFragment(earlier);
    }

    /** Points the header of a message at iovecs {@code start} to {@code limit}, and writes its control messages. */
    private void prepare(PacketBurst burst, MemorySegment slot, int message, int start, int limit) {
        int header = transmitHeader(burst, message);
        int control = MessageTables.transmitControl(burst, message);
        int controlLength = writeControl(burst, slot, packetOf[start], control);
        if (limit - start > 1) {
            slot.set(JAVA_LONG, control + controlLength + CMSGHDR_LENGTH, CMSG_LENGTH_SEGMENT);
            slot.set(JAVA_INT, control + controlLength + CMSGHDR_LEVEL, LinuxConstants.IPPROTO_UDP);
            slot.set(JAVA_INT, control + controlLength + CMSGHDR_TYPE, LinuxConstants.UDP_SEGMENT);
            slot.set(JAVA_SHORT, control + controlLength + CMSGHDR_SIZE, (short) burst.length(packetOf[start]));
            controlLength += MessageTables.TRANSMIT_CONTROL_LENGTH;
        }
        slot.set(
                JAVA_LONG,
                header + SocketLayouts.MMSGHDR_IOVECS,
                burst.address(MessageTables.transmitIovec(burst, start)));
        slot.set(JAVA_LONG, header + SocketLayouts.MMSGHDR_IOVEC_COUNT, limit - start);
        slot.set(JAVA_LONG, header + SocketLayouts.MMSGHDR_CONTROL_LENGTH, controlLength);
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
            int result = send(burst, next, limit - next);
            if (result > 0) {
                for (int sent = 0; sent < result; sent++, next++) {
                    markSent(burst, firstOf[next], firstOf[next + 1]);
                }
            } else if (result == 0 || isQueueFull(-result)) {
                return next;
            } else if (firstOf[next + 1] - firstOf[next] > 1 && refusesTrain(-result)) {
                if (!sendSingly(burst, next)) {
                    return next;
                }
                next++;
            } else {
                counters.increment(refusal(-result));
                next++;
            }
        }
        return next;
    }

    /** One call; an interrupted one is repeated. Throws when the socket is broken. */
    private int send(PacketBurst burst, int message, int count) {
        long headers = burst.address(transmitHeader(burst, message));
        int result;
        do {
            result = Libc.sendmmsg(transmitErrno, socket.fd(), headers, count, LinuxConstants.MSG_DONTWAIT);
        } while (result == -Errno.EINTR);
        if (result < 0 && isBroken(-result)) {
            throw Errno.failure("send to a socket", -result, "CAP_NET_RAW");
        }
        return result;
    }

    /**
     * Whether an error may be about the train and not about its packets: the device has no checksum offload (EIO, for good),
     * or the packets are longer than the route's MTU, which a train may not be where single ones are fragmented.
     */
    private boolean refusesTrain(int errno) {
        if (errno == Errno.EIO) {
            joins = false;
        }
        return errno == Errno.EIO || errno == Errno.EINVAL || errno == Errno.EMSGSIZE;
    }

    /** Sends the packets of a message one by one; false when the queue is full, and then the rest keep their verdicts. */
    private boolean sendSingly(PacketBurst burst, int message) {
        counters.increment(PortEvent.TRANSMIT_OFFLOAD_REFUSED);
        MemorySegment slot = burst.slot();
        for (int piece = firstOf[message]; piece < firstOf[message + 1]; piece++) {
            prepare(burst, slot, message, piece, piece + 1);
            int result = send(burst, message, 1);
            if (result > 0) {
                markSent(burst, piece, piece + 1);
            } else if (result == 0 || isQueueFull(-result)) {
                return false;
            } else {
                counters.increment(refusal(-result));
            }
        }
        return true;
    }

    private void markSent(PacketBurst burst, int start, int limit) {
        for (int i = start; i < limit; i++) {
            burst.verdict(packetOf[i], PacketBurst.SENT);
        }
        taken += limit - start;
        if (limit - start > 1) {
            counters.increment(PortEvent.TRANSMIT_SUPER_PACKET);
            counters.add(PortEvent.TRANSMIT_SEGMENT, limit - start);
        }
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
