package dev.ringswan.ike.wire;

/**
 * Key exchange data (RFC 7296 §3.4): a public value, a KEM's public key or its ciphertext.
 *
 * <pre>
 * | Key Exchange Method (16) | RESERVED (16) | data |
 * </pre>
 *
 * @param method transform ID of the key exchange
 * @param data as the method encodes it; its length is for the method to check
 */
public record KePayload(int method, Bytes data) implements Payload {
    @Override
    public int type() {
        return PayloadType.KE;
    }

    static KePayload decode(ByteReader in) throws InvalidSyntaxException {
        int method = in.int16("key exchange method");
        in.skip(2, "reserved");
        return new KePayload(method, in.rest());
    }

    void encode(ByteWriter out) {
        out.int16(method);
        out.int16(0);
        out.bytes(data);
    }
}
