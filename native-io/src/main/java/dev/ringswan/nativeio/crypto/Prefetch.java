package dev.ringswan.nativeio.crypto;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Asks the processor to bring memory into its caches while it goes on with something else. Java has no such instruction, so the
 * few bytes of code that have it are written into a page of their own, which then becomes executable and read-only.
 *
 * <pre>
 *   lines(rdi: address, rsi: how many, at least one)
 *     0F 18 17       next: prefetcht1 [rdi]      never faults, whatever the address
 *     48 83 C7 40          add  rdi, 64
 *     48 FF CE             dec  rsi
 *     75 F4                jnz  next
 *     C3                   ret
 * </pre>
 *
 * <p>Reading would bring the memory in as well, but a processor finishes its instructions in order: a few hundred behind a read
 * that misses, it stands still. A prefetch is finished at once. It brings the lines into the second-level cache only: on their way
 * into the first they would take up the few places there for lines that are missed, and what is worked on meanwhile misses, too.
 * <em>Threading:</em> any.
 */
final class Prefetch {
    private static final byte[] CODE = {
        0x0F,
        0x18,
        0x17,
        0x48,
        (byte) 0x83,
        (byte) 0xC7,
        0x40,
        0x48,
        (byte) 0xFF,
        (byte) 0xCE,
        0x75,
        (byte) 0xF4,
        (byte) 0xC3
    };

    private static final long PAGE = 4096;
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int PROT_EXEC = 4;
    private static final int MAP_PRIVATE = 0x02;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int NO_FILE = -1;

    /** Null but on Linux on x86-64, and where the system lets no page become code. */
    private static final @Nullable MethodHandle LINES = lines();

    private Prefetch() {}

    private static @Nullable MethodHandle lines() {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            return null;
        }
        long page = codePage();
        return page == 0
                ? null
                : handle(
                        MemorySegment.ofAddress(page),
                        FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG),
                        Linker.Option.critical(false)); // as short as the call that it saves
    }

    /** The address of a page that holds the code; 0 when there can be none. */
    private static long codePage() {
        try {
            MethodHandle mmap = libc(
                    "mmap",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
            MethodHandle mprotect = libc("mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
            long page =
                    (long) mmap.invokeExact(0L, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, NO_FILE, 0L);
            if (page == -1) {
                return 0;
            }
            Memory.write(CODE, 0, page, CODE.length);
            if ((int) mprotect.invokeExact(page, PAGE, PROT_READ | PROT_EXEC) == 0) {
                return page;
            }
            MethodHandle munmap = libc("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
            int ignored = (int) munmap.invokeExact(page, PAGE);
            return 0;
        } catch (Throwable e) {
            throw new IllegalStateException("a call of mmap, mprotect or munmap failed", e);
        }
    }

    private static MethodHandle libc(String name, FunctionDescriptor type) {
        return handle(Linker.nativeLinker().defaultLookup().findOrThrow(name), type);
    }

    @SuppressWarnings("restricted") // three functions of libc, and the code that is listed above
    private static MethodHandle handle(MemorySegment function, FunctionDescriptor type, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(function, type, options);
    }

    /** Whether asking does anything here. */
    static boolean isPossible() {
        return LINES != null;
    }

    /** Asks for {@code count} cache lines, at least one, from {@code address} on. Nothing happens where it is not possible. */
    static void lines(long address, long count) {
        MethodHandle lines = LINES;
        if (lines == null) {
            return;
        }
        try {
            lines.invokeExact(address, count);
        } catch (Throwable e) {
            throw new IllegalStateException("asking for memory failed", e);
        }
    }
}
