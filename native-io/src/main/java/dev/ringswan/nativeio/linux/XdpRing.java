package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/**
 * One of the four kinds of rings that a process shares with the kernel: one side writes entries and the producer index, the
 * other reads them and writes the consumer index. Indices run freely over 32 bits.
 *
 * <p><em>Threading:</em> our side is one thread. An index is written by a release after the entries, and the kernel's is
 * read by an acquire before them; it is kept until it does not suffice.
 */
final class XdpRing implements AutoCloseable {
    /** The kinds: option that makes it, its place in the offsets, where it is mapped, and which side is ours. */
    enum Kind {
        RECEIVE(XdpConstants.XDP_RX_RING, "rx", 0L, XdpLayouts.DESC_SIZE, false),
        TRANSMIT(XdpConstants.XDP_TX_RING, "tx", 0x8000_0000L, XdpLayouts.DESC_SIZE, true),
        FILL(XdpConstants.XDP_UMEM_FILL_RING, "fr", 0x1_0000_0000L, Long.BYTES, true),
        COMPLETION(XdpConstants.XDP_UMEM_COMPLETION_RING, "cr", 0x1_8000_0000L, Long.BYTES, false);

        private final int option;
        private final String name;
        private final long mapOffset;
        private final int entryLength;
        private final boolean produces;

        Kind(int option, String name, long mapOffset, int entryLength, boolean produces) {
            this.option = option;
            this.name = name;
            this.mapOffset = mapOffset;
            this.entryLength = entryLength;
            this.produces = produces;
        }
    }

    private static final VarHandle INDEX = JAVA_INT.varHandle();

    @SuppressWarnings("restricted") // the kernel says where the indices are; entries are reached by a masked index
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final int length;
    private final int entryLength;
    private final boolean produces;
    private final long mapping;
    private final long mappingLength;
    private final long entries;
    private final long ownIndex;
    private final long otherIndex;
    private final long flags;
    private int own;
    private int other;

    /**
     * Makes a ring of a socket that is not bound yet, and maps it.
     *
     * @param length in entries, a power of two
     */
    XdpRing(Descriptor socket, Kind kind, int length, String action) {
        this.length = length;
        entryLength = kind.entryLength;
        produces = kind.produces;
        int result = socket.trySetOption(XdpConstants.SOL_XDP, kind.option, length);
        if (result < 0) {
            throw XdpErrors.failure(action + ", make ring " + kind, -result, "CAP_NET_RAW");
        }
        StructLayout layout = XdpLayouts.XDP_MMAP_OFFSETS;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment offsets = arena.allocate(layout);
            socket.option(XdpConstants.SOL_XDP, XdpConstants.XDP_MMAP_OFFSETS, offsets);
            long desc = offsets.get(JAVA_LONG, XdpLayouts.offset(layout, kind.name, "desc"));
            mappingLength = desc + (long) length * entryLength;
            int mode = LinuxConstants.MAP_SHARED | LinuxConstants.MAP_POPULATE;
            mapping = Libc.mmap(Libc.errnoSegment(), mappingLength, mode, socket.fd(), kind.mapOffset);
            if (mapping < 0) {
                throw XdpErrors.failure(action + ", map ring " + kind, (int) -mapping, "CAP_NET_RAW");
            }
            entries = mapping + desc;
            long producer = mapping + offsets.get(JAVA_LONG, XdpLayouts.offset(layout, kind.name, "producer"));
            long consumer = mapping + offsets.get(JAVA_LONG, XdpLayouts.offset(layout, kind.name, "consumer"));
            ownIndex = produces ? producer : consumer;
            otherIndex = produces ? consumer : producer;
            flags = mapping + offsets.get(JAVA_LONG, XdpLayouts.offset(layout, kind.name, "flags"));
        }
    }

    /** How many entries we may write, or read: up to {@code wanted}, without asking the kernel where we know of as many. */
    int available(int wanted) {
        int known = known();
        if (known < wanted) {
            other = (int) INDEX.getAcquire(MEMORY, otherIndex);
            known = known();
        }
        return Math.min(known, wanted);
    }

    private int known() {
        return produces ? length - (own - other) : other - own;
    }

    /** Address of the entry {@code ahead} of our index. */
    long entry(int ahead) {
        return entries + (long) ((own + ahead) & (length - 1)) * entryLength;
    }

    /** Gives {@code count} entries, written or read, to the kernel. */
    void advance(int count) {
        own += count;
        INDEX.setRelease(MEMORY, ownIndex, own);
    }

    /** What we have written and the kernel has not taken yet. */
    int pending() {
        other = (int) INDEX.getAcquire(MEMORY, otherIndex);
        return own - other;
    }

    /** Whether there is something to read; for any thread, and sees what was true a moment ago. */
    boolean holdsEntries() {
        return (int) INDEX.getAcquire(MEMORY, otherIndex) != (int) INDEX.getOpaque(MEMORY, ownIndex);
    }

    /** Whether the kernel sleeps on this ring and wants a call. */
    boolean needsWakeup() {
        return ((int) INDEX.getOpaque(MEMORY, flags) & XdpConstants.XDP_RING_NEED_WAKEUP) != 0;
    }

    /** Unmaps the ring; nobody may use it any more. */
    @Override
    public void close() {
        Libc.munmap(Libc.errnoSegment(), mapping, mappingLength);
    }
}
