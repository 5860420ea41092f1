package dev.ringswan.nativeio.testing;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Runs a property for many seeds. When one fails, the error names it, and {@code -Dringswan.seed=N} repeats that one
 * alone.
 *
 * <pre>{@code
 * Seeds.forEach(200, (seed, random) -> assertThat(decode(encode(draw(random)))).isEqualTo(...));
 * }</pre>
 */
public final class Seeds {
    private static final String PROPERTY = "ringswan.seed";

    /** A property: fails by throwing. */
    @FunctionalInterface
    public interface Body {
        /** Checks the property for inputs drawn from {@code random}, which starts from {@code seed}. */
        void check(long seed, RandomGenerator random) throws Exception;
    }

    private Seeds() {}

    /** Runs {@code body} for the seeds 1 to {@code count}, or for the one given by {@code -Dringswan.seed}. */
    public static void forEach(int count, Body body) {
        Long only = Long.getLong(PROPERTY);
        if (only != null) {
            run(only, body);
            return;
        }
        for (long seed = 1; seed <= count; seed++) {
            run(seed, body);
        }
    }

    /** The random numbers of one seed; the same on every machine. */
    public static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static void run(long seed, Body body) {
        try {
            body.check(seed, random(seed));
        } catch (Throwable e) {
            throw new AssertionError(
                    "seed " + seed + " failed (repeat it alone with -D" + PROPERTY + "=" + seed + "): "
                            + e.getMessage(),
                    e);
        }
    }
}
