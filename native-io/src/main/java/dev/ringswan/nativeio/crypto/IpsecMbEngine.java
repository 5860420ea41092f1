package dev.ringswan.nativeio.crypto;

import dev.ringswan.nativeio.OffHeapRegion;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens by Intel's multi-buffer library: AES-GCM by one direct call for each packet, everything else as {@link
 * IpsecMbJobs jobs}, many packets side by side.
 *
 * <p>Opening compares ICVs here, in constant time, after the library has decrypted in place; the payload of an item that
 * failed is overwritten with zeros.
 *
 * <p><em>Threading:</em> one thread.
 */
final class IpsecMbEngine implements AeadEngine {
    private static final int TAG_LENGTH = 16;
    /**
     * Keys are asked for so many items before they are used. Where many SAs take turns a key is in no cache, and its sixteen
     * lines take as long as a packet; asked for in time, they arrive while others are worked on.
     */
    private static final int AHEAD = 3;
    /** Bytes of {@code gcm_context_data}, rounded up to cache lines. */
    private static final int CONTEXT_LENGTH = 128;

    private final OffHeapRegion scratch = new OffHeapRegion(CONTEXT_LENGTH + OffHeapRegion.ALIGNMENT);
    private final long context = scratch.address();
    private final long tag = context + CONTEXT_LENGTH;
    private final IpsecMbJobs jobs = new IpsecMbJobs();

    @Override
    public void seal(AeadBatch batch) {
        jobs.clear();
        AeadKey asked = askForFirst(batch);
        for (int i = 0; i < batch.count(); i++) {
            asked = askFor(batch, i + AHEAD, asked);
            IpsecMbKey key = (IpsecMbKey) batch.key(i);
            boolean gcm = key.isGcm();
            if (!(gcm ? Lengths.acceptableGcm(batch, i) : Lengths.acceptable(batch, i))) {
                throw Lengths.refusal(batch, i);
            }
            if (gcm) {
                sealGcm(batch, i, key);
            } else {
                jobs.add(i);
            }
        }
        jobs.seal(batch);
    }

    private void sealGcm(AeadBatch batch, int index, IpsecMbKey key) {
        long icv = batch.address(index) + batch.length(index);
        IpsecMbLibrary.sealGcm(key.address(), key.isLong(), context, batch, index, icv);
    }

    @Override
    public void open(AeadBatch batch) {
        jobs.clear();
        AeadKey asked = askForFirst(batch);
        for (int i = 0; i < batch.count(); i++) {
            asked = askFor(batch, i + AHEAD, asked);
            batch.opened(i, false);
            IpsecMbKey key = (IpsecMbKey) batch.key(i);
            if (key.isGcm()) {
                if (Lengths.acceptableGcm(batch, i)) {
                    openGcm(batch, i, key);
                }
            } else if (Lengths.acceptable(batch, i)) {
                jobs.add(i);
            }
        }
        jobs.open(batch);
    }

    private void openGcm(AeadBatch batch, int index, IpsecMbKey key) {
        IpsecMbLibrary.openGcm(key.address(), key.isLong(), context, batch, index, tag);
        long address = batch.address(index);
        int length = batch.length(index);
        if (Memory.sameBytes(tag, address + length, TAG_LENGTH)) {
            batch.opened(index, true);
        } else {
            Memory.wipe(address, length);
        }
    }

    private static @Nullable AeadKey askForFirst(AeadBatch batch) {
        AeadKey asked = null;
        for (int i = 0; i < AHEAD; i++) {
            asked = askFor(batch, i, asked);
        }
        return asked;
    }

    /** Asks for the key of an item, unless it was the last one asked for; returns what the last one is now. */
    @SuppressWarnings("ReferenceEquality") // the same key, not an equal one
    private static @Nullable AeadKey askFor(AeadBatch batch, int index, @Nullable AeadKey asked) {
        if (index >= batch.count()) {
            return asked;
        }
        AeadKey key = batch.key(index);
        if (key != asked) {
            ((IpsecMbKey) key).prefetch();
        }
        return key;
    }

    /** Wipes and frees the scratch memory and the library's manager. */
    @Override
    public void close() {
        scratch.close();
        jobs.close();
    }
}
