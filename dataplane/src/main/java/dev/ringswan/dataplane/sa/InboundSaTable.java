package dev.ringswan.dataplane.sa;

import dev.ringswan.dataplane.esp.EspHeader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The inbound half of the SAD (RFC 4301 §4.4.2): SPI to SA in one array load. The receiver chooses its SPIs (RFC 4303 §2.1),
 * so ours carry the slot index in the low bits and random bits above.
 *
 * <pre>
 *   SPI   | random (32 − k bits) | slot index (k bits) |      table of 2^k slots
 * </pre>
 *
 * <p><em>Threading:</em> the control thread writes, ingress reads with acquire.
 */
public final class InboundSaTable {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(InboundSa[].class);

    private final @Nullable InboundSa[] slots;
    private final int mask;
    /** Control thread only: slots given out or in use. */
    private final BitSet taken;

    /** Control thread only: slots whose last SA may still be in some burst. */
    private final BitSet retiring;

    private int cursor;

    /**
     * Makes an empty table.
     *
     * @param capacity slots, a power of two from 2 to 2^24
     */
    public InboundSaTable(int capacity) {
        if (capacity < 2 || capacity > 1 << 24 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("SA capacity " + capacity + " is not a power of two from 2 to 2^24");
        }
        slots = new @Nullable InboundSa[capacity];
        mask = capacity - 1;
        taken = new BitSet(capacity);
        retiring = new BitSet(capacity);
    }

    /** The SA with this SPI, or null. */
    public @Nullable InboundSa lookup(int spi) {
        InboundSa sa = candidate(spi);
        return sa != null && sa.spi() == spi ? sa : null;
    }

    /** The SA in the slot of an SPI, if any: the only one that {@link #lookup} can find, before it has been looked at. */
    public @Nullable InboundSa candidate(int spi) {
        return (InboundSa) SLOT.getAcquire(slots, spi & mask);
    }

    /**
     * Reserves a free slot and returns an SPI for it, never one of 0 to 255.
     *
     * @throws IllegalStateException when every slot is taken
     */
    int allocate(SecureRandom random) {
        int slot = taken.nextClearBit(cursor);
        if (slot > mask) {
            slot = taken.nextClearBit(0);
        }
        if (slot > mask) {
            throw new IllegalStateException("all " + slots.length + " inbound SAs are in use; raise the SA capacity");
        }
        taken.set(slot);
        cursor = slot + 1;
        int spi;
        do {
            spi = (random.nextInt() & ~mask) | slot;
        } while (Integer.compareUnsigned(spi, EspHeader.SPI_MIN) < 0);
        return spi;
    }

    /**
     * Publishes an SA in the slot of its SPI, which {@link #allocate} reserved or a static configuration chose.
     *
     * @throws IllegalArgumentException when another SA holds the slot
     */
    void install(InboundSa sa) {
        int slot = sa.spi() & mask;
        InboundSa holder = slots[slot];
        if (holder != null) {
            throw new IllegalArgumentException(
                    "SPI 0x%08x is not free: SPI 0x%08x has the same low %d bits; choose an SPI that differs there"
                            .formatted(sa.spi(), holder.spi(), Integer.bitCount(mask)));
        }
        if (retiring.get(slot)) {
            throw new IllegalArgumentException(
                    "SPI 0x%08x is not free yet: the SA that was removed from its slot may still be in use; try again"
                            .formatted(sa.spi()));
        }
        taken.set(slot);
        SLOT.setRelease(slots, slot, sa);
    }

    /** Unlinks an SA and returns it, or null when there is none. Its slot stays taken until {@link #free}. */
    @Nullable
    InboundSa unlink(int spi) {
        InboundSa sa = lookup(spi);
        if (sa != null) {
            SLOT.setRelease(slots, spi & mask, null);
            retiring.set(spi & mask);
        }
        return sa;
    }

    /** Gives the slot of an SPI back. */
    void free(int spi) {
        taken.clear(spi & mask);
        retiring.clear(spi & mask);
    }
}
