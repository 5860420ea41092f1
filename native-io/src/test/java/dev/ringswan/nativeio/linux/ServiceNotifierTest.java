package dev.ringswan.nativeio.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.NativeIoException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceNotifierTest {
    private static final int AF_UNIX = 1;

    @TempDir
    private Path directory;

    /** The end of the service manager. */
    private static Descriptor manager(byte[] name) {
        Descriptor socket = Descriptor.socket(AF_UNIX, LinuxConstants.SOCK_DGRAM, 0, "make a test socket", "nothing");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(2 + name.length, 2);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
            assertThat(Libc.bind(Libc.errnoSegment(), socket.fd(), address.address(), 2 + name.length))
                    .isZero();
        }
        return socket;
    }

    private static String read(Descriptor socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(256);
            int length = Libc.read(Libc.errnoSegment(), socket.fd(), buffer.address(), 256);
            assertThat(length).isPositive();
            byte[] bytes = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    @Test
    void sendsADatagramForEachState() {
        String path = directory.resolve("notify").toString();
        try (Descriptor manager = manager(path.getBytes(StandardCharsets.UTF_8));
                ServiceNotifier notifier = new ServiceNotifier(path)) {
            assertThat(notifier.send("READY=1\nSTATUS=up")).isTrue();
            assertThat(notifier.send("WATCHDOG=1")).isTrue();
            assertThat(read(manager)).isEqualTo("READY=1\nSTATUS=up");
            assertThat(read(manager)).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void reachesNamesThatAreNoFiles() {
        String name = "ringswan-test-" + ProcessHandle.current().pid();
        try (Descriptor manager = manager(("\0" + name).getBytes(StandardCharsets.UTF_8));
                ServiceNotifier notifier = new ServiceNotifier("@" + name)) {
            assertThat(notifier.send("READY=1")).isTrue();
            assertThat(read(manager)).isEqualTo("READY=1");
        }
    }

    @Test
    void doesNotWaitForAManagerThatDoesNotRead() {
        String path = directory.resolve("notify").toString();
        try (Descriptor manager = manager(path.getBytes(StandardCharsets.UTF_8));
                ServiceNotifier notifier = new ServiceNotifier(path)) {
            int sent = 0;
            while (sent < 100_000 && notifier.send("WATCHDOG=1")) {
                sent++;
            }
            assertThat(sent).isBetween(1, 99_999);
            assertThat(read(manager)).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void saysWhyItCannotBeReached() {
        assertThatThrownBy(() -> new ServiceNotifier(directory.resolve("nobody").toString()))
                .isInstanceOf(NativeIoException.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> new ServiceNotifier("notify")).hasMessageContaining("NOTIFY_SOCKET");
    }
}
