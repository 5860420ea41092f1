package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ringswan.nativeio.NativeIoException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * The {@code bpf(2)} calls that load an XDP program and tie it to an interface. What they return belongs to this process: the
 * kernel takes it away when the descriptors are closed, also when the process is killed.
 */
final class Bpf {
    /** Longer than each variant that is used; the kernel wants the rest to be zero. */
    private static final int ATTRIBUTES_LENGTH = 128;

    private static final int LOG_LENGTH = 1 << 18;
    private static final String CAPABILITY = "CAP_BPF";

    private Bpf() {}

    /** The number of the call on this processor. */
    private static long number() {
        String processor = System.getProperty("os.arch");
        return switch (processor) {
            case "amd64" -> 321;
            case "aarch64" -> 280;
            default ->
                throw new NativeIoException(
                        "load an XDP program",
                        0,
                        "AF_XDP is written for amd64 and aarch64, not for " + processor + ".");
        };
    }

    /** Makes a map of AF_XDP sockets with keys from 0. */
    static Descriptor socketMap(int entries) {
        StructLayout layout = XdpLayouts.BPF_ATTR_MAP_CREATE;
        String action = "make a map of AF_XDP sockets";
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES_LENGTH, Long.BYTES);
            set(attributes, layout, "map_type", XdpConstants.BPF_MAP_TYPE_XSKMAP);
            set(attributes, layout, "key_size", Integer.BYTES);
            set(attributes, layout, "value_size", Integer.BYTES);
            set(attributes, layout, "max_entries", entries);
            int result = call(XdpConstants.BPF_MAP_CREATE, attributes);
            if (result < 0) {
                throw XdpErrors.failure(action, -result, CAPABILITY);
            }
            return Descriptor.of(action, result);
        }
    }

    /** Puts a bound socket into the map. */
    static void put(Descriptor map, int key, Descriptor socket) {
        StructLayout layout = XdpLayouts.BPF_ATTR_MAP_UPDATE;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES_LENGTH, Long.BYTES);
            set(attributes, layout, "map_fd", map.fd());
            address(attributes, layout, "key", arena.allocateFrom(JAVA_INT, key));
            address(attributes, layout, "value", arena.allocateFrom(JAVA_INT, socket.fd()));
            int result = call(XdpConstants.BPF_MAP_UPDATE_ELEM, attributes);
            if (result < 0) {
                throw XdpErrors.failure("put an AF_XDP socket into its map", -result, CAPABILITY);
            }
        }
    }

    /** Loads an XDP program. What the kernel's verifier has to say of a refused one is in the message. */
    static Descriptor load(long[] program) {
        StructLayout layout = XdpLayouts.BPF_ATTR_PROG_LOAD;
        String action = "load an XDP program";
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES_LENGTH, Long.BYTES);
            set(attributes, layout, "prog_type", XdpConstants.BPF_PROG_TYPE_XDP);
            set(attributes, layout, "insn_cnt", program.length);
            address(attributes, layout, "insns", arena.allocateFrom(JAVA_LONG, program));
            address(attributes, layout, "license", arena.allocateFrom("Apache-2.0"));
            attributes
                    .asSlice(XdpLayouts.offset(layout, "prog_name"))
                    .copyFrom(MemorySegment.ofArray(new byte[] {'r', 'i', 'n', 'g', 's', 'w', 'a', 'n'}));
            int result = call(XdpConstants.BPF_PROG_LOAD, attributes);
            if (result == -Errno.EINVAL || result == -Errno.EACCES) {
                MemorySegment log = arena.allocate(LOG_LENGTH);
                set(attributes, layout, "log_level", 1);
                set(attributes, layout, "log_size", LOG_LENGTH);
                address(attributes, layout, "log_buf", log);
                result = call(XdpConstants.BPF_PROG_LOAD, attributes);
                action += result < 0 ? " (the kernel says: " + log.getString(0).strip() + ')' : "";
            }
            if (result < 0) {
                throw XdpErrors.failure(action, -result, CAPABILITY);
            }
            return Descriptor.of(action, result);
        }
    }

    /**
     * Ties a program to an interface for as long as the result is open.
     *
     * @param flags the mode: of the driver, or general
     * @return the link, or the negated errno
     */
    static int attach(Descriptor program, int interfaceIndex, int flags) {
        StructLayout layout = XdpLayouts.BPF_ATTR_LINK_CREATE;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES_LENGTH, Long.BYTES);
            set(attributes, layout, "link_create.prog_fd", program.fd());
            set(attributes, layout, "link_create.target_ifindex", interfaceIndex);
            set(attributes, layout, "link_create.attach_type", XdpConstants.BPF_XDP);
            set(attributes, layout, "link_create.flags", flags);
            return call(XdpConstants.BPF_LINK_CREATE, attributes);
        }
    }

    private static int call(int command, MemorySegment attributes) {
        return Libc.syscall(Libc.errnoSegment(), number(), command, attributes.address(), ATTRIBUTES_LENGTH);
    }

    private static void set(MemorySegment attributes, StructLayout layout, String member, int value) {
        attributes.set(JAVA_INT, XdpLayouts.offset(layout, member), value);
    }

    private static void address(MemorySegment attributes, StructLayout layout, String member, MemorySegment value) {
        attributes.set(JAVA_LONG, XdpLayouts.offset(layout, member), value.address());
    }
}
