package dev.ringswan.ike.wire;

/**
 * A certificate, a CRL or the like (RFC 7296 §3.6).
 *
 * <pre>
 * | Cert Encoding (8) | data |
 * </pre>
 *
 * @param encoding one of {@link CertEncoding}
 * @param data in that encoding
 */
public record CertPayload(int encoding, Bytes data) implements Payload {
    /** Checks that there is data. */
    public CertPayload {
        if (data.isEmpty()) {
            throw new IllegalArgumentException("expected a certificate, found nothing");
        }
    }

    @Override
    public int type() {
        return PayloadType.CERT;
    }

    static CertPayload decode(ByteReader in) throws InvalidSyntaxException {
        return new CertPayload(in.int8("certificate encoding"), in.rest());
    }

    void encode(ByteWriter out) {
        out.int8(encoding);
        out.bytes(data);
    }
}
