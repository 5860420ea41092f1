package dev.ringswan.nativeio.crypto;

/** What an engine can compute. Lengths are in bytes. */
public enum AeadAlgorithm {
    /** AES-GCM, 128-bit key, 96-bit nonce, 128-bit tag (NIST SP 800-38D). */
    AES_128_GCM(Form.AEAD, 16, 0, 12, 1, 16, ""),
    /** AES-GCM, 256-bit key, 96-bit nonce, 128-bit tag (NIST SP 800-38D). */
    AES_256_GCM(Form.AEAD, 32, 0, 12, 1, 16, ""),
    /** ChaCha20-Poly1305 (RFC 8439). */
    CHACHA20_POLY1305(Form.AEAD, 32, 0, 12, 1, 16, ""),
    /** AES-CBC (RFC 3602) with HMAC-SHA-256-128 (RFC 4868), 128-bit cipher key. */
    AES_128_CBC_HMAC_SHA256(Form.CBC_HMAC, 16, 32, 16, 16, 16, "SHA-256"),
    /** AES-CBC with HMAC-SHA-384-192, 128-bit cipher key. */
    AES_128_CBC_HMAC_SHA384(Form.CBC_HMAC, 16, 48, 16, 16, 24, "SHA-384"),
    /** AES-CBC with HMAC-SHA-512-256, 128-bit cipher key. */
    AES_128_CBC_HMAC_SHA512(Form.CBC_HMAC, 16, 64, 16, 16, 32, "SHA-512"),
    /** AES-CBC with HMAC-SHA-256-128, 256-bit cipher key. */
    AES_256_CBC_HMAC_SHA256(Form.CBC_HMAC, 32, 32, 16, 16, 16, "SHA-256"),
    /** AES-CBC with HMAC-SHA-384-192, 256-bit cipher key. */
    AES_256_CBC_HMAC_SHA384(Form.CBC_HMAC, 32, 48, 16, 16, 24, "SHA-384"),
    /** AES-CBC with HMAC-SHA-512-256, 256-bit cipher key. */
    AES_256_CBC_HMAC_SHA512(Form.CBC_HMAC, 32, 64, 16, 16, 32, "SHA-512"),
    /** No encryption (RFC 2410) with HMAC-SHA-256-128: for debugging. */
    NULL_HMAC_SHA256(Form.NULL_HMAC, 0, 32, 0, 1, 16, "SHA-256"),
    /** No encryption with HMAC-SHA-384-192: for debugging. */
    NULL_HMAC_SHA384(Form.NULL_HMAC, 0, 48, 0, 1, 24, "SHA-384"),
    /** No encryption with HMAC-SHA-512-256: for debugging. */
    NULL_HMAC_SHA512(Form.NULL_HMAC, 0, 64, 0, 1, 32, "SHA-512");

    /** How payload and associated data are laid out; see {@link AeadBatch}. */
    public enum Form {
        /** Combined mode: nonce and associated data from the batch's tables. */
        AEAD,
        /** CBC, then HMAC over what stands in front of the payload and the payload; the IV stands right in front. */
        CBC_HMAC,
        /** HMAC only. */
        NULL_HMAC
    }

    private final Form form;
    private final int cipherKeyLength;
    private final int macKeyLength;
    private final int nonceLength;
    private final int blockLength;
    private final int icvLength;
    private final String hash;

    AeadAlgorithm(
            Form form,
            int cipherKeyLength,
            int macKeyLength,
            int nonceLength,
            int blockLength,
            int icvLength,
            String hash) {
        this.form = form;
        this.cipherKeyLength = cipherKeyLength;
        this.macKeyLength = macKeyLength;
        this.nonceLength = nonceLength;
        this.blockLength = blockLength;
        this.icvLength = icvLength;
        this.hash = hash;
    }

    public Form form() {
        return form;
    }

    public int cipherKeyLength() {
        return cipherKeyLength;
    }

    public int macKeyLength() {
        return macKeyLength;
    }

    /** Cipher key, then MAC key: the order in which IKEv2 takes them from KEYMAT (RFC 7296 §2.17). */
    public int keyLength() {
        return cipherKeyLength + macKeyLength;
    }

    /** Bytes of nonce or IV. */
    public int nonceLength() {
        return nonceLength;
    }

    /** The payload length must be a multiple of this. */
    public int blockLength() {
        return blockLength;
    }

    /** Bytes of ICV (tag) behind the payload. */
    public int icvLength() {
        return icvLength;
    }

    /** JDK name of the HMAC's hash; empty for combined modes. */
    public String hash() {
        return hash;
    }
}
