package dev.ringswan.ike.crypto;

import java.security.PrivateKey;
import java.security.PublicKey;

/** Makes the real {@link AuthSigner}s and {@link AuthVerifier}s. */
public final class Authenticator {
    private Authenticator() {}

    /** Signs and verifies with a pre-shared key (RFC 7296 §2.15), of which it keeps its own copy. */
    public static SharedKeyAuth sharedKey(Secret sharedKey) {
        return new SharedKeyAuth(sharedKey.duplicate());
    }

    /**
     * Signs with the private key of a certificate.
     *
     * @param rsaPadding what RSA keys prefer; other keys ignore it
     * @throws CredentialException when keys of this kind or size are not used here
     */
    public static AuthSigner signing(PrivateKey key, RsaPadding rsaPadding) throws CredentialException {
        return new SignatureSigner(key, rsaPadding);
    }

    /** Verifies with the public key of a certificate that {@link CertificateVerifier} has accepted. */
    public static AuthVerifier verifying(PublicKey key) {
        return new SignatureVerifier(key);
    }
}
