package dev.ringswan.gateway.config;

import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.nativeio.Endpoint;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The kinds of value a setting can have, as functions of its text. Each throws {@link IllegalArgumentException} with a
 * sentence that goes behind the key's name; the sentence never repeats what may be a secret.
 */
final class Values {
    /** UDP port of IKE (RFC 7296 §2). */
    static final int IKE_PORT = 500;

    /** UDP port of IKE and ESP behind a NAT (RFC 3948). */
    static final int NAT_T_PORT = 4500;

    /** 20 years; in nanoseconds it is far from the end of a long. */
    private static final long SECONDS_MAX = 20L * 365 * 86_400;

    /** RFC 4303 §2.1: values up to this are reserved. */
    private static final int SPI_RESERVED_MAX = 255;

    private Values() {}

    static String text(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        return text;
    }

    static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "1", "enabled" -> true;
            case "no", "false", "0", "disabled" -> false;
            default -> throw new IllegalArgumentException("is yes or no, not '" + text + "'");
        };
    }

    /** A constant of an enum by its name in lower case, with {@code -} for {@code _}. */
    static <E extends Enum<E>> E oneOf(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (nameOf(constant).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("is one of "
                + Arrays.stream(type.getEnumConstants()).map(Values::nameOf).collect(Collectors.joining(", "))
                + "; not '"
                + text + "'");
    }

    static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static int integer(String text, int min, int max) {
        long value = number(text, 1);
        if (value < min || value > max) {
            throw new IllegalArgumentException("is a number from " + min + " to " + max + ", not " + text);
        }
        return (int) value;
    }

    /** {@code 90}, {@code 90s}, {@code 15m}, {@code 1h}, {@code 2d}; in seconds. */
    static long seconds(String text) {
        long unit = switch (last(text)) {
            case 's' -> 1;
            case 'm' -> 60;
            case 'h' -> 3_600;
            case 'd' -> 86_400;
            default -> 0;
        };
        long seconds = scaled(text, unit, "a time such as 90s, 15m, 1h or 2d");
        if (seconds > SECONDS_MAX) {
            throw new IllegalArgumentException("is longer than 20 years: '" + text + "'");
        }
        return seconds;
    }

    /** A number of bytes or packets, with {@code k}, {@code M}, {@code G} or {@code T} for powers of 1,000. */
    static long quantity(String text) {
        long unit = switch (last(text)) {
            case 'k', 'K' -> 1_000;
            case 'm', 'M' -> 1_000_000;
            case 'g', 'G' -> 1_000_000_000;
            case 't', 'T' -> 1_000_000_000_000L;
            default -> 0;
        };
        return scaled(text, unit, "a number such as 5000, 20M or 100G");
    }

    /** As {@link #seconds}, or {@code 500ms}; in milliseconds. */
    static long milliseconds(String text) {
        return text.endsWith("ms")
                ? scaled(text.substring(0, text.length() - 1), 1, "a time such as 500ms, 10s or 2m")
                : seconds(text) * 1_000;
    }

    /** As {@link #quantity}, with powers of 1,024, which is what strongSwan makes of the letters. */
    static long bytes(String text) {
        long unit = switch (last(text)) {
            case 'k', 'K' -> 1L << 10;
            case 'm', 'M' -> 1L << 20;
            case 'g', 'G' -> 1L << 30;
            case 't', 'T' -> 1L << 40;
            default -> 0;
        };
        return scaled(text, unit, "a number such as 5000, 20M or 100G");
    }

    private static char last(String text) {
        return text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
    }

    private static long scaled(String text, long unit, String expected) {
        try {
            return unit == 0
                    ? number(text, 1)
                    : number(text.substring(0, text.length() - 1).strip(), unit);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is " + expected + ", not '" + text + "'", e);
        }
    }

    private static long number(String text, long unit) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("is a number, not '" + text + "'");
        }
        try {
            return Math.multiplyExact(Long.parseLong(text), unit);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("is too large: " + text, e);
        }
    }

    /** An ESP SPI, as {@code 0xc0ffee01} or in decimal. */
    static int spi(String text) {
        long value;
        try {
            value = Long.decode(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is a 32-bit number such as 0xc0ffee01", e);
        }
        if (value <= SPI_RESERVED_MAX || value > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException(
                    "is from 0x100 to 0xffffffff; lower values are reserved (RFC 4303 §2.1)");
        }
        return (int) value;
    }

    /** Bytes in hexadecimal behind {@code 0x}. The messages do not repeat the text. */
    static Secret key(String text) {
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : "";
        if (digits.isEmpty() || digits.length() % 2 != 0 || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("is 0x and an even number of hexadecimal digits");
        }
        return Secret.owning(HexFormat.of().parseHex(digits));
    }

    /** A file or directory; relative ones start at the directory of the configuration file. */
    static Path path(Path directory, String text) {
        try {
            return directory.resolve(text(text));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path", e);
        }
    }

    /** An IP address in text; never a name, so that nothing is looked up. */
    static InetAddress address(String text) {
        boolean ipv6 = text.indexOf(':') >= 0;
        if (!ipv6 && text.chars().filter(c -> c == '.').count() != 3) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address (names are not looked up)");
        }
        if (text.indexOf('%') >= 0) {
            throw new IllegalArgumentException("'" + text + "' has a zone; link-local addresses cannot be used here");
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address", e);
        }
    }

    /** {@code 192.0.2.1}, {@code 192.0.2.1:4500}, {@code 2001:db8::1} or {@code [2001:db8::1]:4500}; no port is port 0. */
    static Endpoint endpoint(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0 || (end + 1 < text.length() && text.charAt(end + 1) != ':')) {
                throw new IllegalArgumentException("'" + text + "' is not [IPv6 address]:port");
            }
            return Endpoint.of(
                    address(text.substring(1, end)), end + 1 == text.length() ? 0 : port(text.substring(end + 2)));
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && colon == text.lastIndexOf(':')) {
            return Endpoint.of(address(text.substring(0, colon)), port(text.substring(colon + 1)));
        }
        return Endpoint.of(address(text), 0);
    }

    /** As {@link #endpoint}, with port 4500 when none is given. */
    static Endpoint udpEndpoint(String text) {
        Endpoint endpoint = endpoint(text);
        return endpoint.port() == 0 ? Endpoint.of(endpoint.address(), NAT_T_PORT) : endpoint;
    }

    private static int port(String text) {
        try {
            return integer(text, 1, 0xFFFF);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has a port that is not from 1 to 65535: '" + text + "'", e);
        }
    }
}
