package dev.ringswan.ike.wire;

/** Methods of the AUTH payload (RFC 7296 §3.8, RFC 4754, RFC 7427). */
public final class AuthMethod {
    public static final int RSA_SIGNATURE = 1;
    public static final int SHARED_KEY = 2;
    public static final int DSS_SIGNATURE = 3;
    public static final int ECDSA_SHA2_256_P256 = 9;
    public static final int ECDSA_SHA2_384_P384 = 10;
    public static final int ECDSA_SHA2_512_P521 = 11;
    /** The value starts with the algorithm that was used (RFC 7427 §3). */
    public static final int DIGITAL_SIGNATURE = 14;

    private AuthMethod() {}

    /** The name, or the number as text. */
    public static String name(int method) {
        return switch (method) {
            case RSA_SIGNATURE -> "RSA signature";
            case SHARED_KEY -> "shared key";
            case DSS_SIGNATURE -> "DSS signature";
            case ECDSA_SHA2_256_P256 -> "ECDSA with SHA-256 on P-256";
            case ECDSA_SHA2_384_P384 -> "ECDSA with SHA-384 on P-384";
            case ECDSA_SHA2_512_P521 -> "ECDSA with SHA-512 on P-521";
            case DIGITAL_SIGNATURE -> "digital signature";
            default -> "authentication method " + method;
        };
    }
}
