package dev.ringswan.ike.api;

import dev.ringswan.ike.crypto.AuthSigner;
import dev.ringswan.ike.crypto.Authenticator;
import dev.ringswan.ike.crypto.CertificateNames;
import dev.ringswan.ike.crypto.CredentialException;
import dev.ringswan.ike.crypto.RsaPadding;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.wire.Identity;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who we say we are, and how we prove it (RFC 7296 §2.15).
 *
 * @param identity goes into our ID payload
 * @param signer makes our AUTH payload
 * @param certificates go into our CERT payloads: our own first, then those that lead to an authority, which itself is
 *     left out; empty with a shared key
 */
public record LocalAuth(Identity identity, AuthSigner signer, List<X509Certificate> certificates) {
    /** Copies the list. */
    public LocalAuth {
        certificates = List.copyOf(certificates);
    }

    /** With a pre-shared key, of which a copy is kept. */
    public static LocalAuth sharedKey(Identity identity, Secret key) {
        return new LocalAuth(identity, Authenticator.sharedKey(key), List.of());
    }

    /**
     * With the private key of a certificate.
     *
     * @param identity what the certificate speaks for, its subject for example
     * @param rsaPadding what an RSA key prefers; other keys ignore it
     * @param weak whether RSA may sign with SHA-1 for a peer that knows nothing better
     * @param certificates our own first
     * @throws CredentialException when these do not belong together
     */
    public static LocalAuth certificate(
            Identity identity,
            PrivateKey key,
            RsaPadding rsaPadding,
            WeakAlgorithms weak,
            List<X509Certificate> certificates)
            throws CredentialException {
        AuthSigner signer = Authenticator.signing(key, rsaPadding, weak);
        if (certificates.isEmpty()) {
            throw new CredentialException("there is no certificate for the identity " + identity);
        }
        X509Certificate own = certificates.getFirst();
        String subject = own.getSubjectX500Principal().getName();
        if (!Authenticator.belongTogether(key, own.getPublicKey())) {
            throw new CredentialException("the private key is not that of the certificate of \"" + subject + "\"");
        }
        if (!CertificateNames.speaksFor(own, identity)) {
            throw new CredentialException("the certificate of \"" + subject + "\" does not speak for the identity "
                    + identity + ": take its subject for the identity, or one of its subjectAltNames");
        }
        // As the certificate has it, since there are several ways to encode one name.
        Identity encoded = identity.type() == Identity.DER_ASN1_DN
                ? Identity.distinguishedName(own.getSubjectX500Principal())
                : identity;
        return new LocalAuth(encoded, signer, certificates);
    }
}
