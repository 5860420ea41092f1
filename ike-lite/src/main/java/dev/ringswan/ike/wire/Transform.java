package dev.ringswan.ike.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * One algorithm of a proposal (RFC 7296 §3.3.2).
 *
 * <pre>
 * | Last (8) | RESERVED (8) | Length (16) | Type (8) | RESERVED (8) | ID (16) | attributes |
 * </pre>
 *
 * @param type one of {@link TransformType}, or a number that is not known
 * @param id one of {@link TransformId}, or a number that is not known
 * @param attributes a key length, or none; anything else makes it unusable, not wrong
 */
public record Transform(int type, int id, List<TransformAttribute> attributes) {
    private static final int FIXED_LENGTH = 8;
    /** Bytes of the last-substructure, reserved and length fields. */
    private static final int START_LENGTH = 4;

    /** Checks the count. */
    public Transform {
        if (attributes.size() > Limits.ATTRIBUTES_MAX) {
            throw new IllegalArgumentException(
                    attributes.size() + " attributes of a transform, expected at most " + Limits.ATTRIBUTES_MAX);
        }
        attributes = List.copyOf(attributes);
    }

    /** Without attributes. */
    public static Transform of(int type, int id) {
        return new Transform(type, id, List.of());
    }

    /** With a key length in bits. */
    public static Transform of(int type, int id, int keyLength) {
        return new Transform(type, id, List.of(TransformAttribute.keyLength(keyLength)));
    }

    /** In bits, if there is one and {@link #isUnderstood()}. */
    public OptionalInt keyLength() {
        return isUnderstood() && !attributes.isEmpty()
                ? OptionalInt.of(attributes.getFirst().number())
                : OptionalInt.empty();
    }

    /**
     * Whether all attributes are known. A transform with others must not be chosen (RFC 7296 §3.3.6), nor one with two
     * key lengths.
     */
    public boolean isUnderstood() {
        return attributes.isEmpty()
                || (attributes.size() == 1 && attributes.getFirst().isKeyLength());
    }

    /** Reads what follows the "last substructure" field. */
    static Transform decode(ByteReader in) throws InvalidSyntaxException {
        in.skip(1, "reserved");
        int length = in.int16("transform length");
        if (length < FIXED_LENGTH) {
            throw in.fail("a transform of " + length + " bytes, expected at least " + FIXED_LENGTH);
        }
        ByteReader body = in.part("SA", length - START_LENGTH, "transform");
        int type = body.int8("transform type");
        body.skip(1, "reserved");
        int id = body.int16("transform ID");
        List<TransformAttribute> attributes = new ArrayList<>();
        while (body.remaining() > 0) {
            attributes.add(TransformAttribute.decode(body));
        }
        return new Transform(type, id, attributes);
    }

    /** Writes what follows the "last substructure" field. */
    void encode(ByteWriter out) {
        int start = out.length() - 1;
        out.int8(0);
        out.int16(0);
        out.int8(type);
        out.int8(0);
        out.int16(id);
        for (TransformAttribute attribute : attributes) {
            attribute.encode(out);
        }
        out.patch16(start + 2, out.length() - start);
    }

    /** Such as {@code ENCR_AES_GCM_16-256}. */
    @Override
    public String toString() {
        String name = TransformId.name(type, id);
        String typed = Character.isDigit(name.charAt(0)) || TransformType.isAdditionalKeyExchange(type)
                ? TransformType.name(type) + "_" + name
                : name;
        if (!isUnderstood()) {
            return typed + "-unknown attributes";
        }
        return keyLength().isPresent() ? typed + "-" + keyLength().getAsInt() : typed;
    }
}
