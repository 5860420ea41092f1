package dev.ringswan.ike.crypto;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A random generator that repeats itself from its seed, or gives prepared bytes. For tests alone. */
public final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient RandomGenerator generator;
    private final byte[] prepared;
    private int used;

    private SeededRandom(RandomGenerator generator, byte[] prepared) {
        super();
        this.generator = generator;
        this.prepared = prepared.clone();
    }

    /** The same stream for the same seed. */
    public static SeededRandom of(long seed) {
        return new SeededRandom(RandomGeneratorFactory.of("L64X128MixRandom").create(seed), new byte[0]);
    }

    /** The given bytes, and then a stream of no interest. */
    static SeededRandom giving(byte[] prepared) {
        return new SeededRandom(RandomGeneratorFactory.of("L64X128MixRandom").create(1), prepared);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        generator.nextBytes(bytes);
        int count = Math.min(bytes.length, prepared.length - used);
        System.arraycopy(prepared, used, bytes, 0, count);
        used += count;
    }
}
