package dev.ringswan.ike.wire;

/** Exchange types (RFC 7296 §3.1, RFC 9242, RFC 9370); the IANA registry is open, so they are numbers with names. */
public final class ExchangeType {
    public static final int IKE_SA_INIT = 34;
    public static final int IKE_AUTH = 35;
    public static final int CREATE_CHILD_SA = 36;
    public static final int INFORMATIONAL = 37;
    public static final int IKE_INTERMEDIATE = 43;
    public static final int IKE_FOLLOWUP_KE = 44;

    private ExchangeType() {}

    static boolean isKnown(int type) {
        return (type >= IKE_SA_INIT && type <= INFORMATIONAL) || type == IKE_INTERMEDIATE || type == IKE_FOLLOWUP_KE;
    }

    /** The name in the registry, or the number as text. */
    public static String name(int type) {
        return switch (type) {
            case IKE_SA_INIT -> "IKE_SA_INIT";
            case IKE_AUTH -> "IKE_AUTH";
            case CREATE_CHILD_SA -> "CREATE_CHILD_SA";
            case INFORMATIONAL -> "INFORMATIONAL";
            case IKE_INTERMEDIATE -> "IKE_INTERMEDIATE";
            case IKE_FOLLOWUP_KE -> "IKE_FOLLOWUP_KE";
            default -> "exchange " + type;
        };
    }
}
