package dev.ringswan.dataplane.esp;

import dev.ringswan.nativeio.PacketBurst;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Unpredictable IVs for CBC (RFC 3602 §3): the key stream of AES-CTR under a random key of this worker's own, made a few
 * kilobytes at a time. IVs travel in clear, so what matters is that nobody can foresee the next one.
 *
 * <p><em>Threading:</em> one worker. Allocates nothing after construction.
 */
public final class IvPool {
    private static final int IV_LENGTH = 16;
    private static final int POOL_LENGTH = 64 * IV_LENGTH;

    private final Cipher stream;
    private final byte[] zeros = new byte[POOL_LENGTH];
    private final byte[] pool = new byte[POOL_LENGTH];
    private int position = POOL_LENGTH;

    /** Draws the key of the stream from {@code random}. */
    public IvPool(SecureRandom random) {
        byte[] key = new byte[32];
        byte[] counter = new byte[IV_LENGTH];
        random.nextBytes(key);
        random.nextBytes(counter);
        try {
            stream = Cipher.getInstance("AES/CTR/NoPadding");
            stream.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-CTR", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Writes the next 16-byte IV at {@code offset}. */
    public void next(PacketBurst packets, int offset) {
        if (position == POOL_LENGTH) {
            refill();
        }
        packets.putBytes(offset, pool, position, IV_LENGTH);
        position += IV_LENGTH;
    }

    private void refill() {
        try {
            stream.update(zeros, 0, POOL_LENGTH, pool, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the pool is as long as the zeros", e);
        }
        position = 0;
    }
}
