package dev.ringswan.nativeio.crypto;

import dev.ringswan.nativeio.OffHeapRegion;

/**
 * The items of a batch that Intel's library handles as jobs, so that it can interleave many packets in its vector
 * registers: ChaCha20-Poly1305, CBC with HMAC, NULL with HMAC. One burst of jobs is filled, submitted and flushed; nothing
 * is left under way when a call returns.
 *
 * <pre>
 * src                                     dst = address
 *  | macPrefix, ends with the IV           | payload             | suffix 4 or nothing |
 *  |&lt;------------- authenticated ---------------------------------------------------&gt;|
 *                                          |&lt;--- ciphered ------&gt;|
 * </pre>
 *
 * The suffix (the high half of an extended sequence number) must lie behind the payload while the library reads it. That
 * is where the ICV stands on the wire, so on opening its first four bytes are kept and put back.
 *
 * <p><em>Threading:</em> one engine's.
 */
final class IpsecMbJobs implements AutoCloseable {
    /** Where the fields of {@code IMB_JOB} are; from the header of version 1.3, guarded by the self-test. */
    private static final int ENC_KEYS = 0;

    private static final int DEC_KEYS = 8;
    private static final int KEY_LEN = 16;
    private static final int SRC = 24;
    private static final int DST = 32;
    private static final int CIPHER_START = 40;
    private static final int CIPHER_LEN = 48;
    private static final int HASH_START = 56;
    private static final int HASH_LEN = 64;
    private static final int IV = 72;
    private static final int IV_LEN = 80;
    private static final int TAG_OUTPUT = 88;
    private static final int TAG_LEN = 96;
    private static final int HMAC_INNER = 104;
    private static final int HMAC_OUTER = 112;
    private static final int AAD = 104;
    private static final int AAD_LEN = 112;
    private static final int CONTEXT = 120;
    private static final int STATUS = 128;
    private static final int CIPHER_MODE = 132;
    private static final int CIPHER_DIRECTION = 136;
    private static final int HASH_ALG = 140;
    private static final int CHAIN_ORDER = 144;
    private static final int SGL_STATE = 184;

    /** Values of its enumerations. */
    private static final int STATUS_COMPLETED = 3;

    private static final int CIPHER_CBC = 1;
    private static final int CIPHER_NULL = 3;
    private static final int CIPHER_CHACHA20_POLY1305 = 19;
    private static final int HASH_CHACHA20_POLY1305 = 29;
    private static final int HASH_HMAC_SHA_256 = 3;
    private static final int HASH_HMAC_SHA_384 = 4;
    private static final int HASH_HMAC_SHA_512 = 5;
    private static final int DIRECTION_ENCRYPT = 1;
    private static final int DIRECTION_DECRYPT = 2;
    private static final int ORDER_CIPHER_HASH = 1;
    private static final int ORDER_HASH_CIPHER = 2;

    private static final int IV_LENGTH = 16;
    private static final int TAG_SLOT = 64;

    /** A tag for each item, then the addresses of a burst's jobs. */
    private final OffHeapRegion scratch = new OffHeapRegion(AeadBatch.CAPACITY * (TAG_SLOT + (long) Long.BYTES));

    private final long tags = scratch.address();
    private final long jobs = tags + AeadBatch.CAPACITY * TAG_SLOT;
    private final int[] items = new int[AeadBatch.CAPACITY];
    private final int[] covered = new int[AeadBatch.CAPACITY];
    private long manager = IpsecMbLibrary.newManager();
    private int count;

    void clear() {
        count = 0;
    }

    /** Adds the item at that index of the batch that is worked on. */
    void add(int index) {
        items[count++] = index;
    }

    /** Seals the items that were added. */
    void seal(AeadBatch batch) {
        if (count == 0) {
            return;
        }
        for (int i = 0; i < count; i++) {
            writeSuffix(batch, items[i]);
        }
        if (!run(batch, DIRECTION_ENCRYPT)) {
            throw new IllegalStateException("the library refused a job: its version does not match this code");
        }
        for (int i = 0; i < count; i++) {
            int item = items[i];
            long icv = batch.address(item) + batch.length(item);
            Memory.copy(
                    tags + (long) item * TAG_SLOT,
                    icv,
                    batch.key(item).algorithm().icvLength());
        }
    }

    /** Opens the items that were added and says for each whether its ICV was right. */
    void open(AeadBatch batch) {
        if (count == 0) {
            return;
        }
        for (int i = 0; i < count; i++) {
            int item = items[i];
            covered[item] = Memory.getInt(batch.address(item) + batch.length(item));
            writeSuffix(batch, item);
        }
        boolean completed = run(batch, DIRECTION_DECRYPT);
        for (int i = 0; i < count; i++) {
            int item = items[i];
            long address = batch.address(item);
            int length = batch.length(item);
            long icv = address + length;
            Memory.putInt(icv, covered[item]);
            int icvLength = batch.key(item).algorithm().icvLength();
            if (completed && Memory.sameBytes(tags + (long) item * TAG_SLOT, icv, icvLength)) {
                batch.opened(item, true);
            } else {
                Memory.wipe(address, length);
            }
        }
    }

    private static void writeSuffix(AeadBatch batch, int item) {
        if (suffixed(batch, item)) {
            Memory.putIntBigEndian(batch.address(item) + batch.length(item), batch.macSuffix(item));
        }
    }

    private static boolean suffixed(AeadBatch batch, int item) {
        return batch.key(item).algorithm().form() != AeadAlgorithm.Form.AEAD && batch.hasMacSuffix(item);
    }

    /** Fills and runs all jobs; whether the library completed each of them. */
    private boolean run(AeadBatch batch, int direction) {
        boolean completed = true;
        int next = 0;
        while (next < count) {
            int burst = IpsecMbLibrary.nextJobs(manager, count - next, jobs);
            if (burst <= 0) {
                return false;
            }
            for (int i = 0; i < burst; i++) {
                fill(Memory.getLong(jobs + (long) i * Long.BYTES), batch, items[next + i], direction);
            }
            next += burst;
            completed &= finish(burst);
        }
        return completed;
    }

    private boolean finish(int burst) {
        int done = IpsecMbLibrary.submitJobs(manager, burst, jobs);
        boolean completed = allCompleted(done);
        while (done < burst) {
            int more = IpsecMbLibrary.flushJobs(manager, burst - done, jobs);
            if (more <= 0) {
                return false;
            }
            completed &= allCompleted(more);
            done += more;
        }
        return completed;
    }

    private boolean allCompleted(int finished) {
        for (int i = 0; i < finished; i++) {
            if (Memory.getInt(Memory.getLong(jobs + (long) i * Long.BYTES) + STATUS) != STATUS_COMPLETED) {
                return false;
            }
        }
        return true;
    }

    private void fill(long job, AeadBatch batch, int item, int direction) {
        IpsecMbKey key = (IpsecMbKey) batch.key(item);
        AeadAlgorithm algorithm = key.algorithm();
        long address = batch.address(item);
        Memory.putLong(job + DST, address);
        Memory.putLong(job + CIPHER_LEN, batch.length(item));
        Memory.putLong(job + HASH_START, 0);
        Memory.putLong(job + TAG_OUTPUT, tags + (long) item * TAG_SLOT);
        Memory.putLong(job + TAG_LEN, algorithm.icvLength());
        Memory.putInt(job + STATUS, 0);
        Memory.putInt(job + CIPHER_DIRECTION, direction);
        Memory.putInt(job + CHAIN_ORDER, direction == DIRECTION_ENCRYPT ? ORDER_CIPHER_HASH : ORDER_HASH_CIPHER);
        Memory.putInt(job + SGL_STATE, 0);
        if (algorithm.form() == AeadAlgorithm.Form.AEAD) {
            fillCombined(job, batch, item, key);
        } else {
            fillPair(job, batch, item, key);
        }
    }

    private static void fillCombined(long job, AeadBatch batch, int item, IpsecMbKey key) {
        Memory.putLong(job + ENC_KEYS, key.address());
        Memory.putLong(job + DEC_KEYS, key.address());
        Memory.putLong(job + KEY_LEN, key.algorithm().cipherKeyLength());
        Memory.putLong(job + SRC, batch.address(item));
        Memory.putLong(job + CIPHER_START, 0);
        Memory.putLong(job + HASH_LEN, batch.length(item));
        Memory.putLong(job + IV, batch.nonceAddress(item));
        Memory.putLong(job + IV_LEN, key.algorithm().nonceLength());
        Memory.putLong(job + AAD, batch.aadAddress(item));
        Memory.putLong(job + AAD_LEN, batch.aadLength(item));
        Memory.putLong(job + CONTEXT, 0);
        Memory.putInt(job + CIPHER_MODE, CIPHER_CHACHA20_POLY1305);
        Memory.putInt(job + HASH_ALG, HASH_CHACHA20_POLY1305);
    }

    private static void fillPair(long job, AeadBatch batch, int item, IpsecMbKey key) {
        int prefix = batch.macPrefix(item);
        int length = batch.length(item);
        long address = batch.address(item);
        // The library must not be given an empty text to cipher.
        boolean ciphered = key.algorithm().form() == AeadAlgorithm.Form.CBC_HMAC && length > 0;
        Memory.putLong(job + ENC_KEYS, ciphered ? key.address() + IpsecMbKey.ENCRYPTION : 0);
        Memory.putLong(job + DEC_KEYS, ciphered ? key.address() + IpsecMbKey.DECRYPTION : 0);
        Memory.putLong(job + KEY_LEN, key.algorithm().cipherKeyLength());
        Memory.putLong(job + SRC, address - prefix);
        Memory.putLong(job + CIPHER_START, prefix);
        Memory.putLong(job + HASH_LEN, prefix + length + (batch.hasMacSuffix(item) ? Integer.BYTES : 0));
        Memory.putLong(job + IV, address - IV_LENGTH);
        Memory.putLong(job + IV_LEN, IV_LENGTH);
        Memory.putLong(job + HMAC_INNER, key.address() + IpsecMbKey.INNER);
        Memory.putLong(job + HMAC_OUTER, key.address() + IpsecMbKey.OUTER);
        Memory.putInt(job + CIPHER_MODE, ciphered ? CIPHER_CBC : CIPHER_NULL);
        Memory.putInt(job + HASH_ALG, hmac(key.algorithm()));
    }

    private static int hmac(AeadAlgorithm algorithm) {
        return switch (algorithm.macKeyLength()) {
            case 32 -> HASH_HMAC_SHA_256;
            case 48 -> HASH_HMAC_SHA_384;
            default -> HASH_HMAC_SHA_512;
        };
    }

    /** Frees the manager and wipes the scratch memory. Closing twice does nothing. */
    @Override
    public void close() {
        long open = manager;
        if (open != 0) {
            manager = 0;
            IpsecMbLibrary.freeManager(open);
            scratch.close();
        }
    }
}
