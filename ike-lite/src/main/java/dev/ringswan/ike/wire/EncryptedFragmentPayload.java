package dev.ringswan.ike.wire;

/**
 * A part of what an SK payload would hold, sealed on its own (RFC 7383 §2.5). {@link Fragments} puts them together.
 *
 * <pre>
 * | Fragment Number (16) | Total Fragments (16) | IV | encrypted: part, padding, pad length (8) | ICV |
 * </pre>
 *
 * @param firstPayload in the first fragment, the type of the first payload inside
 * @param number from 1 on
 * @param total how many fragments there are
 * @param body IV, ciphertext and ICV
 */
public record EncryptedFragmentPayload(int firstPayload, int number, int total, Bytes body) implements Payload {
    /** Bytes before the body. */
    static final int FIXED_LENGTH = 4;

    /** Checks the numbers. */
    public EncryptedFragmentPayload {
        if (number < 1 || number > total) {
            throw new IllegalArgumentException("fragment " + number + " of " + total + ", expected 1 to the total");
        }
    }

    @Override
    public int type() {
        return PayloadType.SKF;
    }

    /** As strongSwan writes it, such as {@code EF(1/3)}. */
    @Override
    public String label() {
        return "EF(" + number + "/" + total + ")";
    }

    static EncryptedFragmentPayload decode(int firstPayload, ByteReader in) throws InvalidSyntaxException {
        int number = in.int16("fragment number");
        int total = in.int16("total fragments");
        return new EncryptedFragmentPayload(firstPayload, number, total, in.rest());
    }

    void encode(ByteWriter out) {
        out.int16(number);
        out.int16(total);
        out.bytes(body);
    }
}
