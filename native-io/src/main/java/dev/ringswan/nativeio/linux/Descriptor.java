package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.OffHeapRegion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An open file descriptor, and the calls of the cold path on it: each succeeds or throws a {@link NativeIoException} that
 * names the action. Once closed its number is −1, so that a late call fails and does not hit a stranger's file.
 *
 * <p><em>Threading:</em> set-up and {@link #close} by one thread; {@link #fd} by any.
 */
final class Descriptor implements AutoCloseable {
    private final String action;
    private final MemorySegment errno = Libc.errnoSegment();
    private volatile int fd;

    private Descriptor(String action, int fdOrError, String capability) {
        this.action = action;
        if (fdOrError < 0) {
            throw Errno.failure(action, -fdOrError, capability);
        }
        fd = fdOrError;
    }

    /** Opens a non-blocking socket. */
    static Descriptor socket(int domain, int type, int protocol, String action, String capability) {
        int flags = LinuxConstants.SOCK_NONBLOCK | LinuxConstants.SOCK_CLOEXEC;
        int fd = Libc.socket(Libc.errnoSegment(), domain, type | flags, protocol);
        return new Descriptor(action, fd, capability);
    }

    /** Opens a device for non-blocking reads and writes. */
    static Descriptor device(String path, String action, String capability) {
        int flags = LinuxConstants.O_RDWR | LinuxConstants.O_NONBLOCK | LinuxConstants.O_CLOEXEC;
        try (Arena arena = Arena.ofConfined()) {
            int fd = Libc.open(Libc.errnoSegment(), arena.allocateFrom(path).address(), flags);
            return new Descriptor(action, fd, capability);
        }
    }

    /** Makes a counter that {@code poll} can wait for. */
    static Descriptor eventCounter() {
        int flags = LinuxConstants.EFD_NONBLOCK | LinuxConstants.EFD_CLOEXEC;
        return new Descriptor("make an eventfd", Libc.eventfd(Libc.errnoSegment(), 0, flags), "CAP_SYS_ADMIN");
    }

    /** Takes over a descriptor that a call has returned. */
    static Descriptor of(String action, int fd) {
        return new Descriptor(action, fd, "");
    }

    /** The number; −1 when closed. */
    int fd() {
        return fd;
    }

    void setOption(int level, int option, int value) {
        int result = trySetOption(level, option, value);
        if (result < 0) {
            throw Errno.failure(action + ", set socket option " + level + '/' + option, -result, "CAP_NET_ADMIN");
        }
    }

    /** Sets an option. Returns 0 or the negated errno. */
    int trySetOption(int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cell = arena.allocateFrom(JAVA_INT, value);
            return Libc.setsockopt(errno, fd, level, option, cell.address(), Integer.BYTES);
        }
    }

    /** Sets a buffer length, beyond the system's limit where the process may. */
    void setBufferLength(int forceOption, int option, int length) {
        if (trySetOption(LinuxConstants.SOL_SOCKET, forceOption, length) < 0) {
            setOption(LinuxConstants.SOL_SOCKET, option, length);
        }
    }

    void bind(Endpoint local, String capability) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(Endpoint.SOCKADDR_STRIDE, OffHeapRegion.ALIGNMENT);
            local.encode(name, 0);
            int result = Libc.bind(errno, fd, name.address(), local.sockaddrLength());
            if (result < 0) {
                throw Errno.failure(action, -result, capability);
            }
        }
    }

    /** Fixes where the socket sends, which makes the kernel look the route up. */
    void connect(Endpoint remote, String capability) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(Endpoint.SOCKADDR_STRIDE, OffHeapRegion.ALIGNMENT);
            remote.encode(name, 0);
            int result = Libc.connect(errno, fd, name.address(), remote.sockaddrLength());
            if (result < 0) {
                throw Errno.failure(action, -result, capability);
            }
        }
    }

    /** The value of a socket option. */
    int option(int level, int option) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
            int result = Libc.getsockopt(errno, fd, level, option, value.address(), length.address());
            if (result < 0) {
                throw Errno.failure(action, -result, "CAP_NET_RAW");
            }
            return value.get(JAVA_INT, 0);
        }
    }

    /** Reads an option that is a structure; what the kernel's is shorter by stays as it is. */
    void option(int level, int option, MemorySegment value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
            int result = Libc.getsockopt(Libc.errnoSegment(), fd, level, option, value.address(), length.address());
            if (result < 0) {
                throw Errno.failure(action + ", ask for socket option " + level + '/' + option, -result, "CAP_NET_RAW");
            }
        }
    }

    /** The address and port that the socket is bound to. */
    Endpoint localEndpoint() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(Endpoint.SOCKADDR_STRIDE, OffHeapRegion.ALIGNMENT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, Endpoint.SOCKADDR_STRIDE);
            int result = Libc.getsockname(errno, fd, name.address(), length.address());
            if (result < 0) {
                throw Errno.failure(action + ", ask for the local address", -result, "CAP_NET_ADMIN");
            }
            return decode(name.asByteBuffer().limit(length.get(JAVA_INT, 0)));
        }
    }

    private static Endpoint decode(ByteBuffer name) {
        boolean isIpv4 = name.limit() == SocketLayouts.SOCKADDR_IN_SIZE;
        byte[] address = new byte[isIpv4 ? 4 : 16];
        name.get(isIpv4 ? SocketLayouts.SOCKADDR_IN_ADDRESS : SocketLayouts.SOCKADDR_IN6_ADDRESS, address);
        try {
            return Endpoint.of(InetAddress.getByAddress(address), name.getShort(SocketLayouts.SOCKADDR_PORT) & 0xFFFF);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    /** Closes it. Closing twice does nothing. */
    @Override
    public void close() {
        int open = fd;
        fd = -1;
        if (open >= 0) {
            Libc.close(errno, open); // Linux gives the number back whatever this returns.
        }
    }
}
