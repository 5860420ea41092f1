package dev.ringswan.ike.wire;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;

/** Identities as operators write them; the inverse of {@link Identity#toString()}. */
final class IdentityText {
    private IdentityText() {}

    static Identity parse(String text) {
        String trimmed = text.strip();
        int colon = trimmed.indexOf(':');
        String kind = colon < 0 ? "" : trimmed.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = trimmed.substring(colon + 1).strip();
        return switch (kind) {
            case "keyid" -> keyId(rest);
            case "fqdn", "dns" -> Identity.fqdn(required(rest));
            case "email", "rfc822", "userfqdn" -> Identity.email(required(rest));
            case "dn", "asn1dn" -> name(rest);
            case "ipv4", "ipv6" -> address(rest);
            default -> guess(required(trimmed));
        };
    }

    private static Identity guess(String text) {
        if (text.contains("=")) {
            return name(text);
        }
        if (text.startsWith("@#")) {
            return Identity.keyId(hexadecimal(text.substring(2)));
        }
        if (text.startsWith("@@")) {
            return Identity.email(required(text.substring(2)));
        }
        if (text.startsWith("@")) {
            return Identity.fqdn(required(text.substring(1)));
        }
        if (text.contains("@")) {
            return Identity.email(text);
        }
        boolean digits = text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        return digits || text.contains(":") ? address(text) : Identity.fqdn(text);
    }

    private static Identity address(String text) {
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            // The JDK takes 10.1 for 10.0.0.1.
            if (address instanceof Inet6Address || address.getHostAddress().equals(text)) {
                return Identity.of(address);
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new IllegalArgumentException("\"" + text + "\" is no IP address");
    }

    private static Identity name(String text) {
        try {
            return new Identity(Identity.DER_ASN1_DN, Bytes.wrap(new X500Name(text).getEncoded()));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no distinguished name: " + e.getMessage() + "; expected is such as"
                            + " \"C=CH, O=Example, CN=gateway\"",
                    e);
        }
    }

    private static Identity keyId(String text) {
        return Identity.keyId(
                text.startsWith("0x")
                        ? hexadecimal(text.substring(2))
                        : Bytes.wrap(required(text).getBytes(StandardCharsets.UTF_8)));
    }

    private static Bytes hexadecimal(String text) {
        try {
            return Bytes.wrap(HexFormat.of().parseHex(required(text)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not hexadecimal, two digits for each byte", e);
        }
    }

    private static String required(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an identity is empty");
        }
        return text;
    }
}
