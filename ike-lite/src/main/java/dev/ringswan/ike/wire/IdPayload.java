package dev.ringswan.ike.wire;

/**
 * Who a side claims to be (RFC 7296 §3.5).
 *
 * <pre>
 * | ID Type (8) | RESERVED (24) | data |
 * </pre>
 *
 * @param side IDi or IDr
 * @param identity the claim
 */
public record IdPayload(Side side, Identity identity) implements Payload {
    private static final int RESERVED_LENGTH = 3;

    @Override
    public int type() {
        return side == Side.INITIATOR ? PayloadType.IDI : PayloadType.IDR;
    }

    /** The body of the payload, which AUTH is computed over (RFC 7296 §2.15). */
    public Bytes body() {
        ByteWriter out = new ByteWriter();
        encode(out);
        return Bytes.wrap(out.toArray());
    }

    static IdPayload decode(Side side, ByteReader in) throws InvalidSyntaxException {
        int type = in.int8("identity type");
        in.skip(RESERVED_LENGTH, "reserved");
        return new IdPayload(side, new Identity(type, in.rest()));
    }

    void encode(ByteWriter out) {
        out.int8(identity.type());
        out.zeros(RESERVED_LENGTH);
        out.bytes(identity.data());
    }
}
