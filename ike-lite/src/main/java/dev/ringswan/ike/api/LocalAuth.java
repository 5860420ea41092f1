package dev.ringswan.ike.api;

import dev.ringswan.ike.crypto.AuthSigner;
import dev.ringswan.ike.crypto.Authenticator;
import dev.ringswan.ike.crypto.CertificateChain;
import dev.ringswan.ike.crypto.CertificateNames;
import dev.ringswan.ike.crypto.CredentialException;
import dev.ringswan.ike.crypto.RsaPadding;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Identity;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who we say we are, and how we prove it (RFC 7296 §2.15).
 *
 * @param identity goes into our ID payload
 * @param signer makes our AUTH payload
 * @param certificates go into our CERT payloads: our own first, then those that lead to an authority, which itself is
 *     left out; empty with a shared key
 * @param authorities SHA-1 hashes of keys, by which a peer can ask for these certificates (RFC 7296 §3.7); whole if the
 *     authority at the end is among them
 * @param others for the same identity, with certificates of other authorities
 */
public record LocalAuth(
        Identity identity,
        AuthSigner signer,
        List<X509Certificate> certificates,
        List<Bytes> authorities,
        List<LocalAuth> others) {
    /** Copies the lists. */
    public LocalAuth {
        certificates = List.copyOf(certificates);
        authorities = List.copyOf(authorities);
        others = List.copyOf(others);
    }

    /** With certificates of which nobody knows more. */
    public LocalAuth(Identity identity, AuthSigner signer, List<X509Certificate> certificates) {
        this(identity, signer, certificates, List.of(), List.of());
    }

    /** The same with others, of which the one is used that a peer asks for. */
    public LocalAuth with(List<LocalAuth> alternatives) {
        return new LocalAuth(identity, signer, certificates, authorities, alternatives);
    }

    /** The first of all that leads to one of these authorities, or empty. */
    public Optional<LocalAuth> leadingTo(List<Bytes> requested) {
        return Stream.concat(Stream.of(this), others.stream())
                .filter(auth -> auth.authorities.stream().anyMatch(requested::contains))
                .findFirst();
    }

    /** With a pre-shared key, of which a copy is kept. */
    public static LocalAuth sharedKey(Identity identity, Secret key) {
        return new LocalAuth(identity, Authenticator.sharedKey(key), List.of());
    }

    /** With one of several pre-shared keys. */
    public static LocalAuth sharedKeys(Identity identity, SharedKeyRing keys) {
        return new LocalAuth(identity, keys, List.of());
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
        if (certificates.isEmpty()) {
            throw new CredentialException("there is no certificate for the identity " + identity);
        }
        return certificate(identity, key, rsaPadding, weak, new CertificateChain(certificates, null));
    }

    /** The same with an authority at the end of the chain that a peer can ask for. */
    public static LocalAuth certificate(
            Identity identity, PrivateKey key, RsaPadding rsaPadding, WeakAlgorithms weak, CertificateChain chain)
            throws CredentialException {
        AuthSigner signer = Authenticator.signing(key, rsaPadding, weak);
        X509Certificate own = chain.certificates().getFirst();
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
        return new LocalAuth(encoded, signer, chain.certificates(), chain.authorities(), List.of());
    }
}
