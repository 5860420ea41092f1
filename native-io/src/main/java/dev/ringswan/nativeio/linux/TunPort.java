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
import org.jspecify.annotations.Nullable;

/**
 * A TUN interface: bare IP packets that the system routes into it are received, and what is transmitted arrives at the system
 * as if from a wire. The interface vanishes when the port is closed.
 *
 * <p>With offloads one call moves a super-packet of up to 64 KiB, which {@link Segmenter} splits and {@link Coalescer} makes;
 * without, one call moves one packet.
 */
final class TunPort implements PacketPort, PollablePort {
    private static final String DEVICE = "/dev/net/tun";
    static final String CAPABILITY = "CAP_NET_ADMIN";

    private static final int TCP_OFFLOADS =
            LinuxConstants.TUN_F_CSUM | LinuxConstants.TUN_F_TSO4 | LinuxConstants.TUN_F_TSO6;
    private static final int[] OFFLOADS = {
        TCP_OFFLOADS | LinuxConstants.TUN_F_USO4 | LinuxConstants.TUN_F_USO6, TCP_OFFLOADS, LinuxConstants.TUN_F_CSUM
    };

    private final PortCounters counters = new PortCounters();
    private final MemorySegment receiveErrno = Libc.errnoSegment();
    private final String name;
    private final int mtu;
    private final Descriptor device;
    private final @Nullable Segmenter segmenter;
    private final int offloads;
    private final TunSender sender;

    TunPort(String name, TunOptions options) {
        if (!name.matches("[A-Za-z0-9_.-]{1," + (LinuxConstants.IFNAMSIZ - 1) + "}")) {
            throw new IllegalArgumentException("interface name '" + name + "' is not 1 to 15 of A-Z a-z 0-9 _ . -");
        }
        this.name = name;
        mtu = options.mtu();
        device = Descriptor.device(DEVICE, "open " + DEVICE, CAPABILITY);
        try {
            attach(options.offload());
            offloads = options.offload() ? switchOn() : 0;
            segmenter = options.offload() ? new Segmenter() : null;
            sender = new TunSender(name, mtu, device, counters, coalescer());
            configure(options);
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
    }

    private void attach(boolean offload) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            int flags = LinuxConstants.IFF_TUN | LinuxConstants.IFF_NO_PI;
            flags |= offload ? LinuxConstants.IFF_VNET_HDR : 0;
            request.set(JAVA_SHORT, SocketLayouts.IFREQ_VALUE, (short) flags);
            ioctl(device, LinuxConstants.TUNSETIFF, request, "make TUN interface " + name);
        }
    }

    /** Switches on what the kernel has of the offloads: USO came with Linux 6.2, and TCP for each family long before. */
    private int switchOn() {
        for (int wanted : OFFLOADS) {
            if (Libc.ioctl(receiveErrno, device.fd(), LinuxConstants.TUNSETOFFLOAD, wanted) >= 0) {
                return wanted;
            }
        }
        return 0;
    }

    private @Nullable Coalescer coalescer() {
        return segmenter == null ? null : new Coalescer((offloads & LinuxConstants.TUN_F_USO4) != 0);
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
        return segmenter == null ? receivePackets(burst) : receiveSuperPackets(burst, segmenter);
    }

    private int receiveSuperPackets(PacketBurst burst, Segmenter source) {
        int count = source.fill(burst, 0);
        int dropped = 0;
        while (!source.hasNext() && count < PacketBurst.CAPACITY && dropped < PacketBurst.CAPACITY) {
            int result = Libc.read(receiveErrno, device.fd(), source.readAddress(), Segmenter.READ_LENGTH);
            if (result >= 0) {
                PortEvent reason = source.accept(result, burst.packetLengthMax());
                if (reason == null) {
                    countSuperPacket(source.segmentCount());
                    count = source.fill(burst, count);
                } else {
                    counters.increment(reason);
                    dropped++;
                }
            } else if (isOver(-result)) {
                break;
            }
        }
        burst.count(count);
        return count;
    }

    private void countSuperPacket(int segmentCount) {
        if (segmentCount > 1) {
            counters.increment(PortEvent.RECEIVE_SUPER_PACKET);
            counters.add(PortEvent.RECEIVE_SEGMENT, segmentCount);
        }
    }

    /** Whether an error of a read says that there is nothing to read now. */
    private boolean isOver(int errno) {
        if (MessageSocket.isBroken(errno)) {
            throw Errno.failure("read from TUN interface " + name, errno, CAPABILITY);
        }
        if (errno == Errno.EINTR) {
            return false;
        }
        if (errno != Errno.EAGAIN) {
            counters.increment(PortEvent.RECEIVE_FAILED);
        }
        return true;
    }

    private int receivePackets(PacketBurst burst) {
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
            } else if (isOver(-result)) {
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
        return new TunSender(name, mtu, device, new PortCounters(), coalescer());
    }

    @Override
    public boolean holdsPackets() {
        return segmenter != null && segmenter.hasNext();
    }

    @Override
    public String offload() {
        if (segmenter == null) {
            return "";
        }
        String tcp = (offloads & LinuxConstants.TUN_F_TSO4) == 0 ? "" : "TCP ";
        String udp = (offloads & LinuxConstants.TUN_F_USO4) == 0 ? "" : "UDP ";
        return offloads == 0 ? "" : tcp + udp + "segments, checksums";
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
