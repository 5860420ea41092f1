package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringswan.nativeio.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The interval against what it stands for, computed the slow way: all 2^n signs of the ranks. */
final class SignedRankPropertyTest {
    private static final double TINY = 1e-9;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 12, 16})
    void distributesAsEnumerationOfAllSigns(int n) {
        double[] counts = new double[n * (n + 1) / 2 + 1];
        for (int signs = 0; signs < 1 << n; signs++) {
            int sum = 0;
            for (int rank = 1; rank <= n; rank++) {
                sum += (signs >> (rank - 1) & 1) * rank;
            }
            counts[sum] += 1.0 / (1 << n);
        }
        assertThat(SignedRank.distribution(n)).containsExactly(counts, within(1e-15));
    }

    /** A value is outside the interval exactly when the signed-rank test rejects it as the centre. */
    @Test
    void boundsWhatTheTestDoesNotReject() {
        Seeds.forEach(500, (seed, random) -> {
            int n = random.nextInt(5, 13);
            double alpha = random.nextDouble(0.04, 0.2);
            double[] differences = differences(random, n);
            SignedRank centre = SignedRank.of(differences, alpha);
            assertThat(rejectedAsTooLow(differences, centre.lower() - TINY, alpha))
                    .isTrue();
            assertThat(rejectedAsTooLow(differences, centre.lower() + TINY, alpha))
                    .isFalse();
            assertThat(rejectedAsTooLow(negated(differences), -centre.upper() - TINY, alpha))
                    .isTrue();
            assertThat(rejectedAsTooLow(negated(differences), -centre.upper() + TINY, alpha))
                    .isFalse();
        });
    }

    @Test
    void mirrorsWhenTheLegsAreSwapped() {
        Seeds.forEach(200, (seed, random) -> {
            double[] differences = differences(random, random.nextInt(5, 30));
            SignedRank one = SignedRank.of(differences, 0.05);
            SignedRank other = SignedRank.of(negated(differences), 0.05);
            assertThat(other.estimate()).isCloseTo(-one.estimate(), within(1e-12));
            assertThat(other.lower()).isEqualTo(-one.upper());
            assertThat(other.upper()).isEqualTo(-one.lower());
        });
    }

    @Test
    void ignoresTheOrderOfThePairs() {
        Seeds.forEach(200, (seed, random) -> {
            double[] differences = differences(random, random.nextInt(1, 30));
            List<Double> shuffled = new ArrayList<>();
            Arrays.stream(differences).forEach(shuffled::add);
            Collections.shuffle(shuffled, Random.from(random));
            double[] other = shuffled.stream().mapToDouble(Double::doubleValue).toArray();
            assertThat(SignedRank.of(other, 0.05)).isEqualTo(SignedRank.of(differences, 0.05));
        });
    }

    private static double[] differences(RandomGenerator random, int n) {
        return random.doubles(n, -1, 1.5).toArray();
    }

    private static double[] negated(double[] values) {
        return Arrays.stream(values).map(value -> -value).toArray();
    }

    /** Whether P(W ≥ w) ≤ alpha, where w sums the ranks of those differences that exceed the centre. */
    private static boolean rejectedAsTooLow(double[] differences, double centre, double alpha) {
        double[] moved = Arrays.stream(differences).map(d -> d - centre).toArray();
        int observed = 0;
        for (double one : moved) {
            if (one > 0) {
                observed += rank(moved, one);
            }
        }
        int n = moved.length;
        int asExtreme = 0;
        for (int signs = 0; signs < 1 << n; signs++) {
            int sum = 0;
            for (int rank = 1; rank <= n; rank++) {
                sum += (signs >> (rank - 1) & 1) * rank;
            }
            asExtreme += sum >= observed ? 1 : 0;
        }
        return (double) asExtreme / (1 << n) <= alpha;
    }

    private static int rank(double[] moved, double one) {
        int rank = 0;
        for (double other : moved) {
            rank += Math.abs(other) <= Math.abs(one) ? 1 : 0;
        }
        return rank;
    }
}
