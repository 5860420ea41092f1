package dev.ringswan.nativeio.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Memory by absolute address, as the kernel shares it with us. Short and int values are in network byte order, long ones in
 * the machine's. There are no bounds here: whoever calls has checked the range.
 */
final class RawMemory {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt NATIVE_INT = ValueLayout.JAVA_INT_UNALIGNED;

    @SuppressWarnings("restricted") // see above
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private RawMemory() {}

    static int getByte(long address) {
        return MEMORY.get(ValueLayout.JAVA_BYTE, address) & 0xFF;
    }

    static void putByte(long address, int value) {
        MEMORY.set(ValueLayout.JAVA_BYTE, address, (byte) value);
    }

    /** An unsigned 16-bit value. */
    static int getShort(long address) {
        return MEMORY.get(SHORT, address) & 0xFFFF;
    }

    static void putShort(long address, int value) {
        MEMORY.set(SHORT, address, (short) value);
    }

    static int getInt(long address) {
        return MEMORY.get(INT, address);
    }

    static void putInt(long address, int value) {
        MEMORY.set(INT, address, value);
    }

    static int getNativeInt(long address) {
        return MEMORY.get(NATIVE_INT, address);
    }

    static void putNativeInt(long address, int value) {
        MEMORY.set(NATIVE_INT, address, value);
    }

    static long getLong(long address) {
        return MEMORY.get(LONG, address);
    }

    static void putLong(long address, long value) {
        MEMORY.set(LONG, address, value);
    }

    /** Copies into a segment, which checks its side. */
    static void copy(long source, MemorySegment target, long targetOffset, int length) {
        MemorySegment.copy(MEMORY, source, target, targetOffset, length);
    }

    /** Copies out of a segment, which checks its side. */
    static void copy(MemorySegment source, long sourceOffset, long target, int length) {
        MemorySegment.copy(source, sourceOffset, MEMORY, target, length);
    }
}
