package dev.ringswan.dataplane.esp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Remembers which sequence numbers have been accepted on one inbound SA (RFC 4303 §3.4.3; the ring of blocks is that of RFC
 * 6479). Numbers are full 64-bit values.
 *
 * <pre>
 *   blocks of 64 numbers, used in a ring; one block more than the window, so that clearing ahead never cuts into it
 *   … | block of (highest − window) | … | block of highest | cleared when the window moves on …
 * </pre>
 *
 * <p><em>Threading:</em> {@link #commit} from egress only. {@link #mayAccept} and {@link #highest} from any thread, where
 * they may be stale by what is still in the ring. Egress clears the blocks that a new highest number enters before it
 * releases that number, and readers acquire the number before they look at a bit. So a stale reader errs on one side only:
 * above the number it sees it accepts without looking, and at or below it a set bit means that the number was accepted, or
 * that its block already serves newer numbers and it has left the window. A good packet is never turned away early; a bad
 * one is at the latest by {@code commit}.
 */
public final class ReplayWindow {
    /** Smallest window (RFC 4303 §3.4.3 recommends 64). */
    public static final int LENGTH_MIN = 64;
    /** Largest window: 65,536 numbers, 8 KiB of bits. */
    public static final int LENGTH_MAX = 65_536;
    /** Default window. */
    public static final int LENGTH_DEFAULT = 1_024;

    private static final VarHandle BLOCK = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle HIGHEST;

    static {
        try {
            HIGHEST = MethodHandles.lookup().findVarHandle(ReplayWindow.class, "highest", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int length;
    private final long[] blocks;
    private final int mask;
    private long highest;

    /**
     * Makes an empty window.
     *
     * @param length how many numbers behind the highest are still accepted, 64 to 65,536 and a multiple of 64
     */
    public ReplayWindow(int length) {
        requireLength(length);
        this.length = length;
        int blockCount = Integer.highestOneBit(length / Long.SIZE) << 1;
        blocks = new long[blockCount];
        mask = blockCount - 1;
    }

    /** Throws {@link IllegalArgumentException} unless a window can have this length. */
    public static void requireLength(int length) {
        if (length < LENGTH_MIN || length > LENGTH_MAX || length % Long.SIZE != 0) {
            throw new IllegalArgumentException(
                    "replay window " + length + " is not a multiple of 64 from " + LENGTH_MIN + " to " + LENGTH_MAX);
        }
    }

    public int length() {
        return length;
    }

    /** Reads the highest number and the block it is in, which the next packet will probably need. */
    public long touch() {
        return highest + blocks[(int) (highest >>> 6) & mask];
    }

    /** The highest number accepted so far; 0 before the first. */
    public long highest() {
        return (long) HIGHEST.getAcquire(this);
    }

    /** Whether {@link #commit} may still accept this number: the cheap check before paying for cryptography. */
    public boolean mayAccept(long sequence) {
        long seenHighest = (long) HIGHEST.getAcquire(this);
        if (sequence > seenHighest) {
            return true;
        }
        if (sequence <= 0 || seenHighest - sequence >= length) {
            return false;
        }
        long block = (long) BLOCK.getOpaque(blocks, (int) (sequence >>> 6) & mask);
        return ((block >>> sequence) & 1) == 0;
    }

    /**
     * Accepts the number if it is neither a duplicate nor left of the window, and remembers it. Only for packets whose ICV
     * has been verified.
     */
    public boolean commit(long sequence) {
        long last = highest;
        int index = (int) (sequence >>> 6) & mask;
        long bit = 1L << sequence;
        if (sequence > last) {
            advance(last >>> 6, sequence >>> 6);
            BLOCK.setOpaque(blocks, index, blocks[index] | bit);
            HIGHEST.setRelease(this, sequence);
            return true;
        }
        if (sequence <= 0 || last - sequence >= length || (blocks[index] & bit) != 0) {
            return false;
        }
        BLOCK.setOpaque(blocks, index, blocks[index] | bit);
        return true;
    }

    private void advance(long lastBlock, long nextBlock) {
        long count = Math.min(nextBlock - lastBlock, blocks.length);
        for (long i = 1; i <= count; i++) {
            BLOCK.setOpaque(blocks, (int) (lastBlock + i) & mask, 0L);
        }
    }
}
