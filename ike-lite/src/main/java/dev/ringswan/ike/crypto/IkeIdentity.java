package dev.ringswan.ike.crypto;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/**
 * Who somebody claims to be: type and data of an ID payload (RFC 7296 §3.5), and whether a certificate bears it out (RFC
 * 4945 §3.1): addresses, names and mail addresses by a subjectAltName, distinguished names by the subject.
 *
 * <p>A class rather than a record, since identities compare by content.
 */
public final class IkeIdentity {
    public static final int IPV4 = 1;
    public static final int FQDN = 2;
    public static final int EMAIL = 3;
    public static final int IPV6 = 5;
    public static final int DN = 9;
    public static final int KEY_ID = 11;

    private final int type;
    private final byte[] data;

    private IkeIdentity(int type, byte[] data) {
        this.type = type;
        this.data = data;
    }

    /** The identity of an ID payload; the data are copied. Unknown types match no certificate. */
    public static IkeIdentity of(int type, byte[] data) {
        return new IkeIdentity(type, data.clone());
    }

    /** The ID Type. */
    public int type() {
        return type;
    }

    /** The Identification Data; a copy. */
    public byte[] data() {
        return data.clone();
    }

    /** Whether the certificate speaks for this identity. A key id never matches a certificate. */
    public boolean matches(X509Certificate certificate) {
        return switch (type) {
            case DN -> isSubject(certificate);
            case IPV4, IPV6, FQDN, EMAIL -> isAlternativeName(certificate);
            default -> false;
        };
    }

    private boolean isSubject(X509Certificate certificate) {
        try {
            return new X500Principal(data).equals(certificate.getSubjectX500Principal());
        } catch (IllegalArgumentException e) {
            return false; // Not a distinguished name.
        }
    }

    private boolean isAlternativeName(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        if (extension == null) {
            return false;
        }
        try {
            byte[] encoded = ASN1OctetString.getInstance(extension).getOctets();
            for (GeneralName name : GeneralNames.getInstance(encoded).getNames()) {
                if (isName(name)) {
                    return true;
                }
            }
            return false;
        } catch (RuntimeException e) {
            return false; // A broken extension speaks for nobody.
        }
    }

    private boolean isName(GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.dNSName -> type == FQDN && isText(name);
            case GeneralName.rfc822Name -> type == EMAIL && isText(name);
            case GeneralName.iPAddress ->
                (type == IPV4 || type == IPV6)
                        && Arrays.equals(
                                ASN1OctetString.getInstance(name.getName()).getOctets(), data);
            default -> false;
        };
    }

    /** Names have no case; no wildcards (RFC 4945 §3.1.2). */
    private boolean isText(GeneralName name) {
        return name.getName() instanceof ASN1String text
                && text.getString().equalsIgnoreCase(new String(data, StandardCharsets.US_ASCII));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IkeIdentity identity && identity.type == type && Arrays.equals(identity.data, data);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(data);
    }

    /** The name for messages, with anything unprintable replaced. */
    @Override
    public String toString() {
        return switch (type) {
            case FQDN, EMAIL -> new String(data, StandardCharsets.US_ASCII).replaceAll("[^\\x21-\\x7e]", "?");
            case DN -> distinguishedName();
            case IPV4 -> data.length == 4 ? dotted() : HexFormat.of().formatHex(data);
            default -> HexFormat.ofDelimiter(":").formatHex(data);
        };
    }

    private String dotted() {
        return (data[0] & 0xff) + "." + (data[1] & 0xff) + "." + (data[2] & 0xff) + "." + (data[3] & 0xff);
    }

    private String distinguishedName() {
        try {
            return new X500Principal(data).getName();
        } catch (IllegalArgumentException e) {
            return "a broken distinguished name";
        }
    }
}
