package dev.ringswan.nativeio.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Access to native memory by absolute address, as engines need it: a batch carries addresses, not segments. Unaligned
 * accesses are fine. Nothing is checked here; {@link AeadEngine} says who has to.
 */
final class Memory {
    private static final ValueLayout.OfInt INT_BE = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final ValueLayout.OfLong LONG_BE = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    @SuppressWarnings("restricted") // Addresses come from OffHeapRegions; a segment object a packet would be garbage.
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private Memory() {}

    static void read(long address, byte[] target, int offset, int length) {
        MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, target, offset, length);
    }

    static void write(byte[] source, int offset, long address, int length) {
        MemorySegment.copy(source, offset, ALL, ValueLayout.JAVA_BYTE, address, length);
    }

    static void copy(long source, long target, long length) {
        MemorySegment.copy(ALL, source, ALL, target, length);
    }

    static void wipe(long address, int length) {
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            putLong(address + i, 0);
        }
        for (; i < length; i++) {
            ALL.set(ValueLayout.JAVA_BYTE, address + i, (byte) 0);
        }
    }

    static long getLong(long address) {
        return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    static void putLong(long address, long value) {
        ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
    }

    static void putLongBigEndian(long address, long value) {
        ALL.set(LONG_BE, address, value);
    }

    static long getLongBigEndian(long address) {
        return ALL.get(LONG_BE, address);
    }

    static int getInt(long address) {
        return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    static void putInt(long address, int value) {
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    static void putIntBigEndian(long address, int value) {
        ALL.set(INT_BE, address, value);
    }

    /** Whether two areas of equal length, a multiple of eight, hold the same bytes; takes the same time wherever they differ. */
    static boolean sameBytes(long address, long other, int length) {
        long difference = 0;
        for (int i = 0; i < length; i += Long.BYTES) {
            difference |= getLong(address + i) ^ getLong(other + i);
        }
        return difference == 0;
    }
}
