package dev.ringswan.ike.wire;

/**
 * A value of a transform (RFC 7296 §3.3.5).
 *
 * <pre>
 * |1| Attribute Type (15) | value (16)           |
 * |0| Attribute Type (15) | length (16)          | value |
 * </pre>
 *
 * @param type 15 bits
 * @param isShort whether it has the first form, with two bytes of value
 * @param value as that type has it
 */
public record TransformAttribute(int type, boolean isShort, Bytes value) {
    private static final int KEY_LENGTH = 14;
    private static final int SHORT = 0x8000;
    private static final int TYPE_MASK = 0x7fff;
    private static final int SHORT_LENGTH = 2;

    /** Checks type and length. */
    public TransformAttribute {
        if ((type & ~TYPE_MASK) != 0 || (isShort && value.length() != SHORT_LENGTH)) {
            throw new IllegalArgumentException("attribute " + type + " with a value of " + value.length() + " bytes");
        }
    }

    /** The key length, in bits. */
    static TransformAttribute keyLength(int bits) {
        ByteWriter out = new ByteWriter();
        out.int16(bits);
        return new TransformAttribute(KEY_LENGTH, true, Bytes.wrap(out.toArray()));
    }

    boolean isKeyLength() {
        return type == KEY_LENGTH && isShort;
    }

    /** The value of the short form. */
    int number() {
        return value.at(0) << 8 | value.at(1);
    }

    static TransformAttribute decode(ByteReader in) throws InvalidSyntaxException {
        int field = in.int16("attribute type");
        boolean isShort = (field & SHORT) != 0;
        int length = isShort ? SHORT_LENGTH : in.int16("attribute length");
        return new TransformAttribute(field & TYPE_MASK, isShort, in.bytes(length, "attribute value"));
    }

    void encode(ByteWriter out) {
        out.int16(isShort ? type | SHORT : type);
        if (!isShort) {
            out.int16(value.length());
        }
        out.bytes(value);
    }
}
