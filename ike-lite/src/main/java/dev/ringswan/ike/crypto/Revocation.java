package dev.ringswan.ike.crypto;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks certificates up in CRLs (RFC 5280 §6.3), and says whom to ask about those that are in none. A list counts when the
 * certificate's issuer signed it, when it is current, and when it has no critical extension, since that would narrow what
 * it covers. Immutable.
 */
final class Revocation {
    private static final int CRL_SIGN = 6;

    private final RevocationPolicy policy;
    private final List<X509CRL> lists;
    private final SequencedMap<X509Certificate, String> responders;
    private final InstantSource wallClock;

    /**
     * With what is configured.
     *
     * @param responders URLs for what some issuers have issued
     */
    Revocation(
            RevocationPolicy policy,
            Collection<X509CRL> lists,
            SequencedMap<X509Certificate, String> responders,
            InstantSource wallClock) {
        this.policy = policy;
        this.lists = List.copyOf(lists);
        this.responders = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(responders));
        this.wallClock = wallClock;
    }

    /**
     * Checks each certificate of a path but the last, which is trusted as it is.
     *
     * @param received CRLs of the peer, which count like others
     * @return those that a responder is to be asked about
     */
    List<OcspTarget> check(List<X509Certificate> path, List<X509CRL> received, Instant now) throws CryptoRefusal {
        List<OcspTarget> targets = new ArrayList<>();
        if (policy == RevocationPolicy.IGNORED) {
            return targets;
        }
        List<X509CRL> all = new ArrayList<>(lists);
        all.addAll(received);
        for (int i = 0; i + 1 < path.size(); i++) {
            X509Certificate certificate = path.get(i);
            X509Certificate issuer = path.get(i + 1);
            if (isCovered(certificate, issuer, all, now)) {
                continue;
            }
            Optional<String> url =
                    Optional.ofNullable(responders.get(issuer)).or(() -> RevocationNames.responder(certificate));
            if (url.isPresent()) {
                targets.add(new OcspTarget(certificate, issuer, url.get(), wallClock));
            } else if (!policy.accepts(RevocationNames.namesRevocationList(certificate))) {
                throw new CryptoRefusal("there is no current CRL of \""
                        + issuer.getSubjectX500Principal().getName() + "\" for the certificate of \""
                        + certificate.getSubjectX500Principal().getName() + "\", and no responder to ask");
            }
        }
        return targets;
    }

    private static boolean isCovered(
            X509Certificate certificate, X509Certificate issuer, List<X509CRL> all, Instant now) throws CryptoRefusal {
        boolean covered = false;
        for (X509CRL list : all) {
            if (counts(list, issuer, now)) {
                covered = true;
                X509CRLEntry entry = list.getRevokedCertificate(certificate);
                if (entry != null) {
                    throw new CryptoRefusal("the certificate of \""
                            + certificate.getSubjectX500Principal().getName() + "\" was revoked at "
                            + entry.getRevocationDate().toInstant());
                }
            }
        }
        return covered;
    }

    private static boolean counts(X509CRL list, X509Certificate issuer, Instant now) {
        Set<String> critical = list.getCriticalExtensionOIDs();
        boolean[] usage = issuer.getKeyUsage();
        return list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
                && (critical == null || critical.isEmpty())
                && (usage == null || usage[CRL_SIGN])
                && !now.isBefore(list.getThisUpdate().toInstant())
                && list.getNextUpdate() != null
                && !now.isAfter(list.getNextUpdate().toInstant())
                && signedBy(list, issuer);
    }

    private static boolean signedBy(X509CRL list, X509Certificate issuer) {
        try {
            list.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    RevocationPolicy policy() {
        return policy;
    }

    /** Whether both refuse the same: then nothing has changed when the configuration is read again. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Revocation revocation
                && policy == revocation.policy
                && lists.equals(revocation.lists)
                && responders.equals(revocation.responders);
    }

    @Override
    public int hashCode() {
        return lists.hashCode();
    }
}
