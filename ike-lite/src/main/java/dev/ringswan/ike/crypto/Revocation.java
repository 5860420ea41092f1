package dev.ringswan.ike.crypto;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks certificates up in CRLs (RFC 5280 §6.3). A list counts when the certificate's issuer signed it, when it is
 * current, and when it has no critical extension, since that would narrow what it covers. Immutable.
 */
final class Revocation {
    private static final int CRL_SIGN = 6;

    private final RevocationPolicy policy;
    private final List<X509CRL> lists;

    Revocation(RevocationPolicy policy, Collection<X509CRL> lists) {
        this.policy = policy;
        this.lists = List.copyOf(lists);
    }

    /** Checks each certificate of a path but the last, which is trusted as it is; with lists of the peer, too. */
    void check(List<X509Certificate> path, List<X509CRL> received, Instant now) throws CryptoRefusal {
        if (policy == RevocationPolicy.IGNORED) {
            return;
        }
        List<X509CRL> all = new ArrayList<>(lists);
        all.addAll(received);
        for (int i = 0; i + 1 < path.size(); i++) {
            check(path.get(i), path.get(i + 1), all, now);
        }
    }

    private void check(X509Certificate certificate, X509Certificate issuer, List<X509CRL> all, Instant now)
            throws CryptoRefusal {
        String subject = certificate.getSubjectX500Principal().getName();
        boolean covered = false;
        for (X509CRL list : all) {
            if (counts(list, issuer, now)) {
                covered = true;
                X509CRLEntry entry = list.getRevokedCertificate(certificate);
                if (entry != null) {
                    throw new CryptoRefusal("the certificate of \"" + subject + "\" was revoked at "
                            + entry.getRevocationDate().toInstant());
                }
            }
        }
        if (!covered && policy == RevocationPolicy.REQUIRED) {
            throw new CryptoRefusal("there is no current CRL of \""
                    + issuer.getSubjectX500Principal().getName() + "\" for the certificate of \"" + subject + "\"");
        }
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

    /** Whether both refuse the same: then nothing has changed when the configuration is read again. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Revocation revocation && policy == revocation.policy && lists.equals(revocation.lists);
    }

    @Override
    public int hashCode() {
        return lists.hashCode();
    }
}
