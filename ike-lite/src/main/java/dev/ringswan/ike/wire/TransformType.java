package dev.ringswan.ike.wire;

/** Transform types (RFC 7296 §3.3.2, RFC 9370 §3). */
public final class TransformType {
    public static final int ENCRYPTION = 1;
    public static final int PRF = 2;
    public static final int INTEGRITY = 3;
    public static final int KEY_EXCHANGE = 4;
    public static final int ESN = 5;
    /** The first of seven additional key exchanges. */
    public static final int ADDITIONAL_KEY_EXCHANGE_1 = 6;

    public static final int ADDITIONAL_KEY_EXCHANGE_7 = 12;

    private TransformType() {}

    /** Whether it is one of the seven additional key exchanges. */
    public static boolean isAdditionalKeyExchange(int type) {
        return type >= ADDITIONAL_KEY_EXCHANGE_1 && type <= ADDITIONAL_KEY_EXCHANGE_7;
    }

    /** The name in the registry, or the number as text. */
    public static String name(int type) {
        if (isAdditionalKeyExchange(type)) {
            return "ADDKE" + (type - ADDITIONAL_KEY_EXCHANGE_1 + 1);
        }
        return switch (type) {
            case ENCRYPTION -> "ENCR";
            case PRF -> "PRF";
            case INTEGRITY -> "INTEG";
            case KEY_EXCHANGE -> "KE";
            case ESN -> "ESN";
            default -> "transform type " + type;
        };
    }
}
