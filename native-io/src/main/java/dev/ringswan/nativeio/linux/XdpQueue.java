package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.PacketBurst;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One receive queue of one interface: the XDP program, the memory that packets come into and go from (<em>umem</em>), and an
 * AF_XDP socket per port, which share it.
 *
 * <pre>
 *   umem   | chunk … of 2,048 or 4,096 bytes: the first half to receive   | the second half to send        |
 *            our ports ──fill──▶ kernel ──receive (of each port)──▶        ──transmit──▶ kernel ──completion──▶
 * </pre>
 *
 * <p><em>Threading:</em> one thread receives at all ports of the queue, and one transmits at all of them.
 */
final class XdpQueue implements AutoCloseable {
    /** 4 MiB to receive: 5 ms at 4.6 Gbit/s of packets of 1,400 bytes; likewise to send. */
    static final int RING_LENGTH = 2048;
    /** What the kernel keeps free in front of a received packet. */
    private static final int KERNEL_HEADROOM = 256;

    private static final int CHUNK_SMALL = 2048;
    private static final int CHUNK_LARGE = 4096;
    /** Bytes that may wait in the kernel to be sent, with its bookkeeping of about 1 KiB for each packet. */
    private static final int SEND_BUFFER_LENGTH = 8 << 20;
    /** The kernel gives a queue free a moment after its last owner has left. */
    private static final int BIND_ATTEMPTS = 100;

    private static final int BIND_PAUSE_MS = 10;

    private final int chunk;
    private final int chunkBits;
    final boolean zeroCopy;
    final XdpRing fill;
    private final XdpRing completion;
    private final XdpOptions options;
    private final String action;
    private final int interfaceIndex;
    private final MemorySegment errno = Libc.errnoSegment();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Descriptor> sockets = new ArrayList<>();
    private final List<XdpRing> rings = new ArrayList<>();
    private final long umem;
    private final String mode;

    /** Chunks that may be sent from. Only the transmitting thread's. */
    private final int[] free = new int[RING_LENGTH];

    private int freeCount;
    private int users;

    /** Opens the queue with {@code taken.size()} sockets, the packets of each going to the socket of their key. */
    XdpQueue(XdpOptions options, int interfaceIndex, int mtu, List<XdpFilter.Taken> taken, int ports) {
        this.options = options;
        this.interfaceIndex = interfaceIndex;
        action = "open AF_XDP on " + options.interfaceName() + " queue " + options.queue();
        chunk = chunk(mtu);
        chunkBits = Integer.numberOfTrailingZeros(chunk);
        try {
            umem = mapUmem();
            for (int i = 0; i < ports; i++) {
                sockets.add(openSocket());
            }
            Descriptor first = sockets.getFirst();
            register(first);
            fill = keep(new XdpRing(first, XdpRing.Kind.FILL, RING_LENGTH, action));
            completion = keep(new XdpRing(first, XdpRing.Kind.COMPLETION, RING_LENGTH, action));
            Descriptor map = keep(Bpf.socketMap(ports));
            Descriptor program = keep(Bpf.load(XdpFilter.program(map.fd(), options.queue(), taken)));
            mode = attach(program);
            offerChunks();
            for (Descriptor socket : sockets) {
                rings.add(keep(new XdpRing(socket, XdpRing.Kind.RECEIVE, RING_LENGTH, action)));
                rings.add(keep(new XdpRing(socket, XdpRing.Kind.TRANSMIT, RING_LENGTH, action)));
            }
            bindAll(map);
            zeroCopy = isZeroCopy(first);
        } catch (RuntimeException e) {
            release();
            throw e;
        }
        users = ports;
    }

    private int chunk(int mtu) {
        int length = KERNEL_HEADROOM + XdpFilter.ETHERNET_HEADER + 4 + mtu; // 4 for a VLAN tag
        if (length > CHUNK_LARGE) {
            throw new NativeIoException(
                    action,
                    0,
                    "the MTU of " + options.interfaceName() + " is " + mtu + ", and AF_XDP takes at most "
                            + (CHUNK_LARGE - KERNEL_HEADROOM - XdpFilter.ETHERNET_HEADER - 4)
                            + " here: lower it with `ip link set dev " + options.interfaceName() + " mtu 3500`.");
        }
        return length > CHUNK_SMALL ? CHUNK_LARGE : CHUNK_SMALL;
    }

    private long umemLength() {
        return 2L * RING_LENGTH * chunk;
    }

    private long mapUmem() {
        int flags = LinuxConstants.MAP_PRIVATE | LinuxConstants.MAP_ANONYMOUS | LinuxConstants.MAP_POPULATE;
        long address = Libc.mmap(errno, umemLength(), flags, -1, 0);
        if (address < 0) {
            throw XdpErrors.failure(action + ", map memory for packets", (int) -address, "CAP_IPC_LOCK");
        }
        opened.add(() -> Libc.munmap(Libc.errnoSegment(), address, umemLength()));
        return address;
    }

    private Descriptor openSocket() {
        int flags = LinuxConstants.SOCK_RAW | LinuxConstants.SOCK_NONBLOCK | LinuxConstants.SOCK_CLOEXEC;
        int result = Libc.socket(errno, XdpConstants.AF_XDP, flags, 0);
        if (result < 0) {
            throw XdpErrors.failure(action, -result, "CAP_NET_RAW");
        }
        Descriptor socket = keep(Descriptor.of(action, result));
        socket.setBufferLength(LinuxConstants.SO_SNDBUFFORCE, LinuxConstants.SO_SNDBUF, SEND_BUFFER_LENGTH);
        if (options.busyPollUs() > 0) {
            socket.setOption(LinuxConstants.SOL_SOCKET, XdpConstants.SO_PREFER_BUSY_POLL, 1);
            socket.setOption(LinuxConstants.SOL_SOCKET, XdpConstants.SO_BUSY_POLL, options.busyPollUs());
            socket.setOption(LinuxConstants.SOL_SOCKET, XdpConstants.SO_BUSY_POLL_BUDGET, PacketBurst.CAPACITY);
        }
        return socket;
    }

    private void register(Descriptor socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment area = arena.allocate(XdpLayouts.XDP_UMEM_REG);
            area.set(JAVA_LONG, XdpLayouts.offset(XdpLayouts.XDP_UMEM_REG, "addr"), umem);
            area.set(JAVA_LONG, XdpLayouts.offset(XdpLayouts.XDP_UMEM_REG, "len"), umemLength());
            area.set(JAVA_INT, XdpLayouts.offset(XdpLayouts.XDP_UMEM_REG, "chunk_size"), chunk);
            int result = Libc.setsockopt(
                    errno, socket.fd(), XdpConstants.SOL_XDP, XdpConstants.XDP_UMEM_REG, area.address(), (int)
                            area.byteSize());
            if (result < 0) {
                throw XdpErrors.failure(action + ", give memory to the kernel", -result, "CAP_IPC_LOCK");
            }
        }
    }

    /** Ties the program to the interface. Returns the mode as a word. */
    private String attach(Descriptor program) {
        XdpOptions.Mode wanted = options.mode();
        int result = -1;
        if (wanted != XdpOptions.Mode.GENERIC) {
            result = Bpf.attach(program, interfaceIndex, XdpConstants.XDP_FLAGS_DRV_MODE);
            if (result >= 0) {
                keep(Descriptor.of(action, result));
                return "native";
            }
        }
        boolean driverCannot = result == -Errno.EOPNOTSUPP || result == -Errno.ERANGE;
        if (wanted == XdpOptions.Mode.GENERIC || (wanted == XdpOptions.Mode.AUTO && driverCannot)) {
            result = Bpf.attach(program, interfaceIndex, XdpConstants.XDP_FLAGS_SKB_MODE);
        }
        if (result < 0) {
            throw XdpErrors.failure(action + ", attach the XDP program", -result, "CAP_NET_ADMIN");
        }
        keep(Descriptor.of(action, result));
        return "generic";
    }

    private void offerChunks() {
        for (int i = 0; i < RING_LENGTH; i++) {
            RawMemory.putLong(fill.entry(i), (long) i * chunk);
            free[i] = RING_LENGTH + i;
        }
        fill.advance(RING_LENGTH);
        freeCount = RING_LENGTH;
    }

    private void bindAll(Descriptor map) {
        for (int i = 0; i < sockets.size(); i++) {
            bind(i);
            Bpf.put(map, i, sockets.get(i));
        }
    }

    /** The first socket brings the memory, and the kernel decides whether the driver can do without a copy. */
    private void bind(int index) {
        int flags = XdpConstants.XDP_SHARED_UMEM;
        if (index == 0) {
            flags = XdpConstants.XDP_USE_NEED_WAKEUP | (mode.equals("generic") ? XdpConstants.XDP_COPY : 0);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(XdpLayouts.SOCKADDR_XDP);
            name.set(JAVA_SHORT, 0, (short) XdpConstants.AF_XDP);
            name.set(JAVA_SHORT, XdpLayouts.offset(XdpLayouts.SOCKADDR_XDP, "sxdp_flags"), (short) flags);
            name.set(JAVA_INT, XdpLayouts.offset(XdpLayouts.SOCKADDR_XDP, "sxdp_ifindex"), interfaceIndex);
            name.set(JAVA_INT, XdpLayouts.offset(XdpLayouts.SOCKADDR_XDP, "sxdp_queue_id"), options.queue());
            name.set(
                    JAVA_INT,
                    XdpLayouts.offset(XdpLayouts.SOCKADDR_XDP, "sxdp_shared_umem_fd"),
                    index == 0 ? 0 : sockets.getFirst().fd());
            int result = -Errno.EBUSY;
            for (int attempt = 0; attempt < BIND_ATTEMPTS && result == -Errno.EBUSY; attempt++) {
                LockSupport.parkNanos(attempt == 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(BIND_PAUSE_MS));
                result = Libc.bind(errno, sockets.get(index).fd(), name.address(), (int) name.byteSize());
            }
            if (result < 0) {
                throw XdpErrors.failure(action, -result, "CAP_NET_RAW");
            }
        }
    }

    private static boolean isZeroCopy(Descriptor socket) {
        return (socket.option(XdpConstants.SOL_XDP, XdpConstants.XDP_OPTIONS) & XdpConstants.XDP_OPTIONS_ZEROCOPY) != 0;
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.add(resource);
        return resource;
    }

    /** The socket of a port. */
    Descriptor socket(int port) {
        return sockets.get(port);
    }

    /** What a port receives. */
    XdpRing received(int port) {
        return rings.get(2 * port);
    }

    /** What a port sends. */
    XdpRing transmitted(int port) {
        return rings.get(2 * port + 1);
    }

    int interfaceIndex() {
        return interfaceIndex;
    }

    boolean polls() {
        return options.busyPollUs() > 0;
    }

    /** The start of the chunk that an address of the kernel lies in. */
    long chunk(long descriptor) {
        return descriptor & -chunk;
    }

    /** Absolute address of what a descriptor of the kernel names. */
    long address(long descriptor) {
        return umem + descriptor;
    }

    /** A chunk to send from, as the kernel names it; −1 when all are under way. */
    long take() {
        return freeCount == 0 ? -1 : (long) free[--freeCount] << chunkBits;
    }

    /** Takes back the chunks that have been sent; the last ones, still in the cache, are used first. */
    void reclaim() {
        int sent = completion.available(RING_LENGTH);
        for (int i = 0; i < sent; i++) {
            free[freeCount++] = (int) (RawMemory.getLong(completion.entry(i)) >>> chunkBits);
        }
        completion.advance(sent);
    }

    /** What this queue does, for an operator. */
    @Override
    public String toString() {
        return "AF_XDP on " + options.interfaceName() + " queue " + options.queue() + ", " + mode + ", "
                + (zeroCopy ? "zero-copy" : "copy");
    }

    /** One of the ports is closed; the last one takes everything away. */
    @Override
    public void close() {
        users--;
        if (users == 0) {
            release();
        }
    }

    private void release() {
        for (AutoCloseable resource : opened.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(action + ": cannot be taken back", e);
            }
        }
        opened.clear();
    }
}
