package dev.ringswan.ike.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Integrity algorithms: transform type 3 (RFC 7296 §3.3.2, RFC 4868). Each is an HMAC cut to its first half.
 *
 * <p><em>Threading:</em> stateless.
 */
public enum Integrity {
    /** Advised against; see {@link #weak}. */
    HMAC_SHA1_96(2, "HmacSHA1", 20, 12),
    HMAC_SHA2_256_128(12, "HmacSHA256", 32, 16),
    HMAC_SHA2_384_192(13, "HmacSHA384", 48, 24),
    HMAC_SHA2_512_256(14, "HmacSHA512", 64, 32);

    private final int transformId;
    private final String macName;
    private final int keyLength;
    private final int icvLength;

    Integrity(int transformId, String macName, int keyLength, int icvLength) {
        this.transformId = transformId;
        this.macName = macName;
        this.keyLength = keyLength;
        this.icvLength = icvLength;
    }

    /** The algorithm of a transform id, or null when there is none or it is weak and those are refused. */
    public static @Nullable Integrity of(int transformId, WeakAlgorithms weak) {
        for (Integrity integrity : values()) {
            if (integrity.transformId == transformId && (weak == WeakAlgorithms.ALLOWED || !integrity.weak())) {
                return integrity;
            }
        }
        return null;
    }

    /** The number in a proposal. */
    public int transformId() {
        return transformId;
    }

    /** Bytes of SK_ai and SK_ar. */
    public int keyLength() {
        return keyLength;
    }

    /** Bytes of the integrity check value. */
    public int icvLength() {
        return icvLength;
    }

    /** Whether {@link WeakAlgorithms#ALLOWED} is needed. */
    public boolean weak() {
        return this == HMAC_SHA1_96;
    }

    /** The integrity check value over the concatenated data. */
    public byte[] icv(Secret key, byte[]... data) {
        try {
            Mac mac = Mac.getInstance(macName);
            mac.init(key.key(macName));
            for (byte[] part : data) {
                mac.update(part);
            }
            return Arrays.copyOf(mac.doFinal(), icvLength);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + macName, e);
        }
    }
}
