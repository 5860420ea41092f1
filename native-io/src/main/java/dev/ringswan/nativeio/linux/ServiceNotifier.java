package dev.ringswan.nativeio.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Tells the service manager how the process is: {@code sd_notify} of systemd, one datagram to a Unix socket.
 *
 * <p><em>Threading:</em> one thread. <em>Ownership:</em> the socket is its own until {@link #close}.
 */
public final class ServiceNotifier implements AutoCloseable {
    private static final int AF_UNIX = 1;
    /** Bytes of sun_path in sockaddr_un. */
    private static final int PATH_MAX = 108;

    private final Descriptor socket;

    /**
     * Connects.
     *
     * @param path what {@code NOTIFY_SOCKET} says: a path, or a name behind {@code @}
     * @throws IllegalArgumentException when it cannot be one
     */
    public ServiceNotifier(String path) {
        NativeAccess.require();
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length < 2 || name.length >= PATH_MAX || (name[0] != '/' && name[0] != '@')) {
            throw new IllegalArgumentException(
                    "NOTIFY_SOCKET is a path or @name of up to 107 bytes, not '" + path + "'");
        }
        if (name[0] == '@') {
            name[0] = 0;
        }
        socket = Descriptor.socket(AF_UNIX, LinuxConstants.SOCK_DGRAM, 0, "open a Unix socket", "no capability");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(Short.BYTES + PATH_MAX, Short.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, name.length);
            int result = Libc.connect(Libc.errnoSegment(), socket.fd(), address.address(), Short.BYTES + name.length);
            if (result < 0) {
                socket.close();
                throw Errno.failure("reach the service manager at " + path, -result, "its permission");
            }
        }
    }

    /**
     * Sends assignments such as {@code READY=1}, one a line.
     *
     * @return whether it was sent; a manager that is busy does not take it, and it can be tried again
     */
    public boolean send(String state) {
        byte[] bytes = state.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            return Libc.write(Libc.errnoSegment(), socket.fd(), buffer.address(), bytes.length) == bytes.length;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
