package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Binds threads to processors. */
public final class CpuAffinity {
    private static final int PROCESSORS_MAX = 1024;

    private CpuAffinity() {}

    /** Binds the calling thread, which must be a platform thread, to one processor, counted from 0. */
    public static void pin(int processor) {
        if (processor < 0 || processor >= PROCESSORS_MAX) {
            throw new IllegalArgumentException("processor " + processor + " is outside 0..1023");
        }
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread has no processor of its own to be pinned to");
        }
        NativeAccess.require();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(PROCESSORS_MAX / Byte.SIZE, Long.BYTES);
            mask.setAtIndex(JAVA_LONG, processor / Long.SIZE, 1L << processor);
            int result = Libc.schedSetaffinity(Libc.errnoSegment(), 0, mask.byteSize(), mask.address());
            if (result < 0) {
                throw Errno.failure("pin a thread to processor " + processor, -result, "CAP_SYS_NICE");
            }
        }
    }
}
