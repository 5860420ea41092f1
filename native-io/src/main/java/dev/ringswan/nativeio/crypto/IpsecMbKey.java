package dev.ringswan.nativeio.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A key as Intel's library wants it, off the heap in a slot of a {@link KeySlab}.
 *
 * <pre>
 * AES-GCM:            | gcm_key_data: round keys, powers of the GHASH subkey      1008 |
 * ChaCha20-Poly1305:  | the key itself                                              32 |
 * pairs:              | state after inner pad 64 | after outer pad 64 | round keys to encrypt 256 | to decrypt 256 |
 * </pre>
 */
final class IpsecMbKey implements AeadKey {
    static final int GCM_SLOT = 1024;
    static final int CHACHA_SLOT = 64;
    static final int CBC_SLOT = 640;
    static final int NULL_SLOT = 128;
    /** Where in the slot of a pair things are. */
    static final int INNER = 0;

    static final int OUTER = 64;
    static final int ENCRYPTION = 128;
    static final int DECRYPTION = 384;

    /** Bytes of this object on the heap. */
    private static final int OBJECT = 32;

    private static final int CACHE_LINE = 64;

    private final AeadAlgorithm algorithm;
    private final boolean gcm;
    private final boolean longKey;
    private final KeySlab slab;
    private final int lines;
    private long address;

    IpsecMbKey(AeadAlgorithm algorithm, byte[] material, KeySlab slab) {
        JcaKey.checkLength(algorithm, material);
        this.algorithm = algorithm;
        longKey = algorithm.cipherKeyLength() == 32;
        gcm = algorithm.form() == AeadAlgorithm.Form.AEAD && algorithm != AeadAlgorithm.CHACHA20_POLY1305;
        this.slab = slab;
        lines = slab.slotLength() / CACHE_LINE;
        address = slab.allocate();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(Math.max(material.length, 1), CACHE_LINE);
            MemorySegment.copy(material, 0, copy, ValueLayout.JAVA_BYTE, 0, material.length);
            expand(copy, material);
            copy.fill((byte) 0);
        }
    }

    /** Whether this is a key of AES-GCM, which has calls of its own. */
    boolean isGcm() {
        return gcm;
    }

    /** Whether the cipher key has 256 bits. */
    boolean isLong() {
        return longKey;
    }

    private void expand(MemorySegment copy, byte[] material) {
        int cipherKeyLength = algorithm.cipherKeyLength();
        switch (algorithm.form()) {
            case AEAD -> {
                if (algorithm == AeadAlgorithm.CHACHA20_POLY1305) {
                    Memory.copy(copy.address(), address, cipherKeyLength);
                } else {
                    IpsecMbLibrary.expandGcmKey(cipherKeyLength, copy.address(), address);
                }
            }
            case CBC_HMAC -> {
                IpsecMbLibrary.expandKey(cipherKeyLength, copy.address(), address + ENCRYPTION, address + DECRYPTION);
                expandMac(material);
            }
            case NULL_HMAC -> expandMac(material);
        }
    }

    private void expandMac(byte[] material) {
        hashPad(Hmac.pad(algorithm, material, Hmac.INNER), address + INNER);
        hashPad(Hmac.pad(algorithm, material, Hmac.OUTER), address + OUTER);
    }

    private void hashPad(byte[] pad, long state) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(pad.length, CACHE_LINE);
            block.copyFrom(MemorySegment.ofArray(pad));
            IpsecMbLibrary.hashBlock(algorithm.macKeyLength(), block.address(), state);
            block.fill((byte) 0);
            Arrays.fill(pad, (byte) 0);
        }
    }

    @Override
    public AeadAlgorithm algorithm() {
        return algorithm;
    }

    /** The slot. A closed key has none: its slot may be another SA's by now. */
    long address() {
        long slot = address;
        if (slot == 0) {
            throw new IllegalStateException("this key is closed: no batch may refer to it any more");
        }
        return slot;
    }

    /** Asks for the whole slot; of a closed key for nothing that anybody would miss. */
    void prefetch() {
        Prefetch.lines(address, lines);
    }

    /** Reads a word near each end of this object, which may lie across two cache lines. */
    @Override
    public long touch() {
        return lines + (slab == null ? 1L : 0L);
    }

    @Override
    public int footprint() {
        return slab.slotLength() + OBJECT;
    }

    @Override
    public void close() {
        long slot = address;
        if (slot != 0) {
            address = 0;
            slab.release(slot);
        }
    }

    @Override
    public String toString() {
        return "IpsecMbKey[" + algorithm + "]";
    }
}
