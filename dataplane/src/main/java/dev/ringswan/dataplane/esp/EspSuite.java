package dev.ringswan.dataplane.esp;

import dev.ringswan.nativeio.crypto.AeadAlgorithm;

/**
 * A transform suite of ESP: which algorithm, and what it puts into the packet. Key material is ordered as IKEv2 takes it
 * from KEYMAT (RFC 7296 §2.17): cipher key, salt, integrity key.
 */
public enum EspSuite {
    /** AES-GCM with a 16-byte ICV, 128-bit key (RFC 4106). */
    AES128_GCM16("aes128gcm16", AeadAlgorithm.AES_128_GCM),
    /** AES-GCM with a 16-byte ICV, 256-bit key (RFC 4106). */
    AES256_GCM16("aes256gcm16", AeadAlgorithm.AES_256_GCM),
    /** ChaCha20-Poly1305 (RFC 7634). */
    CHACHA20_POLY1305("chacha20poly1305", AeadAlgorithm.CHACHA20_POLY1305),
    /** AES-CBC (RFC 3602) with HMAC-SHA2-256-128 (RFC 4868). */
    AES128_SHA256("aes128-sha256", AeadAlgorithm.AES_128_CBC_HMAC_SHA256),
    /** AES-CBC with HMAC-SHA2-384-192. */
    AES128_SHA384("aes128-sha384", AeadAlgorithm.AES_128_CBC_HMAC_SHA384),
    /** AES-CBC with HMAC-SHA2-512-256. */
    AES128_SHA512("aes128-sha512", AeadAlgorithm.AES_128_CBC_HMAC_SHA512),
    /** AES-CBC, 256-bit key, with HMAC-SHA2-256-128. */
    AES256_SHA256("aes256-sha256", AeadAlgorithm.AES_256_CBC_HMAC_SHA256),
    /** AES-CBC, 256-bit key, with HMAC-SHA2-384-192. */
    AES256_SHA384("aes256-sha384", AeadAlgorithm.AES_256_CBC_HMAC_SHA384),
    /** AES-CBC, 256-bit key, with HMAC-SHA2-512-256. */
    AES256_SHA512("aes256-sha512", AeadAlgorithm.AES_256_CBC_HMAC_SHA512),
    /** No encryption (RFC 2410), HMAC-SHA2-256-128: for debugging, never a default. */
    NULL_SHA256("null-sha256", AeadAlgorithm.NULL_HMAC_SHA256),
    /** No encryption, HMAC-SHA2-384-192: for debugging. */
    NULL_SHA384("null-sha384", AeadAlgorithm.NULL_HMAC_SHA384),
    /** No encryption, HMAC-SHA2-512-256: for debugging. */
    NULL_SHA512("null-sha512", AeadAlgorithm.NULL_HMAC_SHA512);

    /** Every ESP payload with its trailer is a multiple of four bytes (RFC 4303 §2.4). */
    private static final int ALIGNMENT_MIN = 4;

    private final String keyword;
    private final AeadAlgorithm algorithm;
    private final int saltLength;
    private final int ivLength;
    private final int alignment;

    EspSuite(String keyword, AeadAlgorithm algorithm) {
        this.keyword = keyword;
        this.algorithm = algorithm;
        boolean combined = algorithm.form() == AeadAlgorithm.Form.AEAD;
        saltLength = combined ? 4 : 0;
        ivLength = combined ? 8 : algorithm.nonceLength();
        alignment = Math.max(ALIGNMENT_MIN, algorithm.blockLength());
    }

    /** The proposal keyword of strongSwan. */
    public String keyword() {
        return keyword;
    }

    public AeadAlgorithm algorithm() {
        return algorithm;
    }

    /** Whether nonce and associated data go by themselves (RFC 4106, 7634), rather than HMAC after CBC or NULL. */
    public boolean isAead() {
        return saltLength != 0;
    }

    /** Whether the payload is encrypted at all. */
    public boolean encrypts() {
        return algorithm.form() != AeadAlgorithm.Form.NULL_HMAC;
    }

    /** Bytes of salt: the part of the nonce that comes from the key material and is never sent (RFC 4106 §8.1). */
    public int saltLength() {
        return saltLength;
    }

    /** Bytes of IV in the packet. */
    public int ivLength() {
        return ivLength;
    }

    /** Bytes of ICV in the packet. */
    public int icvLength() {
        return algorithm.icvLength();
    }

    /** Payload, padding and trailer together are a multiple of this many bytes. */
    public int alignment() {
        return alignment;
    }

    /** Bytes of key material: cipher key, salt, integrity key. */
    public int keyMaterialLength() {
        return algorithm.keyLength() + saltLength;
    }

    /** Bytes from the start of the ESP packet to the payload. */
    public int headerLength() {
        return EspHeader.LENGTH + ivLength;
    }

    /** Bytes that ESP adds to a payload, padding for that payload included. */
    public int overhead(int payloadLength) {
        return headerLength()
                + EspTrailer.padLength(payloadLength, alignment)
                + EspTrailer.LENGTH
                + algorithm.icvLength();
    }

    /** The longest payload whose ESP packet is at most {@code espLength} bytes; negative when not even a trailer fits. */
    public int payloadLengthMax(int espLength) {
        int room = espLength - headerLength() - algorithm.icvLength();
        return (room & -alignment) - EspTrailer.LENGTH;
    }
}
