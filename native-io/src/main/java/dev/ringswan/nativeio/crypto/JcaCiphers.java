package dev.ringswan.nativeio.crypto;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What one engine needs of {@code javax.crypto} for one key.
 *
 * <p>Combined modes must be initialised for each packet. CBC need not be: all that an IV does is to be XORed into the
 * first block, where a running cipher XORs the last ciphertext block instead. Both are known here, so a cipher that was
 * initialised once serves every IV: {@code IV ^ last} is XORed into the first block, before encrypting or after
 * decrypting. That saves the set-up and all garbage.
 */
final class JcaCiphers {
    private static final int BLOCK = 16;
    private static final int TAG_BITS = 128;

    private final boolean gcm;
    private final Key key;
    private final Cipher sealer;
    private final Cipher opener;
    private final byte[] nonce = new byte[12];
    private final byte[] sealedLast = new byte[BLOCK];
    private final byte[] openedLast = new byte[BLOCK];

    JcaCiphers(AeadAlgorithm algorithm, SecretKeySpec key) throws GeneralSecurityException {
        this.key = key;
        gcm = algorithm.form() == AeadAlgorithm.Form.AEAD && algorithm != AeadAlgorithm.CHACHA20_POLY1305;
        String transformation = switch (algorithm.form()) {
            case AEAD -> gcm ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305";
            case CBC_HMAC -> "AES/CBC/NoPadding";
            case NULL_HMAC -> throw new IllegalStateException("NULL has no cipher");
        };
        sealer = Cipher.getInstance(transformation);
        opener = Cipher.getInstance(transformation);
        if (algorithm.form() == AeadAlgorithm.Form.CBC_HMAC) {
            IvParameterSpec zeros = new IvParameterSpec(new byte[BLOCK]);
            sealer.init(Cipher.ENCRYPT_MODE, key, zeros);
            opener.init(Cipher.DECRYPT_MODE, key, zeros);
        }
    }

    /** Where the caller puts the nonce before {@link #seal} and {@link #open}. */
    byte[] nonce() {
        return nonce;
    }

    /** Encrypts from {@code source} to {@code target}, both from their start; the tag goes behind the ciphertext. */
    void seal(byte[] aad, int aadLength, byte[] source, int length, byte[] target) throws GeneralSecurityException {
        sealer.init(Cipher.ENCRYPT_MODE, key, parameters());
        sealer.updateAAD(aad, 0, aadLength);
        sealer.doFinal(source, 0, length, target, 0);
    }

    /** Checks and decrypts {@code length} bytes of ciphertext and the tag behind them; throws when the tag is wrong. */
    void open(byte[] aad, int aadLength, byte[] source, int length, byte[] target) throws GeneralSecurityException {
        opener.init(Cipher.DECRYPT_MODE, key, parameters());
        opener.updateAAD(aad, 0, aadLength);
        opener.doFinal(source, 0, length + TAG_BITS / Byte.SIZE, target, 0);
    }

    private AlgorithmParameterSpec parameters() {
        return gcm ? new GCMParameterSpec(TAG_BITS, nonce) : new IvParameterSpec(nonce);
    }

    /**
     * CBC-encrypts whole blocks from {@code source} to the same place in {@code target}, which must be another array: the
     * JDK copies when they are one. The IV stands right in front of {@code offset} in {@code source}, whose first block
     * is changed.
     */
    void encryptCbc(byte[] source, byte[] target, int offset, int length) throws GeneralSecurityException {
        if (length == 0) {
            return;
        }
        exchangeIv(source, source, offset, sealedLast);
        sealer.update(source, offset, length, target, offset);
        System.arraycopy(target, offset + length - BLOCK, sealedLast, 0, BLOCK);
    }

    /** CBC-decrypts whole blocks likewise; {@code source} stays as it is. */
    void decryptCbc(byte[] source, byte[] target, int offset, int length) throws GeneralSecurityException {
        if (length == 0) {
            return;
        }
        opener.update(source, offset, length, target, offset);
        exchangeIv(source, target, offset, openedLast);
        System.arraycopy(source, offset + length - BLOCK, openedLast, 0, BLOCK);
    }

    private static void exchangeIv(byte[] source, byte[] target, int offset, byte[] last) {
        for (int i = 0; i < BLOCK; i++) {
            target[offset + i] ^= (byte) (source[offset - BLOCK + i] ^ last[i]);
        }
    }
}
