package dev.ringswan.ike.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Which certificates the sender would trust (RFC 7296 §3.7).
 *
 * <pre>
 * | Cert Encoding (8) | Certification Authority |
 * </pre>
 *
 * @param encoding one of {@link CertEncoding}
 * @param authorities for X.509 any number of {@link #HASH_LENGTH} bytes, one behind the other
 */
public record CertRequestPayload(int encoding, Bytes authorities) implements Payload {
    /** Bytes of a SHA-1 hash of an authority's SubjectPublicKeyInfo. */
    public static final int HASH_LENGTH = 20;

    /** Checks that hashes are whole. */
    public CertRequestPayload {
        if (encoding == CertEncoding.X509_SIGNATURE && authorities.length() % HASH_LENGTH != 0) {
            throw new IllegalArgumentException(
                    "authorities of " + authorities.length() + " bytes, expected a multiple of " + HASH_LENGTH);
        }
    }

    /** For X.509, with the hashes of some authorities. */
    public static CertRequestPayload of(List<Bytes> hashes) {
        ByteWriter out = new ByteWriter();
        hashes.forEach(out::bytes);
        return new CertRequestPayload(CertEncoding.X509_SIGNATURE, Bytes.wrap(out.toArray()));
    }

    @Override
    public int type() {
        return PayloadType.CERTREQ;
    }

    /** The hashes; none if the encoding is not X.509. */
    public List<Bytes> hashes() {
        List<Bytes> hashes = new ArrayList<>();
        if (encoding == CertEncoding.X509_SIGNATURE) {
            for (int start = 0; start < authorities.length(); start += HASH_LENGTH) {
                hashes.add(authorities.slice(start, start + HASH_LENGTH));
            }
        }
        return List.copyOf(hashes);
    }

    static CertRequestPayload decode(ByteReader in) throws InvalidSyntaxException {
        return new CertRequestPayload(in.int8("certificate encoding"), in.rest());
    }

    void encode(ByteWriter out) {
        out.int8(encoding);
        out.bytes(authorities);
    }
}
