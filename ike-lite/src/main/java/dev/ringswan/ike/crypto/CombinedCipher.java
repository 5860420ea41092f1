package dev.ringswan.ike.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-GCM (RFC 5282 §3–4) and ChaCha20-Poly1305 (RFC 7634 §2). The nonce is salt and IV; the IV is a counter from 0 on,
 * which cannot repeat under one key.
 */
final class CombinedCipher implements IkeCipher {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final int IV_LENGTH = 8;
    private static final int ICV_LENGTH = 16;

    private final Encryption encryption;
    private final Secret key;
    private final Secret salt;
    private final boolean maySeal;
    private long nextIv;
    private boolean exhausted;

    CombinedCipher(Encryption encryption, Secret keyAndSalt, boolean maySeal) {
        int keyLength = encryption.keyLength() - encryption.saltLength();
        this.encryption = encryption;
        this.key = keyAndSalt.slice(0, keyLength);
        this.salt = keyAndSalt.slice(keyLength, encryption.saltLength());
        this.maySeal = maySeal;
    }

    @Override
    public int ivLength() {
        return IV_LENGTH;
    }

    @Override
    public int icvLength() {
        return ICV_LENGTH;
    }

    @Override
    public int blockLength() {
        return 1;
    }

    @Override
    public byte[] seal(byte[] associatedData, byte[] plaintext) {
        if (!maySeal) {
            throw new IllegalStateException("this cipher opens what the peer sealed; sealing would repeat its IVs");
        }
        if (exhausted) {
            throw new IllegalStateException("the IVs of this key are used up: the IKE SA must be rekeyed");
        }
        byte[] sealed = new byte[IV_LENGTH + plaintext.length + ICV_LENGTH];
        LONG.set(sealed, 0, nextIv);
        nextIv++;
        exhausted = nextIv == 0;
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, sealed);
            cipher.updateAAD(associatedData);
            cipher.doFinal(plaintext, 0, plaintext.length, sealed, IV_LENGTH);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing with " + encryption + " failed", e);
        }
    }

    @Override
    public byte @Nullable [] open(byte[] associatedData, byte[] sealed) {
        if (sealed.length < IV_LENGTH + ICV_LENGTH) {
            return null;
        }
        try {
            // A new cipher each time: the JDK's ChaCha20 refuses one nonce twice in a row, which a repeated message
            // has.
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, sealed);
            cipher.updateAAD(associatedData);
            return cipher.doFinal(sealed, IV_LENGTH, sealed.length - IV_LENGTH);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening with " + encryption + " failed", e);
        }
    }

    private Cipher cipher(int mode, byte[] sealed) throws GeneralSecurityException {
        byte[] nonce = Arrays.copyOf(salt.readable(), salt.length() + IV_LENGTH);
        System.arraycopy(sealed, 0, nonce, salt.length(), IV_LENGTH);
        boolean chacha = encryption == Encryption.CHACHA20_POLY1305;
        Cipher cipher = Cipher.getInstance(chacha ? "ChaCha20-Poly1305" : "AES/GCM/NoPadding");
        AlgorithmParameterSpec parameters =
                chacha ? new IvParameterSpec(nonce) : new GCMParameterSpec(8 * ICV_LENGTH, nonce);
        cipher.init(mode, key.key(chacha ? "ChaCha20" : "AES"), parameters);
        return cipher;
    }

    @Override
    public void close() {
        key.close();
        salt.close();
    }
}
