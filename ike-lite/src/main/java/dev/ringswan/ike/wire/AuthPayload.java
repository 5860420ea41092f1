package dev.ringswan.ike.wire;

/**
 * The proof of an identity (RFC 7296 §3.8).
 *
 * <pre>
 * | Auth Method (8) | RESERVED (24) | value |
 * | Auth Method 14  | RESERVED (24) | length (8) | AlgorithmIdentifier | signature |      RFC 7427 §3
 * </pre>
 *
 * @param method one of {@link AuthMethod}, or a number that is not known
 * @param algorithm for {@link AuthMethod#DIGITAL_SIGNATURE} the AlgorithmIdentifier in DER, else empty
 * @param value MAC or signature
 */
public record AuthPayload(int method, Bytes algorithm, Bytes value) implements Payload {
    private static final int RESERVED_LENGTH = 3;
    private static final int ALGORITHM_LENGTH_MAX = 255;

    /** Checks that an algorithm is there if and only if the method has one. */
    public AuthPayload {
        boolean expected = method == AuthMethod.DIGITAL_SIGNATURE;
        if (algorithm.isEmpty() == expected || algorithm.length() > ALGORITHM_LENGTH_MAX) {
            throw new IllegalArgumentException("an algorithm identifier of " + algorithm.length() + " bytes, expected "
                    + (expected ? "1 to " + ALGORITHM_LENGTH_MAX : "none"));
        }
    }

    /** Of a method that has no algorithm identifier. */
    public static AuthPayload of(int method, Bytes value) {
        return new AuthPayload(method, Bytes.EMPTY, value);
    }

    @Override
    public int type() {
        return PayloadType.AUTH;
    }

    static AuthPayload decode(ByteReader in) throws InvalidSyntaxException {
        int method = in.int8("authentication method");
        in.skip(RESERVED_LENGTH, "reserved");
        Bytes algorithm = method == AuthMethod.DIGITAL_SIGNATURE
                ? in.bytes(in.int8("length of the algorithm identifier"), "algorithm identifier")
                : Bytes.EMPTY;
        return new AuthPayload(method, algorithm, in.rest());
    }

    void encode(ByteWriter out) {
        out.int8(method);
        out.zeros(RESERVED_LENGTH);
        if (method == AuthMethod.DIGITAL_SIGNATURE) {
            out.int8(algorithm.length());
            out.bytes(algorithm);
        }
        out.bytes(value);
    }
}
