package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortCounters;
import dev.ringswan.nativeio.PortEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * A TUN interface: bare IP packets that the system routes into it are received, and what is transmitted arrives at the system
 * as if from a wire. One call per packet. The interface vanishes when the port is closed.
 */
final class TunPort implements PacketPort, PollablePort {
    private static final String DEVICE = "/dev/net/tun";
    static final String CAPABILITY = "CAP_NET_ADMIN";

    private final PortCounters counters = new PortCounters();
    private final MemorySegment receiveErrno = Libc.errnoSegment();
    private final String name;
    private final int mtu;
    private final Descriptor device;
    private final TunSender sender;

    TunPort(String name, TunOptions options) {
        if (!name.matches("[A-Za-z0-9_.-]{1," + (LinuxConstants.IFNAMSIZ - 1) + "}")) {
            throw new IllegalArgumentException("interface name '" + name + "' is not 1 to 15 of A-Z a-z 0-9 _ . -");
        }
        this.name = name;
        mtu = options.mtu();
        device = Descriptor.device(DEVICE, "open " + DEVICE, CAPABILITY);
        sender = new TunSender(name, mtu, device, counters);
        try {
            attach();
            configure(options);
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
    }

    private void attach() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            int flags = LinuxConstants.IFF_TUN | LinuxConstants.IFF_NO_PI;
            request.set(JAVA_SHORT, SocketLayouts.IFREQ_VALUE, (short) flags);
            ioctl(device, LinuxConstants.TUNSETIFF, request, "make TUN interface " + name);
        }
    }

    private void configure(TunOptions options) {
        String action = "configure TUN interface " + name;
        try (Arena arena = Arena.ofConfined();
                Descriptor socket =
                        Descriptor.socket(LinuxConstants.AF_INET, LinuxConstants.SOCK_DGRAM, 0, action, CAPABILITY)) {
            MemorySegment request = request(arena);
            request.set(JAVA_INT, SocketLayouts.IFREQ_VALUE, options.mtu());
            ioctl(socket, LinuxConstants.SIOCSIFMTU, request, "set MTU " + options.mtu() + " of " + name);
            request.set(JAVA_INT, SocketLayouts.IFREQ_VALUE, options.queueLength());
            ioctl(socket, LinuxConstants.SIOCSIFTXQLEN, request, "set queue length of " + name);
            ioctl(socket, LinuxConstants.SIOCGIFFLAGS, request, "ask for the flags of " + name);
            int flags = request.get(JAVA_SHORT, SocketLayouts.IFREQ_VALUE) | LinuxConstants.IFF_UP;
            request.set(JAVA_SHORT, SocketLayouts.IFREQ_VALUE, (short) flags);
            ioctl(socket, LinuxConstants.SIOCSIFFLAGS, request, "bring up " + name);
        }
    }

    private MemorySegment request(Arena arena) {
        MemorySegment request = arena.allocate(SocketLayouts.IFREQ);
        request.asSlice(0, LinuxConstants.IFNAMSIZ).setString(0, name, StandardCharsets.US_ASCII);
        return request;
    }

    private void ioctl(Descriptor descriptor, int number, MemorySegment request, String action) {
        int result = Libc.ioctl(receiveErrno, descriptor.fd(), number, request.address());
        if (result < 0) {
            throw Errno.failure(action, -result, CAPABILITY);
        }
    }

    @Override
    public int receive(PacketBurst burst) {
        int lengthMax = burst.packetLengthMax();
        int count = 0;
        int truncated = 0;
        while (count < PacketBurst.CAPACITY && truncated < PacketBurst.CAPACITY) {
            int offset = burst.packetOffset(count);
            // One byte more than fits, out of the tailroom, tells a packet that was cut.
            int result = Libc.read(receiveErrno, device.fd(), burst.address(offset), lengthMax + 1);
            if (result > lengthMax) {
                counters.increment(PortEvent.RECEIVE_TRUNCATED);
                truncated++;
            } else if (result > 0) {
                burst.packet(count++, offset, result);
            } else if (MessageSocket.isBroken(-result)) {
                throw Errno.failure("read from TUN interface " + name, -result, CAPABILITY);
            } else if (result != -Errno.EINTR) {
                if (result != -Errno.EAGAIN) {
                    counters.increment(PortEvent.RECEIVE_FAILED);
                }
                break;
            }
        }
        burst.count(count);
        return count;
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
        return sender.transmit(burst, verdict);
    }

    @Override
    public PacketPort sender() {
        return new TunSender(name, mtu, device, new PortCounters());
    }

    @Override
    public int maximumPacketLength() {
        return mtu;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public int fd() {
        return device.fd();
    }

    @Override
    public void close() {
        device.close();
    }
}
