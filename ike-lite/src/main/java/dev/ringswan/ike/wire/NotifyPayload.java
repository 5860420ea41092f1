package dev.ringswan.ike.wire;

/**
 * An error or a statement (RFC 7296 §3.10).
 *
 * <pre>
 * | Protocol ID (8) | SPI Size (8) | Notify Message Type (16) | SPI | data |
 * </pre>
 *
 * The data of the types that are always read has the length that they need; that of others is for their reader to
 * check.
 *
 * @param protocol of the SA with that SPI, else {@link ProtocolId#NONE}
 * @param spi of the SA meant, or empty
 * @param messageType one of {@link NotifyType}, or a number that is not known
 * @param data as that type has it
 */
public record NotifyPayload(int protocol, Bytes spi, int messageType, Bytes data) implements Payload {
    private static final int COOKIE_LENGTH_MAX = 64;
    private static final int SHA1_LENGTH = 20;
    private static final int SPI_LENGTH_MAX = 255;

    /** Checks the lengths. */
    public NotifyPayload {
        require(spi.length() <= SPI_LENGTH_MAX, "SPI", spi, "at most " + SPI_LENGTH_MAX);
        int length = data.length();
        switch (messageType) {
            case NotifyType.COOKIE ->
                require(length >= 1 && length <= COOKIE_LENGTH_MAX, "COOKIE", data, "1 to " + COOKIE_LENGTH_MAX);
            case NotifyType.INVALID_KE_PAYLOAD -> require(length == 2, "INVALID_KE_PAYLOAD", data, "2");
            case NotifyType.NAT_DETECTION_SOURCE_IP, NotifyType.NAT_DETECTION_DESTINATION_IP ->
                require(length == SHA1_LENGTH, NotifyType.name(messageType), data, SHA1_LENGTH + "");
            case NotifyType.SIGNATURE_HASH_ALGORITHMS ->
                require(length % 2 == 0, "SIGNATURE_HASH_ALGORITHMS", data, "an even number");
            default -> {}
        }
    }

    /** A statement about no SA in particular, without data. */
    public static NotifyPayload of(int messageType) {
        return of(messageType, Bytes.EMPTY);
    }

    /** A statement about no SA in particular. */
    public static NotifyPayload of(int messageType, Bytes data) {
        return new NotifyPayload(ProtocolId.NONE, Bytes.EMPTY, messageType, data);
    }

    /** A statement about an ESP SA, such as REKEY_SA. */
    public static NotifyPayload ofEsp(int messageType, int spi) {
        ByteWriter out = new ByteWriter();
        out.int32(spi);
        return new NotifyPayload(ProtocolId.ESP, Bytes.wrap(out.toArray()), messageType, Bytes.EMPTY);
    }

    @Override
    public int type() {
        return PayloadType.NOTIFY;
    }

    public boolean isError() {
        return NotifyType.isError(messageType);
    }

    @Override
    public String label() {
        return "N(" + NotifyType.name(messageType) + ")";
    }

    static NotifyPayload decode(ByteReader in) throws InvalidSyntaxException {
        int protocol = in.int8("protocol");
        int spiLength = in.int8("SPI size");
        int messageType = in.int16("notify type");
        return new NotifyPayload(protocol, in.bytes(spiLength, "SPI"), messageType, in.rest());
    }

    void encode(ByteWriter out) {
        out.int8(protocol);
        out.int8(spi.length());
        out.int16(messageType);
        out.bytes(spi);
        out.bytes(data);
    }

    private static void require(boolean condition, String what, Bytes found, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(what + " of " + found.length() + " bytes, expected " + expected);
        }
    }
}
