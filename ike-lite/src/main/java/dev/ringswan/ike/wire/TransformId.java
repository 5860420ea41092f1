package dev.ringswan.ike.wire;

/**
 * Transform identifiers of the IANA registries "IKEv2 Transform Type Values" (RFC 7296 §3.3.2, RFC 8247). Which of them
 * we can compute is for others to say; a message may name any.
 */
public final class TransformId {
    public static final int ENCR_3DES = 3;
    public static final int ENCR_NULL = 11;
    public static final int ENCR_AES_CBC = 12;
    public static final int ENCR_AES_CTR = 13;
    public static final int ENCR_AES_CCM_8 = 14;
    public static final int ENCR_AES_CCM_12 = 15;
    public static final int ENCR_AES_CCM_16 = 16;
    public static final int ENCR_AES_GCM_8 = 18;
    public static final int ENCR_AES_GCM_12 = 19;
    public static final int ENCR_AES_GCM_16 = 20;
    public static final int ENCR_NULL_AUTH_AES_GMAC = 21;
    public static final int ENCR_CHACHA20_POLY1305 = 28;

    public static final int PRF_HMAC_MD5 = 1;
    public static final int PRF_HMAC_SHA1 = 2;
    public static final int PRF_AES128_XCBC = 4;
    public static final int PRF_HMAC_SHA2_256 = 5;
    public static final int PRF_HMAC_SHA2_384 = 6;
    public static final int PRF_HMAC_SHA2_512 = 7;
    public static final int PRF_AES128_CMAC = 8;

    public static final int AUTH_NONE = 0;
    public static final int AUTH_HMAC_MD5_96 = 1;
    public static final int AUTH_HMAC_SHA1_96 = 2;
    public static final int AUTH_AES_XCBC_96 = 5;
    public static final int AUTH_HMAC_SHA1_160 = 7;
    public static final int AUTH_AES_CMAC_96 = 8;
    public static final int AUTH_HMAC_SHA2_256_128 = 12;
    public static final int AUTH_HMAC_SHA2_384_192 = 13;
    public static final int AUTH_HMAC_SHA2_512_256 = 14;

    public static final int KE_NONE = 0;
    public static final int MODP_1024 = 2;
    public static final int MODP_1536 = 5;
    public static final int MODP_2048 = 14;
    public static final int MODP_3072 = 15;
    public static final int MODP_4096 = 16;
    public static final int MODP_6144 = 17;
    public static final int MODP_8192 = 18;
    public static final int ECP_256 = 19;
    public static final int ECP_384 = 20;
    public static final int ECP_521 = 21;
    public static final int CURVE25519 = 31;
    public static final int CURVE448 = 32;
    public static final int ML_KEM_512 = 35;
    public static final int ML_KEM_768 = 36;
    public static final int ML_KEM_1024 = 37;

    /** Sequence numbers of 32 bits. */
    public static final int ESN_NO = 0;
    /** Extended sequence numbers, of 64 bits. */
    public static final int ESN_YES = 1;

    private TransformId() {}

    /** The name of an identifier of a transform type, or the number as text. */
    public static String name(int type, int id) {
        return switch (type) {
            case TransformType.ENCRYPTION -> encryptionName(id);
            case TransformType.PRF -> prfName(id);
            case TransformType.INTEGRITY -> integrityName(id);
            case TransformType.ESN -> esnName(id);
            case TransformType.KEY_EXCHANGE -> keyExchangeName(id);
            default -> TransformType.isAdditionalKeyExchange(type) ? keyExchangeName(id) : Integer.toString(id);
        };
    }

    private static String encryptionName(int id) {
        return switch (id) {
            case ENCR_3DES -> "ENCR_3DES";
            case ENCR_NULL -> "ENCR_NULL";
            case ENCR_AES_CBC -> "ENCR_AES_CBC";
            case ENCR_AES_CTR -> "ENCR_AES_CTR";
            case ENCR_AES_CCM_8 -> "ENCR_AES_CCM_8";
            case ENCR_AES_CCM_12 -> "ENCR_AES_CCM_12";
            case ENCR_AES_CCM_16 -> "ENCR_AES_CCM_16";
            case ENCR_AES_GCM_8 -> "ENCR_AES_GCM_8";
            case ENCR_AES_GCM_12 -> "ENCR_AES_GCM_12";
            case ENCR_AES_GCM_16 -> "ENCR_AES_GCM_16";
            case ENCR_NULL_AUTH_AES_GMAC -> "ENCR_NULL_AUTH_AES_GMAC";
            case ENCR_CHACHA20_POLY1305 -> "ENCR_CHACHA20_POLY1305";
            default -> Integer.toString(id);
        };
    }

    private static String prfName(int id) {
        return switch (id) {
            case PRF_HMAC_MD5 -> "PRF_HMAC_MD5";
            case PRF_HMAC_SHA1 -> "PRF_HMAC_SHA1";
            case PRF_AES128_XCBC -> "PRF_AES128_XCBC";
            case PRF_HMAC_SHA2_256 -> "PRF_HMAC_SHA2_256";
            case PRF_HMAC_SHA2_384 -> "PRF_HMAC_SHA2_384";
            case PRF_HMAC_SHA2_512 -> "PRF_HMAC_SHA2_512";
            case PRF_AES128_CMAC -> "PRF_AES128_CMAC";
            default -> Integer.toString(id);
        };
    }

    private static String integrityName(int id) {
        return switch (id) {
            case AUTH_NONE -> "AUTH_NONE";
            case AUTH_HMAC_MD5_96 -> "AUTH_HMAC_MD5_96";
            case AUTH_HMAC_SHA1_96 -> "AUTH_HMAC_SHA1_96";
            case AUTH_AES_XCBC_96 -> "AUTH_AES_XCBC_96";
            case AUTH_HMAC_SHA1_160 -> "AUTH_HMAC_SHA1_160";
            case AUTH_AES_CMAC_96 -> "AUTH_AES_CMAC_96";
            case AUTH_HMAC_SHA2_256_128 -> "AUTH_HMAC_SHA2_256_128";
            case AUTH_HMAC_SHA2_384_192 -> "AUTH_HMAC_SHA2_384_192";
            case AUTH_HMAC_SHA2_512_256 -> "AUTH_HMAC_SHA2_512_256";
            default -> Integer.toString(id);
        };
    }

    private static String keyExchangeName(int id) {
        return switch (id) {
            case KE_NONE -> "KE_NONE";
            case MODP_1024 -> "MODP_1024";
            case MODP_1536 -> "MODP_1536";
            case MODP_2048 -> "MODP_2048";
            case MODP_3072 -> "MODP_3072";
            case MODP_4096 -> "MODP_4096";
            case MODP_6144 -> "MODP_6144";
            case MODP_8192 -> "MODP_8192";
            case ECP_256 -> "ECP_256";
            case ECP_384 -> "ECP_384";
            case ECP_521 -> "ECP_521";
            case CURVE25519 -> "CURVE25519";
            case CURVE448 -> "CURVE448";
            case ML_KEM_512 -> "ML_KEM_512";
            case ML_KEM_768 -> "ML_KEM_768";
            case ML_KEM_1024 -> "ML_KEM_1024";
            default -> Integer.toString(id);
        };
    }

    private static String esnName(int id) {
        return switch (id) {
            case ESN_NO -> "ESN_NO";
            case ESN_YES -> "ESN_YES";
            default -> Integer.toString(id);
        };
    }
}
