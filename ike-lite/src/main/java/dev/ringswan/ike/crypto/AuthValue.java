package dev.ringswan.ike.crypto;

/**
 * What an AUTH payload holds (RFC 7296 §3.8). The value is public.
 *
 * <p>A class rather than a record: equality of the arrays would be misleading, and comparing is the verifier's work.
 */
public final class AuthValue {
    /** RSASSA-PKCS1-v1_5, here with SHA-1. */
    public static final int RSA_SIGNATURE = 1;

    /** Shared Key Message Integrity Code. */
    public static final int SHARED_KEY = 2;

    /** ECDSA with SHA-256 on P-256 (RFC 4754). */
    public static final int ECDSA_256 = 9;

    /** ECDSA with SHA-384 on P-384 (RFC 4754). */
    public static final int ECDSA_384 = 10;

    /** ECDSA with SHA-512 on P-521 (RFC 4754). */
    public static final int ECDSA_521 = 11;

    /** Digital Signature, whose algorithm stands in front of it (RFC 7427). */
    public static final int DIGITAL_SIGNATURE = 14;

    private final int method;
    private final byte[] data;

    private AuthValue(int method, byte[] data) {
        this.method = method;
        this.data = data;
    }

    /** A value of the given method; copied. */
    public static AuthValue of(int method, byte[] data) {
        return new AuthValue(method, data.clone());
    }

    /** The Auth Method number. */
    public int method() {
        return method;
    }

    /** The Authentication Data; a copy. */
    public byte[] data() {
        return data.clone();
    }

    @Override
    public String toString() {
        return "AuthValue[method " + method + ", " + data.length + " bytes]";
    }
}
