package dev.ringswan.nativeio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One aligned allocation outside the heap, touched when it is made and wiped when it is closed.
 *
 * <p><em>Threading:</em> any thread may use the memory; closing while another thread is inside an access makes one of the
 * two fail with {@link IllegalStateException} and never corrupts memory. <em>Ownership:</em> whoever makes a region
 * closes it.
 */
public final class OffHeapRegion implements AutoCloseable {
    /** Alignment of every region in bytes: one cache line, which is also what 512-bit vector loads want. */
    public static final int ALIGNMENT = 64;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;

    /**
     * Allocates a zeroed region and touches each page of it.
     *
     * @param length in bytes, at least 1
     */
    public OffHeapRegion(long length) {
        this(length, ALIGNMENT);
    }

    /**
     * Allocates a zeroed region that starts at a multiple of {@code alignment}, and touches each page of it.
     *
     * @param length in bytes, at least 1
     * @param alignment in bytes, a power of two from {@link #ALIGNMENT}
     */
    public OffHeapRegion(long length, long alignment) {
        if (length < 1) {
            throw new IllegalArgumentException("a region needs at least 1 byte, not " + length);
        }
        if (alignment < ALIGNMENT) {
            throw new IllegalArgumentException("a region starts at a multiple of " + ALIGNMENT + ", not " + alignment);
        }
        segment = arena.allocate(length, alignment);
        segment.fill((byte) 0);
    }

    /** The whole region, bounds-checked. */
    public MemorySegment segment() {
        return segment;
    }

    /** The absolute address of the first byte, for native calls. */
    public long address() {
        return segment.address();
    }

    /** Length in bytes. */
    public long length() {
        return segment.byteSize();
    }

    /** Wipes the region and gives it back. Closing twice does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            segment.fill((byte) 0);
            arena.close();
        }
    }
}
