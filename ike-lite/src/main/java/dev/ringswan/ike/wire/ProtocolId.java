package dev.ringswan.ike.wire;

/** Protocols whose SAs are negotiated (RFC 7296 §3.3.1). */
public final class ProtocolId {
    /** A notify that belongs to no SA. */
    public static final int NONE = 0;

    public static final int IKE = 1;
    public static final int AH = 2;
    public static final int ESP = 3;

    private ProtocolId() {}

    /** The name, or the number as text. */
    public static String name(int protocol) {
        return switch (protocol) {
            case NONE -> "none";
            case IKE -> "IKE";
            case AH -> "AH";
            case ESP -> "ESP";
            default -> "protocol " + protocol;
        };
    }
}
