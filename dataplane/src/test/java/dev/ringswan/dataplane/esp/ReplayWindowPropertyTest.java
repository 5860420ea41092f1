package dev.ringswan.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.WindowOracle;
import dev.ringswan.nativeio.testing.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The window against a set of all accepted numbers. */
final class ReplayWindowPropertyTest {
    private static final int STEPS = 4_000;

    @Test
    void acceptsWhatTheOracleAccepts() {
        Seeds.forEach(300, (seed, random) -> {
            int length = 64 * (random.nextInt(4) == 0 ? 1 + random.nextInt(1024) : 1 + random.nextInt(20));
            ReplayWindow window = new ReplayWindow(length);
            WindowOracle oracle = new WindowOracle(length, true);
            long start = start(random);
            assertThat(window.commit(start)).isEqualTo(oracle.commit(start));
            for (int step = 0; step < STEPS; step++) {
                long sequence = draw(random, oracle.highest(), length);
                boolean expected = oracle.mayAccept(sequence);
                assertThat(window.mayAccept(sequence))
                        .as("precheck of %d", sequence)
                        .isEqualTo(expected);
                if (random.nextInt(8) != 0) { // else: its ICV was wrong
                    assertThat(window.commit(sequence))
                            .as("commit of %d", sequence)
                            .isEqualTo(expected);
                    oracle.commit(sequence);
                }
                assertThat(window.highest()).isEqualTo(oracle.highest());
            }
        });
    }

    @Test
    void infersWhatTheOracleInfers() {
        Seeds.forEach(200, (seed, random) -> {
            int length = 64 * (1 + random.nextInt(1024));
            WindowOracle oracle = new WindowOracle(length, true);
            oracle.commit(start(random));
            for (int step = 0; step < STEPS; step++) {
                int low = random.nextBoolean()
                        ? random.nextInt()
                        : (int) (oracle.highest() - length + random.nextInt(-3, 4) * (long) random.nextInt(length));
                long expected = oracle.infer(low);
                assertThat(ExtendedSequence.infer(low, oracle.highest(), length))
                        .as("low %08x behind %x", low, oracle.highest())
                        .isEqualTo(expected < 0 ? ExtendedSequence.NONE : expected);
                if (random.nextInt(16) == 0 && expected < Long.MAX_VALUE / 2) {
                    oracle.commit(expected);
                }
            }
        });
    }

    /** Near 1, near a multiple of 2^32, or anywhere. */
    private static long start(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> 1 + random.nextInt(100);
            case 1 -> (1L << 32) * (1 + random.nextInt(5)) + random.nextInt(-3000, 3000);
            case 2 -> (1L << 32) - 1 - random.nextInt(3);
            default -> 1 + (random.nextLong() >>> 3);
        };
    }

    private static long draw(RandomGenerator random, long highest, int length) {
        return switch (random.nextInt(12)) {
            case 0 -> highest; // the same again
            case 1 -> highest - length + random.nextInt(-2, 3); // at the left edge
            case 2 -> highest + length + random.nextInt(-2, 3); // to where the old window leaves
            case 3 -> random.nextInt(20) == 0 ? highest + 5L * length + random.nextInt(length) : highest + 1;
            case 4 -> random.nextInt(100) == 0 ? highest + random.nextLong(1L << 33) : random.nextLong(-3, 4);
            case 5, 6 -> highest + 1 + random.nextInt(70);
            default -> highest - random.nextInt(length + length / 8);
        };
    }
}
