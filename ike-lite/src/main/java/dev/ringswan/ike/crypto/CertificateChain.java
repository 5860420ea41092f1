package dev.ringswan.ike.crypto;

import dev.ringswan.ike.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of ours with those that lead from it to an authority (RFC 7296 §3.6).
 *
 * @param certificates to be sent: our own first, without the authority's at the end
 * @param root the authority at the end, or null if it is not known here
 */
public record CertificateChain(
        List<X509Certificate> certificates, @Nullable X509Certificate root) {
    /** Certificates that are sent; a peer need not look at more. */
    private static final int LENGTH_MAX = 8;

    /** Copies the list, which is not empty. */
    public CertificateChain {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("a chain without a certificate");
        }
    }

    /**
     * Finds the way from our own certificate to an authority.
     *
     * @param known certificates that may lie on it, in any order; of several that fit the first is taken
     */
    public static CertificateChain of(X509Certificate own, Collection<X509Certificate> known) {
        List<X509Certificate> chain = new ArrayList<>(List.of(own));
        while (chain.size() < LENGTH_MAX && !isSelfIssued(chain.getLast())) {
            Optional<X509Certificate> issuer = known.stream()
                    .filter(candidate -> !chain.contains(candidate) && isIssuer(candidate, chain.getLast()))
                    .findFirst();
            if (issuer.isEmpty()) {
                break;
            }
            if (isSelfIssued(issuer.get())) {
                return new CertificateChain(chain, issuer.get());
            }
            chain.add(issuer.get());
        }
        return new CertificateChain(chain, null);
    }

    /** By which hashes of keys a peer can ask for it: that of any certificate of the chain, the authority's included. */
    public List<Bytes> authorities() {
        List<Bytes> hashes = new ArrayList<>();
        certificates.forEach(certificate -> hashes.add(CertificateVerifier.authorityHash(certificate)));
        if (root != null) {
            hashes.add(CertificateVerifier.authorityHash(root));
        }
        return List.copyOf(hashes);
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static boolean isIssuer(X509Certificate candidate, X509Certificate issued) {
        if (!candidate.getSubjectX500Principal().equals(issued.getIssuerX500Principal())) {
            return false;
        }
        try {
            issued.verify(candidate.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false; // Another one of the same name.
        }
    }
}
