package dev.ringswan.ike.crypto;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;

/**
 * A certificate of which no CRL says whether it was revoked, but a responder may.
 *
 * @param url of the responder
 */
public record OcspTarget(X509Certificate certificate, X509Certificate issuer, String url, InstantSource wallClock) {
    /** A question about it; no two are the same. */
    public OcspQuestion ask(SecureRandom publicRandom) {
        return new OcspQuestion(this, publicRandom);
    }
}
