package dev.ringswan.ike.crypto;

/** How much it matters that a certificate was withdrawn. */
public enum RevocationPolicy {
    /** CRLs are not looked at. */
    IGNORED,
    /** A certificate on a current CRL is refused; one for which there is no CRL is accepted. */
    IF_AVAILABLE,
    /** Each certificate of a chain needs a current CRL that does not name it. */
    REQUIRED
}
