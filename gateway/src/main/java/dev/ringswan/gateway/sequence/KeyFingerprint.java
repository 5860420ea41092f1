package dev.ringswan.gateway.sequence;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A name for key material that tells nothing about it: HMAC-SHA-256 under the material of a fixed label, the first 16
 * bytes. To whoever does not have the key this is a random string; it could confirm a guess, which for keys of 128 random
 * bits and more is no help. Only the key counts: the same key under another SPI is the same row of IVs.
 *
 * @param hex 32 hexadecimal digits
 */
public record KeyFingerprint(String hex) {
    private static final byte[] LABEL = "ringswan sequence store, version 1".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 16;

    public KeyFingerprint {
        if (!hex.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("a fingerprint is 32 hexadecimal digits");
        }
    }

    /** Of cipher key, salt and integrity key as they stand in KEYMAT. The array stays the caller's to wipe. */
    public static KeyFingerprint of(byte[] keyMaterial) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keyMaterial, "HmacSHA256"));
            return new KeyFingerprint(HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(LABEL), LENGTH)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
