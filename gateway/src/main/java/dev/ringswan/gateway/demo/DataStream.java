package dev.ringswan.gateway.demo;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Pseudo-random data of any length that costs next to nothing to make: one random block again and again, each time with its
 * number in front. So a lost, repeated or swapped piece changes the hash.
 *
 * <pre>  | number 8 | random … | number 8 | the same random … | …    each block {@link #BLOCK_LENGTH} bytes </pre>
 */
final class DataStream {
    /** Bytes of a block. */
    static final int BLOCK_LENGTH = 1 << 18;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] block = new byte[BLOCK_LENGTH];
    private long number;

    DataStream(long seed) {
        new SplittableRandom(seed).nextBytes(block);
    }

    /** The next block; valid until the next call. */
    byte[] next() {
        LONG.set(block, 0, number++);
        return block;
    }

    /** SHA-256, for which the JDK has an intrinsic. */
    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
