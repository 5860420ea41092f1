package dev.ringswan.ike.wire;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;

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

    /** As an operator writes it. Never more than printable ASCII, since a peer that nobody knows may have sent it. */
    @Override
    public String toString() {
        return switch (type) {
            case IPV4_ADDRESS, IPV6_ADDRESS -> Addresses.format(Addresses.of(data));
            case FQDN, RFC822_ADDRESS -> printable(new String(data.content(), StandardCharsets.ISO_8859_1));
            case DER_ASN1_DN -> nameText();
            case KEY_ID -> "keyid:" + HexFormat.of().formatHex(data.content());
            default -> "identity of type " + type + " " + data;
        };
    }

    private String nameText() {
        try {
            return printable(new X500Principal(data.content()).getName());
        } catch (IllegalArgumentException _) {
            return "unreadable distinguished name " + data;
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
