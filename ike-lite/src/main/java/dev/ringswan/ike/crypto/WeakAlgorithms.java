package dev.ringswan.ike.crypto;

/** Whether algorithms that RFC 8247 advises against (SHA-1, MODP-1024) may be used: the operator's explicit choice. */
public enum WeakAlgorithms {
    /** They do not exist: neither offered nor accepted. */
    REFUSED,
    /** They may be negotiated; whoever allows them warns about it. */
    ALLOWED
}
