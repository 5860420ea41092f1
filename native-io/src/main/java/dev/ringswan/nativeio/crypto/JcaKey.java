package dev.ringswan.nativeio.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key for {@link JcaEngine}: the cipher key, the two padded blocks of the HMAC, and one set of cipher objects for each
 * engine that has used it.
 *
 * <p><em>Threading:</em> engines find their own ciphers by their number in an array that is replaced, never changed, so
 * that finding them takes no lock; only an engine's first use of a key does.
 */
final class JcaKey implements AeadKey {
    /** Rough size of this object, its arrays and one engine's ciphers, measured with JDK 25. */
    private static final int FOOTPRINT = 4096;

    private final AeadAlgorithm algorithm;
    private final byte[] cipherKey;
    private final byte[] innerPad;
    private final byte[] outerPad;
    private volatile JcaCiphers[] ciphers = {};
    private volatile boolean closed;

    JcaKey(AeadAlgorithm algorithm, byte[] material) {
        checkLength(algorithm, material);
        this.algorithm = algorithm;
        cipherKey = Arrays.copyOf(material, algorithm.cipherKeyLength());
        innerPad = Hmac.pad(algorithm, material, Hmac.INNER);
        outerPad = Hmac.pad(algorithm, material, Hmac.OUTER);
    }

    /** Refuses key material of a wrong length; every provider asks this first. */
    static void checkLength(AeadAlgorithm algorithm, byte[] material) {
        if (material.length != algorithm.keyLength()) {
            throw new IllegalArgumentException(
                    algorithm + " takes " + algorithm.keyLength() + " bytes of key, not " + material.length);
        }
    }

    @Override
    public AeadAlgorithm algorithm() {
        return algorithm;
    }

    byte[] innerPad() {
        checkOpen();
        return innerPad;
    }

    byte[] outerPad() {
        return outerPad;
    }

    /** The cipher objects of the engine with this number. */
    JcaCiphers ciphers(int engine) {
        JcaCiphers[] known = ciphers;
        if (engine < known.length) {
            JcaCiphers mine = known[engine];
            if (mine != JcaCiphers.NONE) {
                return mine;
            }
        }
        return addCiphers(engine);
    }

    private synchronized JcaCiphers addCiphers(int engine) {
        checkOpen();
        int known = ciphers.length;
        JcaCiphers[] more = Arrays.copyOf(ciphers, Math.max(known, engine + 1));
        if (more.length > known) {
            Arrays.fill(more, known, more.length, JcaCiphers.NONE);
        }
        SecretKeySpec spec =
                new SecretKeySpec(cipherKey, algorithm == AeadAlgorithm.CHACHA20_POLY1305 ? "ChaCha20" : "AES");
        try {
            more[engine] = new JcaCiphers(algorithm, spec);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks " + algorithm, e);
        }
        ciphers = more;
        return more[engine];
    }

    /** A wiped key would still compute something, so using one is made to fail instead. */
    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this key is closed: no batch may refer to it any more");
        }
    }

    @Override
    public int footprint() {
        return FOOTPRINT;
    }

    @Override
    public synchronized void close() {
        closed = true;
        ciphers = new JcaCiphers[0];
        Arrays.fill(cipherKey, (byte) 0);
        Arrays.fill(innerPad, (byte) 0);
        Arrays.fill(outerPad, (byte) 0);
    }

    @Override
    public String toString() {
        return "JcaKey[" + algorithm + "]";
    }
}
