package dev.ringswan.nativeio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Up to 64 packets that are worked on together: one off-heap slot, and what is known of each packet in parallel arrays.
 *
 * <pre>
 * slot (64-byte aligned)
 * | cell 0                                                 | cell 1 … cell 63 | port tables | source addresses |
 * | headroom 128 | packet …                   | tail ≥ 64  |
 *                ^ headers are put in front   ^ trailer and ICV are put behind
 * </pre>
 *
 * Offsets count bytes from the start of the slot; a packet need not lie in the cell of its index. Cells are one cache line
 * longer than asked for, so that the headers of the 64 packets do not fall on the same few sets of the first-level cache.
 * Multi-byte accessors are in network byte order and bounds-checked against the slot.
 *
 * <p><em>Threading:</em> none of its own; the owner of the burst is whoever holds its ring sequence.
 */
public final class PacketBurst {
    /** The most packets one burst holds. */
    public static final int CAPACITY = 64;
    /** Free bytes in front of a received packet, for headers that grow to the left. */
    public static final int HEADROOM = 128;
    /** Free bytes kept behind the longest packet: CBC padding 15 + trailer 2 + the longest ICV 32 = 49, rounded up. */
    public static final int TAILROOM = 64;
    /** Cell size when nothing else is asked for, in bytes. */
    public static final int CELL_SIZE_DEFAULT = 2048;
    /** Bytes of a slot that a port may use for the tables of its system calls. */
    public static final int PORT_TABLES_LENGTH = CAPACITY * 384;

    /** Verdict: goes on to the burst's ordinary destination. */
    public static final byte FORWARD = 0;
    /** Verdict: the device took it. Other values are the owner's to define. */
    public static final byte SENT = -1;

    private static final int CACHE_LINE = 64;
    private static final ValueLayout.OfShort SHORT_BE =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT_BE = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG_BE = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

    /** All memory. The slot's own segment would also ask of what kind it is, how long, and whether still open: 2 ns a time. */
    @SuppressWarnings("restricted") // offsets are checked against the slot before they become addresses
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final int cellStride;
    private final int portTablesOffset;
    private final int sourcesOffset;
    private final int slotLength;

    // What exchange() swaps: everything that belongs to the slot.
    private MemorySegment slot;
    private long slotAddress;
    private int[] offsets = new int[CAPACITY];
    private int[] lengths = new int[CAPACITY];
    private byte[] verdicts = new byte[CAPACITY];
    private byte[] trafficClasses = new byte[CAPACITY];
    private byte[] dontFragments = new byte[CAPACITY];
    private @Nullable Endpoint[] targets = new @Nullable Endpoint[CAPACITY];
    private int count;

    /** Lays a burst over zeroed memory that the caller keeps alive. */
    PacketBurst(MemorySegment slot, int cellSize) {
        if (slot.address() % CACHE_LINE != 0) {
            throw new IllegalArgumentException("a slot must start at a multiple of 64");
        }
        slotLength = (int) slotLength(cellSize);
        this.slot = slot.asSlice(0, slotLength);
        slotAddress = slot.address();
        cellStride = cellSize + CACHE_LINE;
        portTablesOffset = CAPACITY * cellStride;
        sourcesOffset = portTablesOffset + PORT_TABLES_LENGTH;
    }

    /**
     * Makes a burst with memory of its own, zeroed, and freed when no burst reaches it any more: {@link #exchange} may carry it away.
     *
     * @param cellSize bytes per packet with headroom and tailroom, a multiple of 64
     */
    public static PacketBurst allocate(int cellSize) {
        return new PacketBurst(Arena.ofAuto().allocate(slotLength(cellSize), CACHE_LINE), cellSize);
    }

    /** Bytes of the slot of one burst with cells of {@code cellSize} bytes. */
    public static long slotLength(int cellSize) {
        if (cellSize < HEADROOM + TAILROOM + CACHE_LINE || cellSize > 1 << 16 || cellSize % CACHE_LINE != 0) {
            throw new IllegalArgumentException("cell size " + cellSize + " is not a multiple of 64 from 256 to 65536");
        }
        return (long) CAPACITY * (cellSize + CACHE_LINE) + PORT_TABLES_LENGTH + CAPACITY * Endpoint.SOCKADDR_STRIDE;
    }

    /** Number of packets in the burst, ended ones included. */
    public int count() {
        return count;
    }

    public void count(int count) {
        this.count = count;
    }

    /** Longest packet that a cell can receive, in bytes: the cell less headroom and tailroom. */
    public int packetLengthMax() {
        return packetLengthMax(cellStride - CACHE_LINE);
    }

    /** Longest packet that a cell of {@code cellSize} bytes can receive. */
    public static int packetLengthMax(int cellSize) {
        return cellSize - HEADROOM - TAILROOM;
    }

    /** Offset at which cell {@code index} starts, headroom included. */
    public int cellOffset(int index) {
        return index * cellStride;
    }

    /** Offset at which a packet received into cell {@code index} starts. */
    public int packetOffset(int index) {
        return index * cellStride + HEADROOM;
    }

    /** Says where packet {@code index} lies, and that it is alive and has neither traffic class nor DF wish; a target is set apart. */
    public void packet(int index, int offset, int length) {
        offsets[index] = offset;
        lengths[index] = length;
        verdicts[index] = FORWARD;
        trafficClasses[index] = 0;
        dontFragments[index] = 0;
    }

    /** Moves the start and sets the length of packet {@code index}; nothing else of it changes. */
    public void bounds(int index, int offset, int length) {
        offsets[index] = offset;
        lengths[index] = length;
    }

    public int offset(int index) {
        return offsets[index];
    }

    public int length(int index) {
        return lengths[index];
    }

    /** Where the packet goes, or why it ended: {@link #FORWARD}, {@link #SENT}, or a value of the owner's. */
    public byte verdict(int index) {
        return verdicts[index];
    }

    public void verdict(int index, byte verdict) {
        verdicts[index] = verdict;
    }

    /** DSCP and ECN of the header around the packet: as received, or as it is to be sent. */
    public int trafficClass(int index) {
        return trafficClasses[index] & 0xFF;
    }

    public void trafficClass(int index, int trafficClass) {
        trafficClasses[index] = (byte) trafficClass;
    }

    /** Whether the IPv4 header around the packet is to forbid fragmentation when it is sent. */
    public boolean dontFragment(int index) {
        return dontFragments[index] != 0;
    }

    public void dontFragment(int index, boolean dontFragment) {
        dontFragments[index] = (byte) (dontFragment ? 1 : 0);
    }

    /** Where the packet is to be sent; ports without addresses ignore it. */
    public @Nullable Endpoint target(int index) {
        return targets[index];
    }

    public void target(int index, Endpoint target) {
        targets[index] = target;
    }

    /** Offset of the encoded source address of packet {@code index}, {@link Endpoint#SOCKADDR_STRIDE} bytes. */
    public int sourceOffset(int index) {
        return sourcesOffset + index * Endpoint.SOCKADDR_STRIDE;
    }

    /** Sets the source of packet {@code index}, as a port does that has it as an object. */
    public void source(int index, Endpoint source) {
        source.encode(slot, sourceOffset(index));
    }

    /** Sets the sources of the first {@code count} packets from a table of the same shape. */
    void sources(MemorySegment table, int count) {
        MemorySegment.copy(table, 0, slot, sourcesOffset, (long) count * Endpoint.SOCKADDR_STRIDE);
    }

    /** Whether packet {@code index} came from {@code endpoint}, address and port alike. */
    public boolean sourceIs(int index, Endpoint endpoint) {
        long address = checked(sourceOffset(index), Endpoint.SOCKADDR_STRIDE);
        boolean same = MEMORY.get(WORD, address) == endpoint.word0;
        if (!same || endpoint.isIpv4()) {
            return same; // family, port and address are the first word; the second is padding
        }
        return MEMORY.get(WORD, address + 8L) == endpoint.word1
                && MEMORY.get(WORD, address + 16L) == endpoint.word2
                && (int) MEMORY.get(WORD, address + 24L) == (int) endpoint.word3;
    }

    /** The source of packet {@code index} as an object. Allocates: for the control path. */
    public Endpoint source(int index) {
        MemorySegment sockaddr = slot.asSlice(sourceOffset(index), Endpoint.SOCKADDR_STRIDE);
        return Endpoint.ofSockaddr(sockaddr.toArray(ValueLayout.JAVA_BYTE));
    }

    /** Offset of the {@link #PORT_TABLES_LENGTH} bytes that the port owns; 64-byte aligned, zero at first. */
    public int portTablesOffset() {
        return portTablesOffset;
    }

    /** The whole slot, bounds-checked. Stays valid until the burst is exchanged. */
    public MemorySegment slot() {
        return slot;
    }

    /** Absolute address of a byte of the slot, for native calls. */
    public long address(int offset) {
        return slotAddress + offset;
    }

    public int getByte(int offset) {
        return MEMORY.get(ValueLayout.JAVA_BYTE, checked(offset, Byte.BYTES)) & 0xFF;
    }

    public void putByte(int offset, int value) {
        MEMORY.set(ValueLayout.JAVA_BYTE, checked(offset, Byte.BYTES), (byte) value);
    }

    /** An unsigned 16-bit value. */
    public int getShort(int offset) {
        return MEMORY.get(SHORT_BE, checked(offset, Short.BYTES)) & 0xFFFF;
    }

    public void putShort(int offset, int value) {
        MEMORY.set(SHORT_BE, checked(offset, Short.BYTES), (short) value);
    }

    public int getInt(int offset) {
        return MEMORY.get(INT_BE, checked(offset, Integer.BYTES));
    }

    public void putInt(int offset, int value) {
        MEMORY.set(INT_BE, checked(offset, Integer.BYTES), value);
    }

    public long getLong(int offset) {
        return MEMORY.get(LONG_BE, checked(offset, Long.BYTES));
    }

    public void putLong(int offset, long value) {
        MEMORY.set(LONG_BE, checked(offset, Long.BYTES), value);
    }

    /** The address of {@code length} bytes of the slot; throws {@link IndexOutOfBoundsException} where they are not all in it. */
    private long checked(int offset, int length) {
        return slotAddress + Objects.checkIndex(offset, slotLength - length + 1);
    }

    public void getBytes(int offset, byte[] target, int targetIndex, int length) {
        MemorySegment.copy(slot, ValueLayout.JAVA_BYTE, offset, target, targetIndex, length);
    }

    public void putBytes(int offset, byte[] source, int sourceIndex, int length) {
        MemorySegment.copy(source, sourceIndex, slot, ValueLayout.JAVA_BYTE, offset, length);
    }

    /** Copies within the slot; the ranges may overlap. */
    public void move(int sourceOffset, int targetOffset, int length) {
        MemorySegment.copy(slot, sourceOffset, slot, targetOffset, length);
    }

    /** Overwrites the whole slot, port tables and all, with zero and forgets the packets. */
    public void wipe() {
        slot.fill((byte) 0);
        count = 0;
    }

    /** Overwrites bytes with zero; not by a slice, which would be allocated where escape analysis does not help. */
    public void wipe(int offset, int length) {
        for (int i = 0; i < length; i++) {
            putByte(offset + i, 0);
        }
    }

    /**
     * Copies packet {@code index} of another burst, with its source, target, traffic class and DF wish, into cell
     * {@code count()} of this one and counts it. The packet must fit: {@code length ≤ packetLengthMax()}.
     */
    public void append(PacketBurst from, int index) {
        int to = count++;
        int length = from.lengths[index];
        MemorySegment.copy(from.slot, from.offsets[index], slot, packetOffset(to), length);
        packet(to, packetOffset(to), length);
        trafficClasses[to] = from.trafficClasses[index];
        dontFragments[to] = from.dontFragments[index];
        targets[to] = from.targets[index];
        MemorySegment.copy(from.slot, from.sourceOffset(index), slot, sourceOffset(to), Endpoint.SOCKADDR_STRIDE);
    }

    /** Whether a packet that has neither ended nor been sent has another verdict than {@code verdict}. */
    boolean othersWait(byte verdict) {
        for (int i = 0; i < count; i++) {
            byte other = verdicts[i];
            if (other <= 0 && other != verdict && other != SENT) {
                return true;
            }
        }
        return false;
    }

    /**
     * Moves what is known of the packets with {@code verdict}, of at most {@code lengthMax} bytes, to the front of this burst
     * and counts only them; writes count, lengths and final verdicts of all packets into {@code twin}. When the two are
     * exchanged next, this burst still says what became of its packets. When there are no such packets nothing changes.
     *
     * @return the number of packets at the front
     */
    int prepareHandOver(PacketBurst twin, byte verdict, int lengthMax) {
        int taken = 0;
        for (int i = 0; i < count; i++) {
            int length = lengths[i];
            byte end = verdicts[i];
            if (end == verdict && length <= lengthMax) {
                offsets[taken] = offsets[i];
                lengths[taken] = length;
                verdicts[taken] = FORWARD;
                trafficClasses[taken] = trafficClasses[i];
                dontFragments[taken] = 0;
                taken++;
                end = SENT;
            }
            twin.bounds(i, packetOffset(i), length);
            twin.verdicts[i] = end;
        }
        if (taken > 0) {
            twin.count = count;
            count = taken;
        }
        return taken;
    }

    /** Swaps slot and packets with another burst of the same cell size: a whole burst changes hands without a copy. */
    public void exchange(PacketBurst other) {
        if (cellStride != other.cellStride) {
            throw new IllegalArgumentException("bursts of different cell sizes cannot be exchanged");
        }
        MemorySegment otherSlot = other.slot;
        other.slot = slot;
        slot = otherSlot;
        long otherSlotAddress = other.slotAddress;
        other.slotAddress = slotAddress;
        slotAddress = otherSlotAddress;
        int[] otherOffsets = other.offsets;
        other.offsets = offsets;
        offsets = otherOffsets;
        int[] otherLengths = other.lengths;
        other.lengths = lengths;
        lengths = otherLengths;
        byte[] otherVerdicts = other.verdicts;
        other.verdicts = verdicts;
        verdicts = otherVerdicts;
        byte[] otherTrafficClasses = other.trafficClasses;
        other.trafficClasses = trafficClasses;
        trafficClasses = otherTrafficClasses;
        byte[] otherDontFragments = other.dontFragments;
        other.dontFragments = dontFragments;
        dontFragments = otherDontFragments;
        @Nullable Endpoint[] otherTargets = other.targets;
        other.targets = targets;
        targets = otherTargets;
        int otherCount = other.count;
        other.count = count;
        count = otherCount;
    }
}
