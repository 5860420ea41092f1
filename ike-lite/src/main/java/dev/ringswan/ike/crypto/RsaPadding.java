package dev.ringswan.ike.crypto;

/** How RSA signatures of ours are padded (RFC 7427 appendix A). Of the peer both are accepted. */
public enum RsaPadding {
    /** RSASSA-PKCS1-v1_5: what every peer understands. */
    PKCS1,
    /** RSASSA-PSS: what RFC 8247 §3.2 wants. */
    PSS
}
