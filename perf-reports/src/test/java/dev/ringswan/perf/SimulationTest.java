package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the gate promises, on noise whose truth is known: how often it cries wolf, what it catches, and whether the intervals cover
 * as often as they say. Seeds are fixed, so the figures are too; the tolerances allow for the number of runs.
 */
final class SimulationTest {
    private static final int BENCHMARKS = 30;
    private static final int RUNS = 600;
    private static final double ALPHA = 0.05 / BENCHMARKS;
    private static final double MARGIN = Math.log(1.03);

    /** The kinds of noise of which intervals are tried. */
    enum Noise {
        NORMAL,
        HEAVY_TAIL,
        OUTLIERS,
        BIMODAL
    }

    /** Nothing changed: a run of 30 benchmarks must not fail, and sends few of them to the second stage. */
    @ParameterizedTest
    @CsvSource({"0.007, 0.002", "0.015, 0.01", "0.03, 0.12"})
    void criesNoWolf(double deviation, double suspectsMax) {
        Gate gate = new Gate(deviation, 1);
        int failed = 0;
        for (int run = 0; run < RUNS; run++) {
            failed += gate.anyFails(BENCHMARKS, 0) ? 1 : 0;
        }
        assertThat(failed).isZero();
        assertThat((double) gate.slow / RUNS / BENCHMARKS).isLessThan(suspectsMax);
    }

    /** The worst case that is no regression: each benchmark loses exactly the margin. Five percent of the runs may fail. */
    @ParameterizedTest
    @CsvSource({"0.007", "0.015", "0.03"})
    void failsOneRunOfTwentyAtTheMargin(double deviation) {
        Gate gate = new Gate(deviation, 2);
        int failed = 0;
        for (int run = 0; run < RUNS; run++) {
            failed += gate.anyFails(BENCHMARKS, -MARGIN) ? 1 : 0;
        }
        assertThat((double) failed / RUNS).isLessThan(0.05 + 3 * Math.sqrt(0.05 * 0.95 / RUNS));
    }

    /** A loss of 5 % or 8 % of one benchmark; the shares are those of the method, less three deviations of 600 runs. */
    @ParameterizedTest
    @CsvSource({
        "0.007, 0.05, 0.97, 1",
        "0.015, 0.05, 0.82, 0.93",
        "0.03, 0.05, 0.2, 0.4",
        "0.007, 0.08, 0.995, 1",
        "0.015, 0.08, 0.98, 1",
        "0.03, 0.08, 0.9, 0.98"
    })
    void catchesLoss(double deviation, double loss, double least, double most) {
        Gate gate = new Gate(deviation, 3);
        int caught = 0;
        for (int run = 0; run < RUNS; run++) {
            caught += gate.anyFails(1, Math.log1p(-loss)) ? 1 : 0;
        }
        assertThat((double) caught / RUNS).isBetween(least, most);
    }

    /** Intervals of 95 % cover the truth 94 to 97 times of 100, whatever the noise looks like. */
    @ParameterizedTest
    @CsvSource({
        "8, NORMAL",
        "10, NORMAL",
        "20, NORMAL",
        "8, HEAVY_TAIL",
        "20, HEAVY_TAIL",
        "10, OUTLIERS",
        "20, OUTLIERS",
        "8, BIMODAL",
        "20, BIMODAL"
    })
    void coversAsOftenAsItSays(int pairs, Noise noise) {
        SplittableRandom random = new SplittableRandom(4);
        int runs = 4000;
        int covered = 0;
        for (int run = 0; run < runs; run++) {
            double[] differences = new double[pairs];
            for (int i = 0; i < pairs; i++) {
                differences[i] = noise(noise, random);
            }
            SignedRank interval = SignedRank.of(differences, 0.025);
            covered += interval.lower() <= 0 && interval.upper() >= 0 ? 1 : 0;
        }
        assertThat((double) covered / runs).isBetween(0.936, 0.98);
    }

    /** What is called detectable is seen nine times of ten, give or take the approximation. */
    @ParameterizedTest
    @CsvSource({"12", "20"})
    void seesNineOfTenOfWhatIsCalledDetectable(int pairs) {
        SplittableRandom random = new SplittableRandom(5);
        double rowAlpha = 0.05 / 12;
        double deviation = 0.015;
        double loss = -MARGIN - Comparison.detectable(deviation, pairs, rowAlpha);
        int seen = 0;
        for (int run = 0; run < RUNS; run++) {
            double[] gains = new double[pairs];
            for (int i = 0; i < pairs; i++) {
                gains[i] = loss + deviation * random.nextGaussian();
            }
            seen += Comparison.verdict(SignedRank.of(gains, rowAlpha), -MARGIN) == Verdict.REGRESSED ? 1 : 0;
        }
        assertThat((double) seen / RUNS).isBetween(0.84, 0.96);
    }

    /**
     * A machine that drifts, with a noisy neighbour that comes and goes: pairs in random order keep the promise of 2.5 %, and
     * blocks of base and candidate one after the other do not.
     */
    @Test
    void keepsItsPromiseOnDriftingMachineByPairs() {
        int runs = 1500;
        int byPairs = 0;
        int byBlocks = 0;
        SplittableRandom random = new SplittableRandom(6);
        for (int run = 0; run < runs; run++) {
            double[] slots = drift(20, 0.03, 0.015, random);
            double[] paired = new double[10];
            double[] blocked = new double[10];
            for (int i = 0; i < 10; i++) {
                double sign = random.nextBoolean() ? 1 : -1;
                paired[i] = sign * (slots[2 * i] - slots[2 * i + 1]);
                blocked[i] = slots[10 + i] - slots[i];
            }
            byPairs += SignedRank.of(paired, 0.025).upper() < 0 ? 1 : 0;
            byBlocks += SignedRank.of(blocked, 0.025).upper() < 0 ? 1 : 0;
        }
        assertThat((double) byPairs / runs).isLessThan(0.035);
        assertThat((double) byBlocks / runs).isGreaterThan(0.08);
    }

    /** Log rates of consecutive slots: AR(1), a state eight percent slower, and noise of each launch. */
    static double[] drift(int slots, double drift, double launch, SplittableRandom random) {
        double[] rates = new double[slots];
        double level = drift * random.nextGaussian();
        boolean disturbed = false;
        for (int i = 0; i < slots; i++) {
            level = 0.9 * level + drift * Math.sqrt(1 - 0.81) * random.nextGaussian();
            disturbed ^= random.nextDouble() < 0.03;
            rates[i] = level + (disturbed ? Math.log(0.92) : 0) + launch * random.nextGaussian();
        }
        return rates;
    }

    private static double noise(Noise kind, SplittableRandom random) {
        return switch (kind) {
            case NORMAL -> random.nextGaussian();
            case HEAVY_TAIL -> {
                double squares = 0;
                for (int i = 0; i < 3; i++) {
                    double gaussian = random.nextGaussian();
                    squares += gaussian * gaussian;
                }
                yield random.nextGaussian() / Math.sqrt(squares / 3) / Math.sqrt(3);
            }
            case OUTLIERS -> random.nextGaussian() + (random.nextDouble() < 0.15 ? signed(random, 4) : 0);
            case BIMODAL ->
                random.nextGaussian() + (random.nextDouble() < 0.25 ? -3 : 0) + (random.nextDouble() < 0.25 ? 3 : 0);
        };
    }

    private static double signed(SplittableRandom random, double mean) {
        return (random.nextBoolean() ? 1 : -1) * -Math.log(1 - random.nextDouble()) * mean;
    }

    /** The gate's two stages over noise: 8 % of the pairs have an outlier. */
    private static final class Gate {
        private final double deviation;
        private final SplittableRandom random;
        private int slow;

        Gate(double deviation, long seed) {
            this.deviation = deviation;
            random = new SplittableRandom(seed);
        }

        boolean anyFails(int benchmarks, double truth) {
            boolean any = false;
            for (int i = 0; i < benchmarks; i++) {
                any |= fails(truth);
            }
            return any;
        }

        private boolean fails(double truth) {
            double[] all = new double[TwoStage.FIRST_PAIRS + TwoStage.EXTRA_PAIRS];
            for (int i = 0; i < all.length; i++) {
                double outlier = random.nextDouble() < 0.08 ? signed(random, 4) : 0;
                all[i] = truth + deviation * (random.nextGaussian() + outlier);
            }
            SignedRank first = SignedRank.of(Arrays.copyOf(all, TwoStage.FIRST_PAIRS), ALPHA * TwoStage.FIRST_SHARE);
            Verdict verdict = Comparison.verdict(first, -MARGIN);
            if (first.estimate() < -MARGIN / 2 && verdict != Verdict.REGRESSED) {
                slow++;
            }
            if (!TwoStage.isSuspect(verdict, first.estimate(), -MARGIN)) {
                return verdict == Verdict.REGRESSED;
            }
            return Comparison.verdict(SignedRank.of(all, ALPHA * TwoStage.SECOND_SHARE), -MARGIN) == Verdict.REGRESSED;
        }
    }
}
