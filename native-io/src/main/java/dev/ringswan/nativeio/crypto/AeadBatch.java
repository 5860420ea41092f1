package dev.ringswan.nativeio.crypto;

import dev.ringswan.nativeio.OffHeapRegion;
import org.jspecify.annotations.Nullable;

/**
 * Up to 64 items to seal or open, described in parallel arrays and one small off-heap table.
 *
 * <pre>
 * memory of an item:   | associated data | IV |  payload (length)  | ICV (icvLength) |
 *                                             ^ address
 * table entry, 32 B:   | nonce 12 | – 4 | AAD 8 or 12 | – 4 |
 * </pre>
 *
 * <ul>
 *   <li>Combined modes ({@link AeadAlgorithm.Form#AEAD}) take nonce and AAD from the table.
 *   <li>CBC with HMAC takes the IV from the 16 bytes in front of the payload, and authenticates {@code macPrefix} bytes in
 *       front of the payload (IV included), the payload, and — where {@code macSuffix} is set — four more bytes: the high
 *       half of the sequence number, which is authenticated but not sent (RFC 4303 §2.2.1).
 *   <li>NULL with HMAC likewise, without IV.
 * </ul>
 *
 * All headers and nonces of a batch are written before an engine is called: a cipher that reads bytes which were stored a
 * moment ago in smaller pieces waits for the store buffer, and that wait costs more than the call.
 *
 * <p><em>Threading:</em> one worker owns a batch.
 */
public final class AeadBatch implements AutoCloseable {
    public static final int CAPACITY = 64;
    /**
     * Bytes of payload an item may have at most: with {@link #PREFIX_MAX} and the suffix it stays below 2<sup>16</sup>,
     * which is what native code counts in.
     */
    public static final int LENGTH_MAX = 65_488;
    /** Bytes in front of the payload, IV included, that may be authenticated at most ({@link #addMac}). */
    public static final int PREFIX_MAX = 40;
    /** Bytes of associated data that {@link #aad} takes at most. */
    public static final int AAD_MAX = 65_536;
    /** Bytes of one table entry. */
    public static final int ENTRY_LENGTH = 32;
    /** Where in a table entry the associated data starts. */
    public static final int AAD_OFFSET = 16;

    private final OffHeapRegion region = new OffHeapRegion((long) CAPACITY * ENTRY_LENGTH);
    private final long tableAddress = region.address();
    private final long[] addresses = new long[CAPACITY];
    private final int[] lengths = new int[CAPACITY];
    /** Each an {@link AeadKey}: storing into an array of an interface type costs a search for the interface, 4 ns. */
    private final @Nullable Object[] keys = new @Nullable Object[CAPACITY];

    private final long[] aadAddresses = new long[CAPACITY];
    private final int[] aadLengths = new int[CAPACITY];
    private final int[] macPrefixes = new int[CAPACITY];
    private final boolean[] macSuffixed = new boolean[CAPACITY];
    private final int[] macSuffixes = new int[CAPACITY];
    private final boolean[] opened = new boolean[CAPACITY];
    private boolean hasForeignAad;
    private int count;

    /** Makes an empty batch. */
    public AeadBatch() {
        takeAadFromTable();
    }

    /** Forgets all items. */
    public void clear() {
        count = 0;
        if (hasForeignAad) {
            takeAadFromTable();
        }
    }

    private void takeAadFromTable() {
        for (int i = 0; i < CAPACITY; i++) {
            aadAddresses[i] = tableAddress + (long) i * ENTRY_LENGTH + AAD_OFFSET;
        }
        hasForeignAad = false;
    }

    public int count() {
        return count;
    }

    /**
     * Adds an item of a combined mode.
     *
     * @param address absolute address of the payload, which is followed by room for the ICV
     * @param length bytes of payload, at most {@link #LENGTH_MAX}
     * @param salt first four bytes of the nonce
     * @param iv last eight bytes of the nonce
     * @param aadHead first eight bytes of the associated data
     * @return the item's index
     */
    public int addAead(AeadKey key, long address, int length, int salt, long iv, long aadHead) {
        int index = add(key, address, length);
        long entry = tableAddress + (long) index * ENTRY_LENGTH;
        Memory.putIntBigEndian(entry, salt);
        Memory.putLongBigEndian(entry + Integer.BYTES, iv);
        Memory.putLongBigEndian(entry + AAD_OFFSET, aadHead);
        aadLengths[index] = 8;
        return index;
    }

    /** Makes the associated data of a combined-mode item twelve bytes long. */
    public void aadTail(int index, int aadTail) {
        aadLengths[index] = 12; // first, because the array checks the index
        Memory.putIntBigEndian(tableAddress + (long) index * ENTRY_LENGTH + AAD_OFFSET + Long.BYTES, aadTail);
    }

    /**
     * Takes the associated data of a combined-mode item from other memory than the table, in any length up to {@link
     * #AAD_MAX}: for protocols other than ESP, and for published test vectors.
     */
    public void aad(int index, long address, int length) {
        hasForeignAad = true;
        aadAddresses[index] = address;
        aadLengths[index] = length;
    }

    /**
     * Adds an item of an encrypt-then-MAC pair.
     *
     * @param macPrefix bytes in front of the payload that are authenticated, IV included, at most {@link #PREFIX_MAX}
     * @return the item's index
     */
    public int addMac(AeadKey key, long address, int length, int macPrefix) {
        int index = add(key, address, length);
        macPrefixes[index] = macPrefix;
        macSuffixed[index] = false;
        return index;
    }

    /** Authenticates four more bytes behind the payload that are not part of the packet. */
    public void macSuffix(int index, int macSuffix) {
        macSuffixed[index] = true;
        macSuffixes[index] = macSuffix;
    }

    @SuppressWarnings("ReferenceEquality") // the same key, not an equal one
    private int add(AeadKey key, long address, int length) {
        int index = count++;
        if (keys[index] != key) { // mostly it is the key of the batch before, and a store tells the collector
            keys[index] = key;
        }
        addresses[index] = address;
        lengths[index] = length;
        return index;
    }

    /** The key of item {@code index}, which {@link #add} has set. */
    public AeadKey key(int index) {
        AeadKey key = (AeadKey) keys[index];
        assert key != null;
        return key;
    }

    public long address(int index) {
        return addresses[index];
    }

    public int length(int index) {
        return lengths[index];
    }

    /** Absolute address of the twelve nonce bytes. */
    public long nonceAddress(int index) {
        return tableAddress + (long) index * ENTRY_LENGTH;
    }

    /** Absolute address of the associated data. */
    public long aadAddress(int index) {
        return aadAddresses[index];
    }

    /** 8 or 12 bytes, unless {@link #aad} said otherwise. */
    public int aadLength(int index) {
        return aadLengths[index];
    }

    public int macPrefix(int index) {
        return macPrefixes[index];
    }

    public boolean hasMacSuffix(int index) {
        return macSuffixed[index];
    }

    public int macSuffix(int index) {
        return macSuffixes[index];
    }

    /** Whether the last {@link AeadEngine#open} accepted the item. */
    public boolean opened(int index) {
        return opened[index];
    }

    /** For engines: the outcome of opening an item. */
    public void opened(int index, boolean accepted) {
        opened[index] = accepted;
    }

    /** Wipes and frees the table. */
    @Override
    public void close() {
        region.close();
    }
}
