package dev.ringswan.ike.crypto;

import dev.ringswan.ike.wire.Identity;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Whether a certificate bears out an identity (RFC 4945 §3.1): addresses, host names and mail addresses by a
 * subjectAltName, distinguished names by the subject. A key id never matches a certificate.
 */
public final class CertificateNames {
    private CertificateNames() {}

    /** Whether the certificate speaks for this identity. */
    public static boolean speaksFor(X509Certificate certificate, Identity identity) {
        return switch (identity.type()) {
            case Identity.DER_ASN1_DN -> isSubject(certificate, identity);
            case Identity.IPV4_ADDRESS, Identity.IPV6_ADDRESS, Identity.FQDN, Identity.RFC822_ADDRESS ->
                isAlternativeName(certificate, identity);
            default -> false;
        };
    }

    private static boolean isSubject(X509Certificate certificate, Identity identity) {
        try {
            return new X500Principal(identity.data().toArray()).equals(certificate.getSubjectX500Principal());
        } catch (IllegalArgumentException e) {
            return false; // Not a distinguished name.
        }
    }

    private static boolean isAlternativeName(X509Certificate certificate, Identity identity) {
        byte[] extension = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        if (extension == null) {
            return false;
        }
        try {
            byte[] encoded = ASN1OctetString.getInstance(extension).getOctets();
            for (GeneralName name : GeneralNames.getInstance(encoded).getNames()) {
                if (isName(name, identity)) {
                    return true;
                }
            }
            return false;
        } catch (RuntimeException e) {
            return false; // A broken extension speaks for nobody.
        }
    }

    private static boolean isName(GeneralName name, Identity identity) {
        int type = identity.type();
        return switch (name.getTagNo()) {
            case GeneralName.dNSName -> type == Identity.FQDN && isText(name, identity);
            case GeneralName.rfc822Name -> type == Identity.RFC822_ADDRESS && isText(name, identity);
            case GeneralName.iPAddress ->
                (type == Identity.IPV4_ADDRESS || type == Identity.IPV6_ADDRESS)
                        && Arrays.equals(
                                ASN1OctetString.getInstance(name.getName()).getOctets(),
                                identity.data().toArray());
            default -> false;
        };
    }

    /** Names have no case; no wildcards (RFC 4945 §3.1.2). */
    private static boolean isText(GeneralName name, Identity identity) {
        return name.getName() instanceof ASN1String text && text.getString().equalsIgnoreCase(identity.text());
    }
}
