package dev.ringswan.nativeio.crypto;

import dev.ringswan.nativeio.OffHeapRegion;

/**
 * Equal slots for expanded keys in a few large regions: a hundred thousand keys must not cost a system call and a page
 * each.
 *
 * <pre>
 * chunk:  | slot | slot | slot | …      first 64 KiB, then twice as much each time, up to 2 MiB: one large page
 * free:   addresses of all slots not in use, a stack
 * </pre>
 *
 * <p><em>Threading:</em> any; the control path's. Chunks stay until the process ends.
 */
final class KeySlab {
    private static final int CHUNK_MIN = 64 << 10;
    private static final int CHUNK_MAX = (int) HugePages.LENGTH;

    private final int slotLength;
    private int chunkLength = CHUNK_MIN;
    private int total;
    /** Room for every slot there is, so that releasing never has to grow it. */
    private long[] free = {};

    private int freeCount;

    /** @param slotLength in bytes, a multiple of {@link OffHeapRegion#ALIGNMENT} */
    KeySlab(int slotLength) {
        if (slotLength <= 0 || slotLength % OffHeapRegion.ALIGNMENT != 0) {
            throw new IllegalArgumentException("a slot of " + slotLength + " bytes is not made of whole cache lines");
        }
        this.slotLength = slotLength;
    }

    int slotLength() {
        return slotLength;
    }

    /** The address of a zeroed slot. */
    synchronized long allocate() {
        if (freeCount == 0) {
            grow();
        }
        return free[--freeCount];
    }

    /** Wipes a slot and takes it back. */
    synchronized void release(long address) {
        Memory.wipe(address, slotLength);
        free[freeCount++] = address;
    }

    private void grow() {
        long address = newChunk().address();
        int slots = chunkLength / slotLength;
        total += slots;
        free = new long[total];
        for (int i = slots - 1; i >= 0; i--) {
            free[freeCount++] = address + (long) i * slotLength;
        }
        chunkLength = Math.min(2 * chunkLength, CHUNK_MAX);
    }

    /** Where there are many keys, packets read them here and there: that is what large pages are for. */
    private OffHeapRegion newChunk() {
        if (chunkLength < HugePages.LENGTH) {
            return new OffHeapRegion(chunkLength);
        }
        OffHeapRegion chunk = new OffHeapRegion(chunkLength, HugePages.LENGTH);
        HugePages.request(chunk.segment());
        return chunk;
    }
}
