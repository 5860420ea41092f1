package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static final Series SERIES = new Series("floor", "jca", "AES_256_GCM", "inbound", 64, 1, 64);
    private static final int LAUNCHES = 12;

    private final Comparison comparison = new Comparison(0.03, 0.05);

    @Test
    void passesWhenNothingChanged() {
        assertThat(verdicts(launches(100, 1), launches(100, 2))).containsExactly(Verdict.PASS, Verdict.PASS);
    }

    @Test
    void seesLossBeyondTheMargin() {
        assertThat(verdicts(launches(100, 1), launches(108, 2))).containsExactly(Verdict.REGRESSED, Verdict.PASS);
    }

    @Test
    void seesGain() {
        assertThat(verdicts(launches(100, 1), launches(90, 2))).containsExactly(Verdict.IMPROVED, Verdict.PASS);
    }

    @Test
    void passesCertainLossInsideTheMargin() {
        assertThat(verdicts(launches(100, 1), launches(101, 2))).containsExactly(Verdict.PASS, Verdict.PASS);
    }

    @Test
    void passesLossOfLessThanHalfNanosecond() {
        assertThat(verdicts(launches(1, 1), launches(1.2, 2))).startsWith(Verdict.PASS);
    }

    @Test
    void saysWhenTooFewLaunchesWereMade() {
        assertThat(verdicts(launches(100, 1).subList(0, 4), launches(200, 2).subList(0, 4)))
                .startsWith(Verdict.INCONCLUSIVE);
    }

    @Test
    void voidsDisturbedPairs() {
        List<FloorRecord> candidate = launches(100, 2);
        for (int i = 0; i < 9; i++) {
            FloorRecord quiet = candidate.get(i);
            candidate.set(i, floor(quiet.median("pipeline") * 3, 0, "2", false, null));
        }
        assertThat(comparison.rows(launches(100, 1), candidate).getFirst().detail())
                .endsWith("3 pairs");
        assertThat(verdicts(launches(100, 1), candidate)).startsWith(Verdict.INCONCLUSIVE);
    }

    @Test
    void countsAllocationExactly() {
        List<FloorRecord> candidate = launches(100, 2);
        candidate.set(5, floor(100, 0.02, "2", true, null));
        assertThat(verdicts(launches(100, 1), candidate)).endsWith(Verdict.REGRESSED);
        candidate.set(5, floor(100, 0.009, "2", true, null));
        assertThat(verdicts(launches(100, 1), candidate)).endsWith(Verdict.PASS);
    }

    @Test
    void refusesOtherEnvironment() {
        List<FloorRecord> candidate = launches(100, 2);
        candidate.set(3, floor(100, 0, "4", true, null));
        List<Row> rows = comparison.rows(launches(100, 1), candidate);
        assertThat(rows).singleElement().extracting(Row::verdict).isEqualTo(Verdict.NOT_COMPARABLE);
        assertThat(rows.getFirst().detail()).contains("cores is 2 and 4");
    }

    @Test
    void refusesRunThatFailedItsCheck() {
        List<FloorRecord> candidate = launches(50, 2);
        candidate.set(3, floor(50, 0, "2", true, "lost 1 packet"));
        assertThat(verdicts(launches(100, 1), candidate)).containsExactly(Verdict.FAILED);
    }

    @Test
    void missesSeries() {
        assertThat(verdicts(launches(100, 1), List.of())).containsExactly(Verdict.MISSING);
        assertThat(Verdict.overall(verdicts(List.of(), List.of()))).isEqualTo(Verdict.MISSING);
    }

    @Test
    void letsTheWorstVerdictWin() {
        assertThat(Verdict.overall(List.of(Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.IMPROVED)))
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(Verdict.overall(List.of(Verdict.MISSING, Verdict.REGRESSED, Verdict.INCONCLUSIVE)))
                .isEqualTo(Verdict.REGRESSED);
        assertThat(Verdict.overall(List.of(Verdict.PASS, Verdict.IMPROVED)).exitCode())
                .isZero();
    }

    /** Without change a gate must stay silent: 200 comparisons of one build with itself, on a drifting machine. */
    @Test
    void criesNoWolf() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<FloorRecord> base = new ArrayList<>();
            List<FloorRecord> candidate = new ArrayList<>();
            for (int i = 0; i < LAUNCHES; i++) {
                double drift = 100 * (1 + 0.05 * Math.sin(i));
                base.add(floor(drift * (1 + 0.02 * random.nextGaussian()), 0, "2", true, null));
                candidate.add(floor(drift * (1 + 0.02 * random.nextGaussian()), 0, "2", true, null));
            }
            assertThat(verdicts(base, candidate)).as("seed %d", seed).doesNotContain(Verdict.REGRESSED);
        }
    }

    private List<Verdict> verdicts(List<FloorRecord> base, List<FloorRecord> candidate) {
        return comparison.rows(base, candidate).stream().map(Row::verdict).toList();
    }

    private static List<FloorRecord> launches(double ns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<FloorRecord> launches = new ArrayList<>();
        for (int i = 0; i < LAUNCHES; i++) {
            launches.add(floor(ns * (1 + 0.005 * random.nextGaussian()), 0, "2", true, null));
        }
        return launches;
    }

    private static FloorRecord floor(
            double ns, double allocated, String cores, boolean valid, @Nullable String failure) {
        return new FloorRecord(
                SERIES,
                new TreeMap<>(Map.of("pipeline", new double[] {ns * 2, ns, ns})),
                new TreeMap<>(Map.of("allocated_bytes_per_packet", allocated)),
                new TreeMap<>(Map.of("cores", cores)),
                valid,
                failure);
    }
}
