package dev.ringswan.ike.crypto;

import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Identity;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether certificates that a peer sent lead to one of our certificate authorities and speak for the identity
 * that it claims (RFC 7296 §2.15 and §3.6, RFC 4945, RFC 5280). Path building and validation are the JDK's.
 *
 * <p>The time of day comes from a port: this class has no clock, and opens no connection.
 *
 * <p><em>Threading:</em> immutable.
 */
public final class CertificateVerifier {
    /** Certificates in a path, the authority's own not counted; bounds what a peer can make us verify. */
    private static final int PATH_LENGTH_MAX = 8;

    /**
     * Certificates of one message: a path, and a few more. What a stranger can make us verify grows with the ways through
     * them: with 12 that sign each other in every combination there are some dozens, with 30 thousands.
     */
    private static final int RECEIVED_MAX = 12;

    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;

    private final List<X509Certificate> roots;
    private final Revocation revocation;
    private final InstantSource wallClock;

    /**
     * Trusts the given authorities.
     *
     * @param roots certificates that are believed as they are; a peer's own certificate may be among them
     * @param revocationLists from files, for any of the issuers
     * @param wallClock says what the time is, at which all must be valid
     */
    public CertificateVerifier(
            Collection<X509Certificate> roots,
            RevocationPolicy policy,
            Collection<X509CRL> revocationLists,
            InstantSource wallClock) {
        this(roots, policy, revocationLists, new LinkedHashMap<>(), wallClock);
    }

    /**
     * The same with responders of our own choice.
     *
     * @param responders HTTP URLs, by the issuer of the certificates that they know; they go before those that a
     *     certificate names
     */
    public CertificateVerifier(
            Collection<X509Certificate> roots,
            RevocationPolicy policy,
            Collection<X509CRL> revocationLists,
            SequencedMap<X509Certificate, String> responders,
            InstantSource wallClock) {
        this.roots = List.copyOf(roots);
        this.wallClock = wallClock;
        this.revocation = new Revocation(policy, revocationLists, responders, wallClock);
    }

    /**
     * The public key with which the peer must have signed, and whom to ask about its certificates.
     *
     * @param received the peer's own certificate first, then others in any order (RFC 7296 §3.6)
     * @param lists CRLs that the peer sent
     * @throws CryptoRefusal with a sentence that says what was wrong
     */
    public CertifiedPeer verify(List<X509Certificate> received, List<X509CRL> lists, Identity identity)
            throws CryptoRefusal {
        if (received.isEmpty() || received.size() > RECEIVED_MAX) {
            throw new CryptoRefusal(
                    "the peer sent " + received.size() + " certificates; 1 to " + RECEIVED_MAX + " are looked at");
        }
        Instant now = wallClock.instant();
        X509Certificate leaf = received.getFirst();
        List<X509Certificate> path = roots.contains(leaf) ? pinned(leaf, now) : path(received, now);
        for (X509Certificate certificate : path) {
            requireStrength(certificate);
        }
        requireSigningKey(leaf);
        List<OcspTarget> targets = revocation.check(path, lists, now);
        if (!CertificateNames.speaksFor(leaf, identity)) {
            throw new CryptoRefusal("the certificate of \""
                    + leaf.getSubjectX500Principal().getName() + "\" does not speak for the identity " + identity);
        }
        return new CertifiedPeer(leaf.getPublicKey(), targets, revocation.policy());
    }

    /** What a CERTREQ payload names: the hashes of the authorities' keys (RFC 7296 §3.7). */
    public List<Bytes> authorities() {
        return roots.stream().map(CertificateVerifier::authorityHash).toList();
    }

    /** SHA-1 of the SubjectPublicKeyInfo, which only names the key and protects nothing. */
    public static Bytes authorityHash(X509Certificate authority) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-1")
                    .digest(authority.getPublicKey().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-1", e);
        }
    }

    /** A certificate that is trusted as it is: only its dates are left to check. */
    private static List<X509Certificate> pinned(X509Certificate leaf, Instant now) throws CryptoRefusal {
        if (now.isBefore(leaf.getNotBefore().toInstant())
                || now.isAfter(leaf.getNotAfter().toInstant())) {
            throw new CryptoRefusal(
                    "the certificate of \"" + leaf.getSubjectX500Principal().getName() + "\" is not valid at " + now);
        }
        return List.of(leaf);
    }

    /** From the leaf to the authority, both included. */
    private List<X509Certificate> path(List<X509Certificate> received, Instant now) throws CryptoRefusal {
        X509Certificate leaf = received.getFirst();
        if (roots.isEmpty()) {
            throw new CryptoRefusal("no certificate authority is configured");
        }
        Set<TrustAnchor> anchors = new LinkedHashSet<>();
        for (X509Certificate root : roots) {
            anchors.add(new TrustAnchor(root, null));
        }
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(leaf);
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setDate(Date.from(now));
            parameters.setRevocationEnabled(false); // Revocation looks at the finished path.
            parameters.setMaxPathLength(PATH_LENGTH_MAX);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(received)));
            PKIXCertPathBuilderResult result = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            List<X509Certificate> path = new ArrayList<>();
            result.getCertPath().getCertificates().forEach(certificate -> path.add((X509Certificate) certificate));
            path.add(result.getTrustAnchor().getTrustedCert());
            return path;
        } catch (CertPathBuilderException e) {
            throw new CryptoRefusal(
                    "the certificate of \"" + leaf.getSubjectX500Principal().getName()
                            + "\" does not lead to a configured certificate authority: " + reason(e),
                    e);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new CryptoRefusal("the peer's certificates cannot be checked: " + e.getMessage(), e);
        }
    }

    private static String reason(CertPathBuilderException exception) {
        Throwable cause = exception.getCause();
        return String.valueOf(cause == null ? exception.getMessage() : cause.getMessage());
    }

    private static void requireStrength(X509Certificate certificate) throws CryptoRefusal {
        String subject = certificate.getSubjectX500Principal().getName();
        String weakness = KeyStrength.weakness(certificate.getPublicKey());
        if (weakness != null) {
            throw new CryptoRefusal("the key of \"" + subject + "\" " + weakness);
        }
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        boolean selfSigned = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        if (!selfSigned && (signature.startsWith("SHA1") || signature.startsWith("MD"))) {
            throw new CryptoRefusal("the certificate of \"" + subject + "\" is signed with " + signature);
        }
    }

    /** RFC 4945 §5.1.3.2: with a key usage, it must allow signatures. */
    private static void requireSigningKey(X509Certificate leaf) throws CryptoRefusal {
        boolean[] usage = leaf.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[NON_REPUDIATION]) {
            throw new CryptoRefusal(
                    "the key usage of \"" + leaf.getSubjectX500Principal().getName() + "\" does not allow signatures");
        }
    }

    /** Whether both trust the same: then nothing has changed when the configuration is read again. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CertificateVerifier verifier
                && roots.equals(verifier.roots)
                && revocation.equals(verifier.revocation);
    }

    @Override
    public int hashCode() {
        return roots.hashCode();
    }
}
