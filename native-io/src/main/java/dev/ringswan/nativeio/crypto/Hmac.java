package dev.ringswan.nativeio.crypto;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC (RFC 2104) with SHA-2 over reused digests. {@code javax.crypto.Mac} would allocate its result for each packet; a
 * digest that writes into a given array allocates nothing, so HMAC is spelled out here: two padded key blocks, two digests.
 *
 * <p><em>Threading:</em> one engine's.
 */
final class Hmac {
    /** Byte of the inner padding (RFC 2104 §2). */
    static final byte INNER = 0x36;
    /** Byte of the outer padding (RFC 2104 §2). */
    static final byte OUTER = 0x5c;
    /** Bytes of the longest result. */
    static final int RESULT_MAX = 64;

    private final MessageDigest sha256 = digest("SHA-256");
    private final MessageDigest sha384 = digest("SHA-384");
    private final MessageDigest sha512 = digest("SHA-512");
    private final byte[] result = new byte[RESULT_MAX];

    /** The MAC key inside {@code material}, XORed into a block of {@code padding}; empty without a MAC. */
    static byte[] pad(AeadAlgorithm algorithm, byte[] material, byte padding) {
        byte[] block = new byte[blockLength(algorithm)];
        Arrays.fill(block, padding);
        for (int i = 0; i < algorithm.macKeyLength(); i++) {
            block[i] ^= material[algorithm.cipherKeyLength() + i];
        }
        return block;
    }

    private static int blockLength(AeadAlgorithm algorithm) {
        return switch (algorithm.macKeyLength()) {
            case 0 -> 0;
            case 32 -> 64;
            default -> 128;
        };
    }

    /** Computes the untruncated HMAC of {@code length} bytes; the result is valid until the next call. */
    byte[] compute(JcaKey key, byte[] data, int offset, int length) {
        MessageDigest digest = digestFor(key.algorithm());
        try {
            digest.update(key.innerPad());
            digest.update(data, offset, length);
            int hashLength = digest.digest(result, 0, RESULT_MAX);
            digest.update(key.outerPad());
            digest.update(result, 0, hashLength);
            digest.digest(result, 0, RESULT_MAX);
        } catch (DigestException e) {
            throw new IllegalStateException("a hash of at most " + RESULT_MAX + " bytes did not fit", e);
        }
        return result;
    }

    private MessageDigest digestFor(AeadAlgorithm algorithm) {
        return switch (algorithm.macKeyLength()) {
            case 32 -> sha256;
            case 48 -> sha384;
            default -> sha512;
        };
    }

    private static MessageDigest digest(String hash) {
        try {
            return MessageDigest.getInstance(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + hash, e);
        }
    }
}
