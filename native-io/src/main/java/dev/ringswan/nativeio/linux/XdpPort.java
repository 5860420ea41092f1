package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortCounters;
import dev.ringswan.nativeio.PortEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * A UDP socket or a raw socket for ESP, past which AF_XDP carries what it can: payload in, payload out, as the socket does.
 *
 * <pre>
 *   interface ─▶ XdpFilter ──ESP for us──▶ AF_XDP ──▶ receive
 *                    └──── all else ──▶ kernel ──▶ socket ──┘
 *
 *   transmit ──┬─ next hop known, short enough ──▶ AF_XDP ──▶ interface
 *              └─ all else ──▶ socket ──▶ kernel: routes, resolves, fragments, and learns of the path's MTU
 * </pre>
 *
 * A packet is copied once between the umem and the burst; a driver without zero-copy copies once more. Firewall rules and
 * taps of the kernel do not see what goes past it. Received checksums: that of the IPv4 header is verified, that of UDP is not
 * (RFC 3948 §2.1).
 *
 * <p><em>Threading:</em> as {@link PacketPort}, but the ports of one queue share both threads. Close when neither is inside.
 */
final class XdpPort implements PacketPort, PollablePort {
    /** Each so many calls, the socket is asked first, so that a busy queue does not hide it. */
    private static final int SOCKET_TURN = 16;
    /** The kernel takes 32 packets a call, and at most a burst is new. */
    private static final int SEND_CALLS_MAX = 8;

    private static final int IPV4_FIRST_WORD = 0x0200; // AF_INET as the first two bytes of a sockaddr
    private static final int IPV6_FIRST_WORD = 0x0A00;

    private final PacketPort kernel;
    private final PollablePort kernelPollable;
    private final XdpQueue queue;
    private final Descriptor socket;
    private final XdpRing received;
    private final XdpRing transmitted;
    private final LinkHeaders headers;
    private final boolean udp;
    private final PortCounters counters = new PortCounters();
    private final MemorySegment receiveErrno = Libc.errnoSegment();
    private final MemorySegment transmitErrno = Libc.errnoSegment();
    private final int maximumLength;
    private int turn;
    private boolean closed;

    private XdpPort(PacketPort kernel, PollablePort pollable, XdpQueue queue, int number, LinkHeaders headers) {
        this.kernel = kernel;
        kernelPollable = pollable;
        this.queue = queue;
        socket = queue.socket(number);
        received = queue.received(number);
        transmitted = queue.transmitted(number);
        this.headers = headers;
        udp = kernel instanceof UdpPort;
        maximumLength = kernel.maximumPacketLength();
    }

    /**
     * Puts AF_XDP past the sockets of UDP and ESP, and returns ports in their place; the sockets are theirs now. When this
     * fails, the sockets stay as they are.
     */
    static List<PacketPort> open(XdpOptions options, List<PacketPort> sockets) {
        NetworkInterface device = device(options.interfaceName());
        List<Endpoint> locals = new ArrayList<>();
        List<XdpFilter.Taken> taken = new ArrayList<>();
        for (int i = 0; i < sockets.size(); i++) {
            Endpoint local = local(sockets.get(i));
            locals.add(local);
            for (InetAddress address : addresses(local, device)) {
                taken.add(new XdpFilter.Taken(address, local.port(), i));
            }
        }
        int mtu;
        long macAddress;
        try {
            mtu = device.getMTU();
            macAddress = macAddress(device.getHardwareAddress(), options.interfaceName());
        } catch (SocketException e) {
            throw new IllegalStateException(options.interfaceName() + " cannot be asked: " + e.getMessage(), e);
        }
        List<LinkHeaders> headers = new ArrayList<>();
        try {
            for (int i = 0; i < sockets.size(); i++) {
                NextHops nextHops = new NextHops(device.getIndex(), mtu);
                headers.add(new LinkHeaders(locals.get(i), sockets.get(i) instanceof UdpPort, macAddress, nextHops));
            }
            XdpQueue queue = new XdpQueue(options, device.getIndex(), mtu, taken, sockets.size());
            List<PacketPort> ports = new ArrayList<>();
            for (int i = 0; i < sockets.size(); i++) {
                ports.add(new XdpPort(sockets.get(i), (PollablePort) sockets.get(i), queue, i, headers.get(i)));
            }
            return ports;
        } catch (RuntimeException e) {
            headers.forEach(LinkHeaders::close);
            throw e;
        }
    }

    private static NetworkInterface device(String name) {
        try {
            NetworkInterface device = NetworkInterface.getByName(name);
            if (device == null) {
                throw new NativeIoException(
                        "open AF_XDP on " + name, Errno.ENODEV, "there is no such interface: see `ip link`.");
            }
            return device;
        } catch (SocketException e) {
            throw new IllegalStateException("the network interfaces cannot be read: " + e.getMessage(), e);
        }
    }

    private static Endpoint local(PacketPort socket) {
        if (socket instanceof UdpPort udp) {
            return udp.local();
        }
        if (socket instanceof RawIpPort raw && raw.protocol() == XdpFilter.PROTOCOL_ESP) {
            return Endpoint.of(raw.local(), 0);
        }
        throw new IllegalArgumentException(
                "AF_XDP carries UDP and ESP, not " + socket.getClass().getSimpleName());
    }

    /** What a wildcard stands for on this interface. */
    private static List<InetAddress> addresses(Endpoint local, NetworkInterface device) {
        if (!local.address().isAnyLocalAddress()) {
            return List.of(local.address());
        }
        return device.inetAddresses()
                .filter(it -> Family.of(it) == Family.of(local.address()))
                .toList();
    }

    private static long macAddress(byte[] bytes, String name) {
        if (bytes == null || bytes.length != 6) {
            throw new NativeIoException(
                    "open AF_XDP on " + name, 0, "it is no Ethernet interface: choose the one that carries ESP.");
        }
        long address = 0;
        for (byte one : bytes) {
            address = (address << 8) | (one & 0xFF);
        }
        return address;
    }

    @Override
    public int receive(PacketBurst burst) {
        requireOpen();
        boolean askedSocket = ++turn % SOCKET_TURN == 0;
        if (askedSocket && kernel.receive(burst) > 0) {
            return burst.count();
        }
        if (receiveQueue(burst) > 0 || askedSocket) {
            return burst.count();
        }
        return kernel.receive(burst);
    }

    private int receiveQueue(PacketBurst burst) {
        int waiting = received.available(PacketBurst.CAPACITY);
        int count = 0;
        for (int i = 0; i < waiting; i++) {
            long descriptor = received.entry(i);
            long place = RawMemory.getLong(descriptor + XdpLayouts.DESC_ADDRESS);
            int length = RawMemory.getNativeInt(descriptor + XdpLayouts.DESC_LENGTH);
            if (accept(burst, count, queue.address(place), length)) {
                count++;
            }
            RawMemory.putLong(queue.fill.entry(i), queue.chunk(place));
        }
        burst.count(count);
        if (waiting > 0) {
            received.advance(waiting);
            queue.fill.advance(waiting); // as long as the ring: there is always room for what was in it
            counters.add(PortEvent.RECEIVE_XDP, count);
        }
        if (queue.fill.needsWakeup() || (waiting == 0 && queue.polls())) {
            Libc.recvfrom(receiveErrno, socket.fd(), LinuxConstants.MSG_DONTWAIT); // nothing can be done if it fails
        }
        return count;
    }

    /** Copies what is in a frame that the filter has let through into the burst; false, and counted, when it is damaged. */
    private boolean accept(PacketBurst burst, int index, long address, int length) {
        boolean ipv4 = RawMemory.getShort(address + 12) == XdpFilter.ETHERTYPE_IPV4;
        long ip = address + XdpFilter.ETHERNET_HEADER;
        int headerLength = ipv4 ? XdpFilter.IPV4_HEADER : XdpFilter.IPV6_HEADER;
        int total = RawMemory.getShort(ip + (ipv4 ? 2 : 4)) + (ipv4 ? 0 : XdpFilter.IPV6_HEADER);
        boolean isSound = total >= headerLength + (udp ? XdpFilter.UDP_HEADER : 0)
                && total <= length - XdpFilter.ETHERNET_HEADER
                && (!ipv4 || InternetChecksum.sum(ip, headerLength) == 0xFFFF);
        int payload = total - headerLength;
        long start = ip + headerLength;
        if (isSound && udp) {
            int datagram = RawMemory.getShort(start + 4);
            isSound = datagram >= XdpFilter.UDP_HEADER && datagram <= payload;
            payload = datagram - XdpFilter.UDP_HEADER;
        }
        if (!isSound) {
            counters.increment(PortEvent.RECEIVE_MALFORMED);
            return false;
        }
        if (payload > burst.packetLengthMax()) {
            counters.increment(PortEvent.RECEIVE_TRUNCATED);
            return false;
        }
        int offset = burst.packetOffset(index);
        RawMemory.copy(start + (udp ? XdpFilter.UDP_HEADER : 0), burst.slot(), offset, payload);
        burst.packet(index, offset, payload);
        int source = burst.sourceOffset(index);
        burst.putShort(source, ipv4 ? IPV4_FIRST_WORD : IPV6_FIRST_WORD);
        burst.putShort(source + 2, udp ? RawMemory.getShort(start) : 0);
        if (ipv4) {
            burst.trafficClass(index, RawMemory.getByte(ip + 1));
            burst.putInt(source + 4, RawMemory.getInt(ip + 12));
        } else {
            burst.trafficClass(index, (RawMemory.getInt(ip) >>> 20) & 0xFF);
            burst.putInt(source + 4, 0);
            RawMemory.copy(ip + 8, burst.slot(), source + 8L, 16);
            burst.putLong(source + 24, 0);
        }
        return true;
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
        requireOpen();
        queue.reclaim();
        long nowNs = System.nanoTime();
        int taken = 0;
        int left = 0;
        boolean full = false;
        int room = transmitted.available(PacketBurst.CAPACITY);
        for (int i = 0; i < burst.count(); i++) {
            if (burst.verdict(i) != verdict) {
                continue;
            }
            int header = headers.find(burst.target(i), nowNs);
            if (header == LinkHeaders.NONE || burst.length(i) > headers.payloadMax(header)) {
                left++;
                continue;
            }
            long place = taken < room ? queue.take() : -1;
            if (place < 0) {
                full = true;
                break;
            }
            int length = headers.write(header, queue.address(place), burst, i);
            long descriptor = transmitted.entry(taken++);
            RawMemory.putLong(descriptor + XdpLayouts.DESC_ADDRESS, place);
            RawMemory.putNativeInt(descriptor + XdpLayouts.DESC_LENGTH, length);
            RawMemory.putNativeInt(descriptor + XdpLayouts.DESC_OPTIONS, 0);
            burst.verdict(i, PacketBurst.SENT);
        }
        send(taken);
        if (full) {
            counters.increment(PortEvent.TRANSMIT_QUEUE_FULL);
            return taken;
        }
        return left == 0 ? taken : taken + kernel.transmit(burst, verdict);
    }

    /** Gives new packets to the kernel, and calls until it has taken all that lies in the ring or takes no more. */
    private void send(int count) {
        if (count > 0) {
            transmitted.advance(count);
            counters.add(PortEvent.TRANSMIT_XDP, count);
        }
        int pending = transmitted.pending();
        for (int calls = 0; calls < SEND_CALLS_MAX && pending > 0 && transmitted.needsWakeup(); calls++) {
            int result = Libc.sendto(transmitErrno, socket.fd(), LinuxConstants.MSG_DONTWAIT);
            if (result < 0 && !mayGoOn(-result)) {
                return;
            }
            int before = pending;
            pending = transmitted.pending();
            if (queue.zeroCopy || pending == before) {
                return; // the driver goes on by itself, or its queue is full: what is left goes with the next burst
            }
        }
    }

    /** Whether the kernel may take more packets after an error; counts those that tell of a lost packet. */
    private boolean mayGoOn(int errno) {
        if (MessageSocket.isBroken(errno)) {
            throw Errno.failure("send to an AF_XDP socket", errno, "CAP_NET_RAW");
        }
        switch (errno) {
            case Errno.EAGAIN, Errno.EINTR -> {
                return true;
            }
            case Errno.EBUSY -> { // the queue behind the interface has dropped one packet
                counters.increment(PortEvent.TRANSMIT_FAILED);
                return true;
            }
            case Errno.ENETDOWN, Errno.ENXIO -> counters.increment(PortEvent.TRANSMIT_LINK_DOWN);
            default -> counters.increment(PortEvent.TRANSMIT_QUEUE_FULL);
        }
        return false;
    }

    private void requireOpen() {
        if (socket.fd() < 0) {
            throw Errno.failure("use " + queue, Errno.EBADF, "CAP_NET_RAW");
        }
    }

    /** The socket's: it sends by the kernel's way. */
    @Override
    public PacketPort sender() {
        return kernel.sender();
    }

    @Override
    public int maximumPacketLength() {
        return maximumLength;
    }

    /** What befell packets on both ways: a copy, made for each call. */
    @Override
    public PortCounters counters() {
        PortCounters both = new PortCounters();
        PortCounters kernels = kernel.counters();
        for (PortEvent event : PortEvent.values()) {
            both.count(event, counters.count(event) + kernels.count(event));
        }
        if (socket.fd() >= 0) {
            long overflow = both.count(PortEvent.RECEIVE_OVERFLOW);
            both.count(PortEvent.RECEIVE_OVERFLOW, overflow + dropped());
        }
        return both;
    }

    /** Packets for this socket for which there was no room in the umem or in the ring. */
    private long dropped() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statistics = arena.allocate(XdpLayouts.XDP_STATISTICS);
            socket.option(XdpConstants.SOL_XDP, XdpConstants.XDP_STATISTICS, statistics);
            return statistics.get(JAVA_LONG, XdpLayouts.offset(XdpLayouts.XDP_STATISTICS, "rx_dropped"))
                    + statistics.get(JAVA_LONG, XdpLayouts.offset(XdpLayouts.XDP_STATISTICS, "rx_ring_full"));
        }
    }

    @Override
    public String offload() {
        return (queue + " " + kernel.offload()).trim();
    }

    @Override
    public int fd() {
        return socket.fd();
    }

    @Override
    public int secondFd() {
        return kernelPollable.fd();
    }

    @Override
    public boolean holdsPackets() {
        return (socket.fd() >= 0 && received.holdsEntries()) || kernelPollable.holdsPackets();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            socket.close();
            queue.close();
            headers.close();
            kernel.close();
        }
    }
}
