package dev.ringswan.nativeio.crypto;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel to back memory by pages of 2 MiB. Memory that is read here and there, as the keys of many SAs are, otherwise
 * costs a walk through the page tables for nearly every read.
 *
 * <p>A wish and no more: where the kernel does not know it or has no such page free, small pages serve. <em>Threading:</em> any.
 */
final class HugePages {
    /** Bytes of a large page on x86-64 and, mostly, elsewhere. */
    static final long LENGTH = 2 << 20;

    /** Use large pages here from now on (Linux 2.6.38). */
    private static final int MADV_HUGEPAGE = 14;
    /** Replace the small pages that are here already, now (Linux 6.1); before that the kernel does it some time. */
    private static final int MADV_COLLAPSE = 25;

    private static final @Nullable MethodHandle MADVISE = madvise();

    private HugePages() {}

    @SuppressWarnings("restricted") // one call of libc
    private static @Nullable MethodHandle madvise() {
        Optional<MemorySegment> function = Linker.nativeLinker().defaultLookup().find("madvise");
        FunctionDescriptor type = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
        return function.map(address -> Linker.nativeLinker().downcallHandle(address, type))
                .orElse(null);
    }

    /** Asks for large pages; {@code segment} holds whole ones. */
    static void request(MemorySegment segment) {
        MethodHandle madvise = MADVISE;
        if (madvise == null) {
            return;
        }
        try {
            int advised = (int) madvise.invokeExact(segment.address(), segment.byteSize(), MADV_HUGEPAGE);
            if (advised == 0) {
                int ignored = (int) madvise.invokeExact(segment.address(), segment.byteSize(), MADV_COLLAPSE);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("a call of madvise failed", e);
        }
    }
}
