package dev.ringswan.nativeio.testing;

import java.util.HexFormat;

/** Bytes to and from hexadecimal. */
public final class Hex {
    private Hex() {}

    /** Reads hexadecimal of either case; white space is ignored. */
    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    /** Lower-case hexadecimal without separators. */
    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
