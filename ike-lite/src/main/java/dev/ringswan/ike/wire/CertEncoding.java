package dev.ringswan.ike.wire;

/** Encodings of CERT and CERTREQ payloads (RFC 7296 §3.6, RFC 7670) that are used here. */
public final class CertEncoding {
    /** One DER certificate; in a CERTREQ, SHA-1 hashes of the public keys of trusted authorities. */
    public static final int X509_SIGNATURE = 4;

    public static final int CRL = 7;
    public static final int HASH_AND_URL = 12;
    public static final int OCSP_CONTENT = 14;
    public static final int RAW_PUBLIC_KEY = 15;

    private CertEncoding() {}
}
