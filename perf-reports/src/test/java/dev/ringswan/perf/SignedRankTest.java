package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SignedRankTest {
    /** From the tables of critical values printed in statistics textbooks; columns are one-sided levels. */
    @ParameterizedTest
    @CsvSource({
        " 5,   0, -1, -1, -1",
        " 6,   2,  0, -1, -1",
        " 7,   3,  2,  0, -1",
        " 8,   5,  3,  1,  0",
        " 9,   8,  5,  3,  1",
        "10,  10,  8,  5,  3",
        "11,  13, 10,  7,  5",
        "12,  17, 13,  9,  7",
        "15,  30, 25, 19, 15",
        "20,  60, 52, 43, 37",
        "25, 100, 89, 76, 68",
        "30, 151, 137, 120, 109"
    })
    void agreesWithPublishedCriticalValues(int n, int at5, int at2half, int at1, int atHalf) {
        assertThat(SignedRank.criticalValue(n, 0.05)).isEqualTo(at5);
        assertThat(SignedRank.criticalValue(n, 0.025)).isEqualTo(at2half);
        assertThat(SignedRank.criticalValue(n, 0.01)).isEqualTo(at1);
        assertThat(SignedRank.criticalValue(n, 0.005)).isEqualTo(atHalf);
    }

    @Test
    void needsTwelvePairsForThirtyRows() {
        double alpha = 0.01 / 30;
        assertThat(SignedRank.criticalValue(11, alpha)).isEqualTo(-1);
        assertThat(SignedRank.criticalValue(12, alpha)).isNotNegative();
    }

    @Test
    void sumsToOneForManyPairs() {
        double sum = 0;
        for (double probability : SignedRank.distribution(200)) {
            sum += probability;
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
    }

    /** Walsh averages of 1, 2, 4, 8, 16 are 1, 1.5, 2, 2.5, 3, 4, 4.5, 5, 6, 8, 8.5, 9, 10, 12, 16. */
    @Test
    void estimatesByMedianOfWalshAverages() {
        SignedRank centre = SignedRank.of(new double[] {16, 1, 8, 2, 4}, 0.05);
        assertThat(centre.estimate()).isEqualTo(5);
        assertThat(centre.lower()).isEqualTo(1);
        assertThat(centre.upper()).isEqualTo(16);
    }

    @Test
    void bindsNothingWithTooFewPairs() {
        SignedRank centre = SignedRank.of(new double[] {1, 2, 3, 4}, 0.05);
        assertThat(centre.lower()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(centre.upper()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void refusesNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> SignedRank.of(new double[0], 0.05));
    }
}
