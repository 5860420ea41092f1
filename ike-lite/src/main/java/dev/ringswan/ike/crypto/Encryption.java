package dev.ringswan.ike.crypto;

import org.jspecify.annotations.Nullable;

/**
 * Encryption algorithms of the SK payload: transform type 1 (RFC 7296 §3.3.2, RFC 5282, RFC 7634).
 *
 * <p>The <em>key length</em> here is what the key schedule hands out: for the combined modes it includes the salt that
 * starts each nonce.
 */
public enum Encryption {
    AES_CBC_128(12, 128, 0),
    AES_CBC_256(12, 256, 0),
    AES_GCM_16_128(20, 128, 4),
    AES_GCM_16_256(20, 256, 4),
    /** Has no Key Length attribute: the key is always 256 bits (RFC 7634 §3). */
    CHACHA20_POLY1305(28, 256, 4);

    private final int transformId;
    private final int keyBits;
    private final int saltLength;

    Encryption(int transformId, int keyBits, int saltLength) {
        this.transformId = transformId;
        this.keyBits = keyBits;
        this.saltLength = saltLength;
    }

    /**
     * The algorithm of a transform id and its Key Length attribute in bits (0 when there is none), or null when there is
     * no such algorithm.
     */
    public static @Nullable Encryption of(int transformId, int keyBitsAttribute) {
        for (Encryption encryption : values()) {
            if (encryption.transformId == transformId && encryption.keyBitsAttribute() == keyBitsAttribute) {
                return encryption;
            }
        }
        return null;
    }

    /** The number in a proposal. */
    public int transformId() {
        return transformId;
    }

    /** The Key Length attribute of a proposal, in bits; 0 means that there must be none. */
    public int keyBitsAttribute() {
        return this == CHACHA20_POLY1305 ? 0 : keyBits;
    }

    /** Bytes of SK_ei and SK_er: the key and, for combined modes, the salt behind it. */
    public int keyLength() {
        return keyBits / 8 + saltLength;
    }

    /** Bytes of salt at the end of the key; 0 for CBC. */
    public int saltLength() {
        return saltLength;
    }

    /** Whether the mode protects integrity itself, so that no {@link Integrity} may be negotiated with it. */
    public boolean combined() {
        return saltLength > 0;
    }
}
