package dev.ringswan.ike.crypto;

import dev.ringswan.ike.wire.PayloadProtection;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Protects the SK payload in one direction (RFC 7296 §3.14, RFC 5282 §3, RFC 7634 §2).
 *
 * <pre>
 *   | IKE header, SK header (associated data) | IV | ciphertext of payloads, padding, pad length | ICV |
 *                                              └──────────────── sealed ───────────────────────────┘
 * </pre>
 *
 * The caller pads. A port: simulations use a cheap one.
 *
 * <p><em>Threading:</em> one thread. <em>Ownership:</em> the cipher has its own copies of the keys and wipes them on
 * close; the arrays given are only read.
 */
public interface IkeCipher extends PayloadProtection, AutoCloseable {
    /** A cipher that seals what we send; the public random stream makes the IVs of CBC. */
    static IkeCipher sealing(IkeSuite suite, Secret encryptionKey, Secret integrityKey, SecureRandom publicRandom) {
        return create(suite, encryptionKey, integrityKey, publicRandom);
    }

    /** A cipher that opens what the peer sent. It refuses to seal: its IVs are the peer's to choose. */
    static IkeCipher opening(IkeSuite suite, Secret encryptionKey, Secret integrityKey) {
        return create(suite, encryptionKey, integrityKey, null);
    }

    private static IkeCipher create(
            IkeSuite suite, Secret encryptionKey, Secret integrityKey, @Nullable SecureRandom publicRandom) {
        requireLength("encryption", encryptionKey, suite.encryption().keyLength());
        requireLength("integrity", integrityKey, suite.integrityKeyLength());
        Integrity integrity = suite.integrity();
        return integrity == null
                ? new CombinedCipher(suite.encryption(), encryptionKey, publicRandom != null)
                : new CbcCipher(encryptionKey, integrity, integrityKey, publicRandom);
    }

    private static void requireLength(String name, Secret key, int length) {
        if (key.length() != length) {
            throw new IllegalArgumentException(
                    "the " + name + " key has " + key.length() + " bytes instead of " + length);
        }
    }

    /**
     * Encrypts and authenticates.
     *
     * @return IV, ciphertext and ICV in one array
     * @throws IllegalArgumentException when the plaintext is not whole blocks
     * @throws IllegalStateException from an opening cipher, and when the IVs of this key are used up
     */
    @Override
    byte[] seal(byte[] associatedData, byte[] plaintext);

    /** The plaintext, or null when the bytes are not what the peer sealed; nothing unverified ever leaves. */
    @Override
    byte @Nullable [] open(byte[] associatedData, byte[] sealed);

    /** Wipes the keys; the cipher cannot be used any more. */
    @Override
    void close();
}
