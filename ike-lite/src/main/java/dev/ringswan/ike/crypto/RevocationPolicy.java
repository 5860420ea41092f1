package dev.ringswan.ike.crypto;

/** How much it matters that a certificate was withdrawn. */
public enum RevocationPolicy {
    /** Neither CRLs nor responders are looked at. */
    IGNORED,
    /** A certificate that a current CRL or a responder calls revoked is refused; others are accepted. */
    IF_AVAILABLE,
    /** A certificate that names a CRL or a responder, or for whose issuer a responder is configured, must be found good. */
    IF_NAMED,
    /** Each certificate of a chain must be found good, by a current CRL or a responder. */
    REQUIRED;

    /** Whether a certificate is believed that nobody has called good or revoked. */
    public boolean accepts(boolean named) {
        return switch (this) {
            case IGNORED, IF_AVAILABLE -> true;
            case IF_NAMED -> !named;
            case REQUIRED -> false;
        };
    }
}
