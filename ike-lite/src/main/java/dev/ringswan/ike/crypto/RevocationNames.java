package dev.ringswan.ike.crypto;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;

/** Where a certificate says that one learns whether it was revoked (RFC 5280 §4.2.1.13, §4.2.2.1). */
public final class RevocationNames {
    private static final int URL_LENGTH_MAX = 1_024;

    private RevocationNames() {}

    /** The first responder with an HTTP URL. */
    static Optional<String> responder(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
        if (extension == null) {
            return Optional.empty();
        }
        try {
            byte[] encoded = ASN1OctetString.getInstance(extension).getOctets();
            return Arrays.stream(AuthorityInformationAccess.getInstance(encoded).getAccessDescriptions())
                    .filter(access -> access.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
                    .map(AccessDescription::getAccessLocation)
                    .filter(name -> name.getTagNo() == GeneralName.uniformResourceIdentifier)
                    .map(name -> ((ASN1String) name.getName()).getString())
                    .filter(RevocationNames::isUrl)
                    .findFirst();
        } catch (RuntimeException e) {
            return Optional.empty(); // A broken extension names nobody.
        }
    }

    /** Whether a responder can be asked there. */
    public static boolean isUrl(String text) {
        return text.length() <= URL_LENGTH_MAX && (text.startsWith("http://") || text.startsWith("https://"));
    }

    /** Whether there is a CRL for it somewhere. */
    static boolean namesRevocationList(X509Certificate certificate) {
        return certificate.getExtensionValue(Extension.cRLDistributionPoints.getId()) != null;
    }
}
