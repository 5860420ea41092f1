package dev.ringswan.gateway.simulation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A fast 64-bit hash of bytes; not for enemies. */
final class Bytes64 {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes64() {}

    static long hash(byte[] bytes) {
        long hash = bytes.length;
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            hash = SeededRandom.mix(hash * 31 + (long) WORD.get(bytes, i));
        }
        for (; i < bytes.length; i++) {
            hash = hash * 31 + bytes[i];
        }
        return SeededRandom.mix(hash);
    }
}
