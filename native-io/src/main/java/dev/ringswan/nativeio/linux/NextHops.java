package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.ringswan.nativeio.Endpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Asks the kernel by which way packets to a target leave, and which Ethernet address the next hop has (rtnetlink). Two
 * questions of two system calls each, about 10 µs, for the cold path.
 *
 * <p><em>Threading:</em> one thread. The answer stands in the fields until the next question.
 */
final class NextHops implements AutoCloseable {
    private static final int MESSAGE = (int) XdpLayouts.NLMSGHDR.byteSize();
    private static final int ROUTE_ATTRIBUTES = MESSAGE + (int) XdpLayouts.RTMSG.byteSize();
    private static final int NEIGHBOUR_ATTRIBUTES = MESSAGE + (int) XdpLayouts.NDMSG.byteSize();
    private static final int ATTRIBUTE = (int) XdpLayouts.RTATTR.byteSize();
    private static final int BUFFER_LENGTH = 8192;
    private static final int STATES_WITH_ADDRESS = XdpConstants.NUD_REACHABLE
            | XdpConstants.NUD_STALE
            | XdpConstants.NUD_DELAY
            | XdpConstants.NUD_PROBE
            | XdpConstants.NUD_PERMANENT;
    private static final ValueLayout.OfShort SHORT_BE = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT_BE = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG_BE = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment errno = Libc.errnoSegment();
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_LENGTH, Long.BYTES);
    private final Descriptor socket;
    private final int interfaceIndex;
    private final int interfaceMtu;
    private int sequence;

    /** The next hop, as an address of the target's family. */
    private long hopHigh;

    private long hopLow;

    private int mtu;
    private long sourceHigh;
    private long sourceLow;
    private long macAddress;

    /** For packets that leave by one interface, in the network namespace of the calling thread. */
    NextHops(int interfaceIndex, int interfaceMtu) {
        this.interfaceIndex = interfaceIndex;
        this.interfaceMtu = interfaceMtu;
        socket = Descriptor.socket(
                XdpConstants.AF_NETLINK,
                LinuxConstants.SOCK_RAW,
                XdpConstants.NETLINK_ROUTE,
                "ask the kernel for routes",
                "CAP_NET_ADMIN");
    }

    /**
     * Looks for the way to a target.
     *
     * @param local source of the packets; of a wildcard address the kernel's choice is told by {@link #sourceLow}
     * @param udp whether the packets are UDP, which a routing rule may ask for
     * @return whether they leave by our interface to a next hop whose Ethernet address is known
     */
    boolean find(Endpoint local, Endpoint target, boolean udp) {
        return findRoute(local, target, udp) && findNeighbour(target.isIpv4());
    }

    /** The largest packet of the route in bytes, with IP header. */
    int mtu() {
        return mtu;
    }

    /** The first eight bytes of the source address, 0 for IPv4. */
    long sourceHigh() {
        return sourceHigh;
    }

    /** The last eight bytes of the source address; an IPv4 address as an unsigned number. */
    long sourceLow() {
        return sourceLow;
    }

    /** The Ethernet address of the next hop in the low 48 bits. */
    long macAddress() {
        return macAddress;
    }

    private boolean findRoute(Endpoint local, Endpoint target, boolean udp) {
        boolean ipv4 = target.isIpv4();
        buffer.fill((byte) 0);
        buffer.set(JAVA_BYTE, MESSAGE, family(ipv4));
        buffer.set(JAVA_BYTE, MESSAGE + 1L, (byte) (ipv4 ? 32 : 128));
        int length =
                putAddress(ROUTE_ATTRIBUTES, XdpConstants.RTA_DST, ipv4, target.addressHigh(), target.addressLow());
        sourceHigh = local.addressHigh();
        sourceLow = local.addressLow();
        if ((sourceHigh | sourceLow) != 0) {
            buffer.set(JAVA_BYTE, MESSAGE + 2L, (byte) (ipv4 ? 32 : 128));
            length = putAddress(length, XdpConstants.RTA_SRC, ipv4, sourceHigh, sourceLow);
        }
        if (udp) {
            buffer.set(JAVA_BYTE, putHeader(length, XdpConstants.RTA_IP_PROTO, 1), (byte) XdpFilter.PROTOCOL_UDP);
            buffer.set(SHORT_BE, putHeader(length + 8, XdpConstants.RTA_SPORT, 2), (short) local.port());
            buffer.set(SHORT_BE, putHeader(length + 16, XdpConstants.RTA_DPORT, 2), (short) target.port());
            length += 24;
        }
        int answer = ask(XdpConstants.RTM_GETROUTE, XdpConstants.RTM_NEWROUTE, length);
        if (answer == 0 || buffer.get(JAVA_BYTE, MESSAGE + 7L) != XdpConstants.RTN_UNICAST) {
            return false;
        }
        hopHigh = target.addressHigh();
        hopLow = target.addressLow();
        mtu = interfaceMtu;
        return readRoute(ipv4, answer) && (sourceHigh | sourceLow) != 0;
    }

    /** Reads the attributes of a route; false when it leads elsewhere, or in a way that is left to the kernel. */
    private boolean readRoute(boolean ipv4, int limit) {
        boolean ours = false;
        for (int at = ROUTE_ATTRIBUTES; at + ATTRIBUTE <= limit; at += padded(length(at))) {
            if (length(at) < ATTRIBUTE) {
                return false;
            }
            switch (buffer.get(JAVA_SHORT_UNALIGNED, at + 2L)) {
                case XdpConstants.RTA_OIF -> ours = buffer.get(JAVA_INT_UNALIGNED, at + ATTRIBUTE) == interfaceIndex;
                case XdpConstants.RTA_GATEWAY -> {
                    hopHigh = addressHigh(ipv4, at + ATTRIBUTE);
                    hopLow = addressLow(ipv4, at + ATTRIBUTE);
                }
                case XdpConstants.RTA_PREFSRC -> {
                    sourceHigh = addressHigh(ipv4, at + ATTRIBUTE);
                    sourceLow = addressLow(ipv4, at + ATTRIBUTE);
                }
                case XdpConstants.RTA_METRICS -> readMetrics(at + ATTRIBUTE, at + length(at));
                case XdpConstants.RTA_VIA -> {
                    return false; // a next hop of the other family
                }
                default -> {}
            }
        }
        return ours;
    }

    private void readMetrics(int start, int limit) {
        for (int at = start; at + ATTRIBUTE + Integer.BYTES <= limit; at += padded(length(at))) {
            if (length(at) < ATTRIBUTE) {
                return;
            }
            if (buffer.get(JAVA_SHORT_UNALIGNED, at + 2L) == XdpConstants.RTAX_MTU) {
                mtu = Math.min(mtu, buffer.get(JAVA_INT_UNALIGNED, at + ATTRIBUTE));
            }
        }
    }

    private boolean findNeighbour(boolean ipv4) {
        buffer.fill((byte) 0);
        buffer.set(JAVA_BYTE, MESSAGE, family(ipv4));
        buffer.set(JAVA_INT_UNALIGNED, MESSAGE + 4L, interfaceIndex);
        int length = putAddress(NEIGHBOUR_ATTRIBUTES, XdpConstants.NDA_DST, ipv4, hopHigh, hopLow);
        int limit = ask(XdpConstants.RTM_GETNEIGH, XdpConstants.RTM_NEWNEIGH, length);
        if (limit == 0 || (buffer.get(JAVA_SHORT_UNALIGNED, MESSAGE + 8L) & STATES_WITH_ADDRESS) == 0) {
            return false;
        }
        for (int at = NEIGHBOUR_ATTRIBUTES; at + ATTRIBUTE <= limit; at += padded(length(at))) {
            if (buffer.get(JAVA_SHORT_UNALIGNED, at + 2L) == XdpConstants.NDA_LLADDR && length(at) == ATTRIBUTE + 6) {
                macAddress = buffer.get(LONG_BE, at + ATTRIBUTE) >>> 16;
                return true;
            }
            if (length(at) < ATTRIBUTE) {
                return false;
            }
        }
        return false;
    }

    /** Sends what stands in the buffer and reads the answer into it. Returns its length, 0 when it is none of that type. */
    private int ask(int type, int answerType, int length) {
        sequence++;
        buffer.set(JAVA_INT_UNALIGNED, 0, length);
        buffer.set(JAVA_SHORT_UNALIGNED, 4, (short) type);
        buffer.set(JAVA_SHORT_UNALIGNED, 6, (short) XdpConstants.NLM_F_REQUEST);
        buffer.set(JAVA_INT_UNALIGNED, 8, sequence);
        if (Libc.write(errno, socket.fd(), buffer.address(), length) != length) {
            return 0;
        }
        int received; // an earlier answer would be left only if reading it had been interrupted
        do {
            received = Libc.read(errno, socket.fd(), buffer.address(), BUFFER_LENGTH);
        } while (received == -Errno.EINTR || isOlder(received));
        boolean answered = received >= MESSAGE && buffer.get(JAVA_SHORT_UNALIGNED, 4) == answerType;
        return answered ? Math.min(received, buffer.get(JAVA_INT_UNALIGNED, 0)) : 0;
    }

    private boolean isOlder(int received) {
        return received >= MESSAGE && buffer.get(JAVA_INT_UNALIGNED, 8) != sequence;
    }

    private static byte family(boolean ipv4) {
        return (byte) (ipv4 ? LinuxConstants.AF_INET : LinuxConstants.AF_INET6);
    }

    /** Writes an attribute with an address. Returns where the next one starts. */
    private int putAddress(int at, int type, boolean ipv4, long high, long low) {
        int value = putHeader(at, type, ipv4 ? 4 : 16);
        if (ipv4) {
            buffer.set(INT_BE, value, (int) low);
        } else {
            buffer.set(LONG_BE, value, high);
            buffer.set(LONG_BE, value + 8L, low);
        }
        return value + (ipv4 ? 4 : 16);
    }

    /** Writes the header of an attribute. Returns where its value stands. */
    private int putHeader(int at, int type, int valueLength) {
        buffer.set(JAVA_SHORT_UNALIGNED, at, (short) (ATTRIBUTE + valueLength));
        buffer.set(JAVA_SHORT_UNALIGNED, at + 2L, (short) type);
        return at + ATTRIBUTE;
    }

    private int length(int at) {
        return buffer.get(JAVA_SHORT_UNALIGNED, at) & 0xFFFF;
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    private long addressHigh(boolean ipv4, int at) {
        return ipv4 ? 0 : buffer.get(LONG_BE, at);
    }

    private long addressLow(boolean ipv4, int at) {
        return ipv4 ? buffer.get(INT_BE, at) & 0xFFFF_FFFFL : buffer.get(LONG_BE, at + 8L);
    }

    @Override
    public void close() {
        socket.close();
    }
}
