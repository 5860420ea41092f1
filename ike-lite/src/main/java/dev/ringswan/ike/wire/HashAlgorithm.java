package dev.ringswan.ike.wire;

/** Hash algorithms that SIGNATURE_HASH_ALGORITHMS announces (RFC 7427 §4, RFC 8420 §2). */
public final class HashAlgorithm {
    public static final int SHA1 = 1;
    public static final int SHA2_256 = 2;
    public static final int SHA2_384 = 3;
    public static final int SHA2_512 = 4;
    /** The signature hashes by itself, as Ed25519 does. */
    public static final int IDENTITY = 5;

    private HashAlgorithm() {}
}
