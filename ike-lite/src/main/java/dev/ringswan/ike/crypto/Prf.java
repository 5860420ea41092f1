package dev.ringswan.ike.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Pseudo-random functions: transform type 2 (RFC 7296 §3.3.2, RFC 4868), and {@code prf+} (§2.13). All are HMACs, whose
 * preferred key length is their output length and which take keys of any length.
 *
 * <p><em>Threading:</em> stateless.
 */
public enum Prf {
    /** Advised against by RFC 8247 §2.2; see {@link #weak}. */
    HMAC_SHA1(2, "HmacSHA1", 20),
    HMAC_SHA2_256(5, "HmacSHA256", 32),
    HMAC_SHA2_384(6, "HmacSHA384", 48),
    HMAC_SHA2_512(7, "HmacSHA512", 64);

    /** The block counter of prf+ is one byte and starts at 1. */
    private static final int BLOCKS_MAX = 255;

    private final int transformId;
    private final String macName;
    private final int length;

    Prf(int transformId, String macName, int length) {
        this.transformId = transformId;
        this.macName = macName;
        this.length = length;
    }

    /** The function of a transform id, or null when there is none or it is weak and those are refused. */
    public static @Nullable Prf of(int transformId, WeakAlgorithms weak) {
        for (Prf prf : values()) {
            if (prf.transformId == transformId && (weak == WeakAlgorithms.ALLOWED || !prf.weak())) {
                return prf;
            }
        }
        return null;
    }

    /** The number in a proposal. */
    public int transformId() {
        return transformId;
    }

    /** Bytes of the result, and of SK_d, SK_pi and SK_pr. */
    public int length() {
        return length;
    }

    /** Whether {@link WeakAlgorithms#ALLOWED} is needed. */
    public boolean weak() {
        return this == HMAC_SHA1;
    }

    /** {@code prf(key, data…)} over the concatenated data, where the result may be seen by anyone. */
    public byte[] apply(Secret key, byte[]... data) {
        Mac mac = mac(key);
        for (byte[] part : data) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    /** {@code prf(key, data…)} where the result is a key. */
    public Secret derive(Secret key, byte[]... data) {
        return Secret.owning(apply(key, data));
    }

    /**
     * {@code prf+(key, seed)}: {@code T1 | T2 | …} with {@code Tn = prf(key, Tn-1 | seed | n)}, cut to {@code length}
     * bytes. The seed may hold secrets; its parts are only read.
     *
     * @throws IllegalArgumentException for more than 255 blocks
     */
    public Secret expand(Secret key, int length, byte[]... seed) {
        if (length < 0 || length > BLOCKS_MAX * this.length) {
            throw new IllegalArgumentException(
                    "prf+ of " + this + " gives 0 to " + BLOCKS_MAX * this.length + " bytes, not " + length);
        }
        byte[] stream = new byte[length];
        byte[] block = new byte[0];
        Mac mac = mac(key);
        for (int offset = 0, n = 1; offset < length; offset += this.length, n++) {
            mac.update(block);
            Arrays.fill(block, (byte) 0);
            for (byte[] part : seed) {
                mac.update(part);
            }
            mac.update((byte) n);
            block = mac.doFinal();
            System.arraycopy(block, 0, stream, offset, Math.min(block.length, length - offset));
        }
        Arrays.fill(block, (byte) 0);
        return Secret.owning(stream);
    }

    private Mac mac(Secret key) {
        try {
            Mac mac = Mac.getInstance(macName);
            mac.init(key.key(macName));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + macName, e);
        }
    }
}
