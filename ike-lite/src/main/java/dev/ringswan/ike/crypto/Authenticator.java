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
     * @param weak whether RSA keys may sign with SHA-1 for a peer that knows nothing better
     * @throws CredentialException when keys of this kind or size are not used here
     */
    public static AuthSigner signing(PrivateKey key, RsaPadding rsaPadding, WeakAlgorithms weak)
            throws CredentialException {
        return new SignatureSigner(key, rsaPadding, weak);
    }

    /** Whether a private key is that of a certificate with this public key. */
    public static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
        return KeyPairs.belongTogether(privateKey, publicKey);
    }

    /**
     * Verifies with the public key of a certificate that {@link CertificateVerifier} has accepted.
     *
     * @param weak whether RSA with SHA-1 is good enough
     */
    public static AuthVerifier verifying(PublicKey key, WeakAlgorithms weak) {
        return new SignatureVerifier(key, weak);
    }
}
