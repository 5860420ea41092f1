package dev.ringswan.ike.wire;

/**
 * The header of a message (RFC 7296 §3.1), without what follows from the payloads: the Next Payload and Length fields.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       IKE SA Initiator's SPI                  |
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       IKE SA Responder's SPI                  |
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Next Payload | MjVer | MnVer | Exchange Type |     Flags     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                          Message ID                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                            Length                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * The minor version, the Version flag and the reserved flags are ignored on receipt and sent as zero.
 *
 * @param initiatorSpi chosen by the initiator of the IKE SA, not 0
 * @param responderSpi chosen by its responder; 0 in the first message
 * @param majorVersion 2, unless the sender does not speak IKEv2
 * @param exchange one of {@link ExchangeType}, or a number that is not known
 * @param flags {@link #INITIATOR}, {@link #RESPONSE}
 * @param messageId number of the request, unsigned
 */
public record IkeHeader(
        long initiatorSpi, long responderSpi, int majorVersion, int exchange, int flags, int messageId) {
    /** Bytes of a header. */
    public static final int LENGTH = 28;
    /** The major version that is spoken here. */
    public static final int VERSION = 2;
    /** Flag: the sender is the original initiator of the IKE SA. */
    public static final int INITIATOR = 0x08;
    /** Flag: the message answers a request. */
    public static final int RESPONSE = 0x20;

    static final int NEXT_PAYLOAD_OFFSET = 16;
    private static final int LENGTH_OFFSET = 24;
    private static final String WHERE = "header";

    /** Keeps the two flags that mean something. */
    public IkeHeader {
        flags &= INITIATOR | RESPONSE;
    }

    /** Of a request. */
    public static IkeHeader request(
            long initiatorSpi, long responderSpi, int exchange, boolean byInitiator, int messageId) {
        return new IkeHeader(initiatorSpi, responderSpi, VERSION, exchange, byInitiator ? INITIATOR : 0, messageId);
    }

    /** Of the response to this request; its sender has the other part in the IKE SA. */
    public IkeHeader response() {
        return new IkeHeader(initiatorSpi, responderSpi, VERSION, exchange, (flags ^ INITIATOR) | RESPONSE, messageId);
    }

    /** The same with another responder's SPI: it becomes known with the first response. */
    public IkeHeader withResponderSpi(long spi) {
        return new IkeHeader(initiatorSpi, spi, majorVersion, exchange, flags, messageId);
    }

    /** Whether the sender is the original initiator of the IKE SA. */
    public boolean isFromInitiator() {
        return (flags & INITIATOR) != 0;
    }

    public boolean isResponse() {
        return (flags & RESPONSE) != 0;
    }

    /**
     * Reads the header of a datagram (without a non-ESP marker). The version and the exchange may be any: whoever is to
     * answer that they are not supported needs the header. The decoders of messages refuse them.
     *
     * @throws InvalidSyntaxException if it is too short, or has another length than its header says
     */
    public static IkeHeader decode(byte[] datagram) throws InvalidSyntaxException {
        ByteReader in = new ByteReader(WHERE, datagram, 0, datagram.length);
        if (datagram.length < LENGTH || datagram.length > Limits.MESSAGE_LENGTH_MAX) {
            throw in.fail("a message of " + datagram.length + " bytes, expected " + LENGTH + " to "
                    + Limits.MESSAGE_LENGTH_MAX);
        }
        long initiatorSpi = in.int64("initiator's SPI");
        long responderSpi = in.int64("responder's SPI");
        in.skip(1, "next payload");
        int majorVersion = in.int8("version") >>> 4;
        int exchange = in.int8("exchange type");
        int flags = in.int8("flags");
        int messageId = in.int32("message ID");
        int length = in.int32("length");
        if (length != datagram.length) {
            throw new InvalidSyntaxException(
                    WHERE,
                    LENGTH_OFFSET,
                    "length " + Integer.toUnsignedString(length) + ", expected that of the datagram, "
                            + datagram.length);
        }
        return new IkeHeader(initiatorSpi, responderSpi, majorVersion, exchange, flags, messageId);
    }

    /** Refuses what this version of the protocol does not know. */
    void checkSupported() throws InvalidSyntaxException {
        if (majorVersion != VERSION) {
            throw new InvalidSyntaxException(
                    WHERE,
                    NEXT_PAYLOAD_OFFSET + 1,
                    "major version " + majorVersion + ", expected " + VERSION,
                    NotifyPayload.of(NotifyType.INVALID_MAJOR_VERSION));
        }
        if (!ExchangeType.isKnown(exchange)) {
            throw new InvalidSyntaxException(
                    WHERE, NEXT_PAYLOAD_OFFSET + 2, "exchange type " + exchange + ", expected 34 to 37, 43 or 44");
        }
    }

    void encode(ByteWriter out, int nextPayload, int length) {
        out.int64(initiatorSpi);
        out.int64(responderSpi);
        out.int8(nextPayload);
        out.int8(majorVersion << 4);
        out.int8(exchange);
        out.int8(flags);
        out.int32(messageId);
        out.int32(length);
    }

    /** Such as {@code IKE_AUTH request 1}. */
    @Override
    public String toString() {
        return ExchangeType.name(exchange)
                + (isResponse() ? " response " : " request ")
                + Integer.toUnsignedString(messageId);
    }
}
