package dev.ringswan.ike.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-CBC with an HMAC over associated data, IV and ciphertext (RFC 7296 §3.14): encrypt, then authenticate. The ICV is
 * checked before anything is decrypted. The IV must be unpredictable, hence drawn at random.
 */
final class CbcCipher implements IkeCipher {
    private static final int BLOCK_LENGTH = 16;

    private final Secret encryptionKey;
    private final Integrity integrity;
    private final Secret integrityKey;
    private final @Nullable SecureRandom publicRandom;

    CbcCipher(Secret encryptionKey, Integrity integrity, Secret integrityKey, @Nullable SecureRandom publicRandom) {
        this.encryptionKey = encryptionKey.duplicate();
        this.integrity = integrity;
        this.integrityKey = integrityKey.duplicate();
        this.publicRandom = publicRandom;
    }

    @Override
    public int ivLength() {
        return BLOCK_LENGTH;
    }

    @Override
    public int icvLength() {
        return integrity.icvLength();
    }

    @Override
    public int blockLength() {
        return BLOCK_LENGTH;
    }

    @Override
    public byte[] seal(byte[] associatedData, byte[] plaintext) {
        if (publicRandom == null) {
            throw new IllegalStateException("this cipher opens what the peer sealed");
        }
        if (plaintext.length % BLOCK_LENGTH != 0) {
            throw new IllegalArgumentException(plaintext.length + " bytes are not whole blocks of " + BLOCK_LENGTH);
        }
        byte[] iv = new byte[BLOCK_LENGTH];
        publicRandom.nextBytes(iv);
        byte[] body = Arrays.copyOf(iv, BLOCK_LENGTH + plaintext.length);
        try {
            cipher(Cipher.ENCRYPT_MODE, iv).doFinal(plaintext, 0, plaintext.length, body, BLOCK_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing with AES-CBC failed", e);
        }
        byte[] icv = integrity.icv(integrityKey, associatedData, body);
        byte[] sealed = Arrays.copyOf(body, body.length + icv.length);
        System.arraycopy(icv, 0, sealed, body.length, icv.length);
        return sealed;
    }

    @Override
    public byte @Nullable [] open(byte[] associatedData, byte[] sealed) {
        int bodyLength = sealed.length - icvLength();
        if (bodyLength < BLOCK_LENGTH || bodyLength % BLOCK_LENGTH != 0) {
            return null;
        }
        byte[] body = Arrays.copyOf(sealed, bodyLength);
        byte[] received = Arrays.copyOfRange(sealed, bodyLength, sealed.length);
        if (!MessageDigest.isEqual(integrity.icv(integrityKey, associatedData, body), received)) {
            return null;
        }
        try {
            byte[] iv = Arrays.copyOf(body, BLOCK_LENGTH);
            return cipher(Cipher.DECRYPT_MODE, iv).doFinal(body, BLOCK_LENGTH, bodyLength - BLOCK_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening with AES-CBC failed", e);
        }
    }

    private Cipher cipher(int mode, byte[] iv) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(mode, encryptionKey.key("AES"), new IvParameterSpec(iv));
        return cipher;
    }

    @Override
    public void close() {
        encryptionKey.close();
        integrityKey.close();
    }
}
