package dev.ringswan.ike.wire;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * A name for a peer (RFC 7296 §3.5). Two are the same if type and data are.
 *
 * @param type one of the constants, or a number that is not known, whose data is then opaque
 * @param data as that type has it
 */
public record Identity(int type, Bytes data) {
    public static final int IPV4_ADDRESS = 1;
    public static final int FQDN = 2;
    public static final int RFC822_ADDRESS = 3;
    public static final int IPV6_ADDRESS = 5;
    /** A distinguished name in DER. */
    public static final int DER_ASN1_DN = 9;
    /** Bytes that mean something to the two sides only. */
    public static final int KEY_ID = 11;

    /** Checks the length against the type. */
    public Identity {
        int length = data.length();
        switch (type) {
            case IPV4_ADDRESS -> require(length == 4, "an IPv4 address of " + length + " bytes, expected 4");
            case IPV6_ADDRESS -> require(length == 16, "an IPv6 address of " + length + " bytes, expected 16");
            default ->
                require(
                        length >= 1 && length <= Limits.IDENTITY_LENGTH_MAX,
                        "an identity of " + length + " bytes, expected 1 to " + Limits.IDENTITY_LENGTH_MAX);
        }
    }

    /** An address. */
    public static Identity of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new Identity(bytes.length == 4 ? IPV4_ADDRESS : IPV6_ADDRESS, Bytes.wrap(bytes));
    }

    /** A host name. */
    public static Identity fqdn(String name) {
        return new Identity(FQDN, Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** An e-mail address. */
    public static Identity email(String address) {
        return new Identity(RFC822_ADDRESS, Bytes.wrap(address.getBytes(StandardCharsets.UTF_8)));
    }

    /** A distinguished name. */
    public static Identity distinguishedName(X500Principal name) {
        return new Identity(DER_ASN1_DN, Bytes.wrap(name.getEncoded()));
    }

    /** Bytes that mean something to the two sides only. */
    public static Identity keyId(Bytes data) {
        return new Identity(KEY_ID, data);
    }

    /**
     * What an operator writes, in strongSwan's way: an address; a distinguished name, with {@code =}, its attributes in
     * the order in which they are encoded; an e-mail address, with {@code @}; else a host name. {@code @name} is a host
     * name in any case and {@code @#0aff} a key id. In front may stand what it is, as in {@code keyid:} (text, or 0x and
     * hexadecimal), {@code fqdn:}, {@code email:}, {@code dn:}, {@code ipv4:}, {@code ipv6:}.
     *
     * @throws IllegalArgumentException if it is none of these, with the reason
     */
    public static Identity parse(String text) {
        return IdentityText.parse(text);
    }

    /** Whether it names the same: host names and e-mail addresses have no case, and a name has several encodings. */
    public boolean isSameAs(Identity other) {
        return equals(other) || canonical().equals(other.canonical());
    }

    /** What all that name the same have in common, and no others; not to be printed. */
    public String canonical() {
        String name = switch (type) {
            case FQDN, RFC822_ADDRESS -> text().toLowerCase(Locale.ROOT);
            case DER_ASN1_DN -> canonicalName();
            default -> text();
        };
        return type + ":" + name;
    }

    /** The data as text, one character for each byte; not to be printed. */
    public String text() {
        return new String(data.content(), StandardCharsets.ISO_8859_1);
    }

    /** As an operator writes it. Never more than printable ASCII, since a peer that nobody knows may have sent it. */
    @Override
    public String toString() {
        return switch (type) {
            case IPV4_ADDRESS, IPV6_ADDRESS -> Addresses.format(Addresses.of(data));
            case FQDN, RFC822_ADDRESS -> printable(text());
            case DER_ASN1_DN -> nameText();
            case KEY_ID -> "keyid:0x" + HexFormat.of().formatHex(data.content());
            default -> "identity of type " + type + " " + data;
        };
    }

    private String nameText() {
        try {
            return printable(X500Name.getInstance(data.content()).toString());
        } catch (RuntimeException _) {
            return "unreadable distinguished name " + data;
        }
    }

    private String canonicalName() {
        try {
            return new X500Principal(data.content()).getName(X500Principal.CANONICAL);
        } catch (IllegalArgumentException _) {
            return "unreadable:" + text();
        }
    }

    private static String printable(String text) {
        return text.codePoints()
                .map(c -> c >= ' ' && c <= '~' ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
