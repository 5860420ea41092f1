package dev.ringswan.perf;

import static dev.ringswan.perf.TestSamples.launches;
import static dev.ringswan.perf.TestSamples.line;
import static dev.ringswan.perf.TestSamples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ringswan.nativeio.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static final int LAUNCHES = 12;

    private final Comparison comparison = new Comparison(Margin.SENTINEL, 0.05);

    @Test
    void passesWhenNothingChanged() {
        assertThat(verdicts(launches(LAUNCHES, 100, 1), launches(LAUNCHES, 100, 2)))
                .containsExactly(Verdict.PASS, Verdict.PASS);
    }

    @Test
    void seesLossBeyondTheMargin() {
        assertThat(verdicts(launches(LAUNCHES, 100, 1), launches(LAUNCHES, 108, 2)))
                .containsExactly(Verdict.REGRESSED, Verdict.PASS);
    }

    @Test
    void seesGain() {
        assertThat(verdicts(launches(LAUNCHES, 100, 1), launches(LAUNCHES, 90, 2)))
                .containsExactly(Verdict.IMPROVED, Verdict.PASS);
    }

    @Test
    void passesCertainLossInsideTheMargin() {
        assertThat(verdicts(launches(LAUNCHES, 100, 1), launches(LAUNCHES, 101, 2)))
                .containsExactly(Verdict.PASS, Verdict.PASS);
    }

    @Test
    void passesLossOfLessThanHalfNanosecond() {
        assertThat(verdicts(launches(LAUNCHES, 1, 1), launches(LAUNCHES, 1.2, 2)))
                .startsWith(Verdict.PASS);
    }

    @Test
    void knowsWhereMoreIsBetter() {
        List<Sample> base = new ArrayList<>();
        List<Sample> slower = new ArrayList<>();
        for (int i = 0; i < LAUNCHES; i++) {
            Map<String, Object> rate = Map.of("bench", "ndr.memory", "unit", "pps", "better", "higher");
            base.add(sample(line(TestSamples.PIPELINE, 1000 + i), rate));
            slower.add(sample(line(TestSamples.PIPELINE, 900 + i), rate));
        }
        assertThat(verdicts(base, slower)).startsWith(Verdict.REGRESSED);
        assertThat(verdicts(slower, base)).startsWith(Verdict.IMPROVED);
    }

    @Test
    void onlyWarnsOfWhatIsNoSentinel() {
        List<Sample> base = named("engine.seal", launches(LAUNCHES, 100, 1));
        List<Row> rows = comparison.rows(base, named("engine.seal", launches(LAUNCHES, 110, 2)));
        assertThat(rows.getFirst().verdict()).isEqualTo(Verdict.REGRESSED);
        assertThat(rows.getFirst().word()).isEqualTo("regressed (warns)");
        assertThat(Decision.of(rows, 0.05).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void saysWhenTooFewLaunchesWereMade() {
        assertThat(verdicts(launches(4, 100, 1), launches(4, 200, 2))).startsWith(Verdict.INCONCLUSIVE);
    }

    @Test
    void voidsDisturbedPairs() {
        List<Sample> candidate = launches(LAUNCHES, 100, 2);
        for (int i = 0; i < 9; i++) {
            candidate.set(i, sample(candidate.get(i).fields(), Map.of("valid", false, "value", 300.0)));
        }
        assertThat(comparison
                        .rows(launches(LAUNCHES, 100, 1), candidate)
                        .getFirst()
                        .detail())
                .contains("3 pairs (9 voided)");
        assertThat(verdicts(launches(LAUNCHES, 100, 1), candidate)).startsWith(Verdict.INCONCLUSIVE);
    }

    @Test
    void countsAllocationExactly() {
        List<Sample> candidate = launches(LAUNCHES, 100, 2);
        candidate.set(5, sample(candidate.get(5).fields(), exact(0.02, "5f")));
        assertThat(verdicts(launches(LAUNCHES, 100, 1), candidate)).endsWith(Verdict.REGRESSED);
        candidate.set(5, sample(candidate.get(5).fields(), exact(0.009, "5f")));
        assertThat(verdicts(launches(LAUNCHES, 100, 1), candidate)).endsWith(Verdict.PASS);
    }

    @Test
    void refusesOtherOutput() {
        List<Sample> candidate = launches(LAUNCHES, 50, 2);
        candidate.set(7, sample(candidate.get(7).fields(), exact(0, "60")));
        List<Row> rows = comparison.rows(launches(LAUNCHES, 100, 1), candidate);
        assertThat(rows).singleElement().extracting(Row::verdict).isEqualTo(Verdict.FAILED);
        assertThat(rows.getFirst().metric()).isEqualTo("out_digest");
        assertThat(Decision.of(rows, 0.05).verdict().exitCode()).isEqualTo(5);
    }

    @Test
    void refusesOtherEnvironment() {
        List<Sample> candidate = launches(LAUNCHES, 100, 2);
        candidate.set(3, sample(candidate.get(3).fields(), Map.of("environment", Map.of("cores", "4"))));
        List<Row> rows = comparison.rows(launches(LAUNCHES, 100, 1), candidate);
        assertThat(rows).singleElement().extracting(Row::verdict).isEqualTo(Verdict.NOT_COMPARABLE);
        assertThat(rows.getFirst().detail()).contains("cores is 2 and 4");
    }

    @Test
    void refusesRunThatFailedItsCheck() {
        List<Sample> candidate = launches(LAUNCHES, 50, 2);
        candidate.set(3, sample(candidate.get(3).fields(), Map.of("failed", "lost 1 packet")));
        assertThat(verdicts(launches(LAUNCHES, 100, 1), candidate)).containsExactly(Verdict.FAILED);
    }

    @Test
    void missesSeries() {
        assertThat(verdicts(launches(LAUNCHES, 100, 1), List.of())).containsExactly(Verdict.MISSING);
        assertThat(Verdict.overall(verdicts(List.of(), List.of()))).isEqualTo(Verdict.MISSING);
        Row added = comparison.rows(List.of(), launches(LAUNCHES, 100, 1)).getFirst();
        assertThat(added.gates()).as("a new benchmark has no base yet").isFalse();
    }

    @Test
    void pairsByNumberWhereTheFileSaysIt() {
        List<Sample> base = new ArrayList<>();
        List<Sample> candidate = new ArrayList<>();
        for (int pair = 1; pair <= LAUNCHES; pair++) {
            base.add(TestSamples.inPair(TestSamples.PIPELINE, "base", pair, 1, 100.0 * pair));
            candidate.addFirst(TestSamples.inPair(TestSamples.PIPELINE, "candidate", pair, 1, 100.0 * pair));
        }
        assertThat(verdicts(base, candidate)).startsWith(Verdict.PASS);
    }

    @Test
    void letsTheWorstVerdictWin() {
        assertThat(Verdict.overall(List.of(Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.IMPROVED)))
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(Verdict.overall(List.of(Verdict.MISSING, Verdict.REGRESSED, Verdict.INCONCLUSIVE)))
                .isEqualTo(Verdict.REGRESSED);
        assertThat(Verdict.overall(List.of(Verdict.REGRESSED, Verdict.FAILED))).isEqualTo(Verdict.FAILED);
        assertThat(Verdict.overall(List.of(Verdict.PASS, Verdict.IMPROVED)).exitCode())
                .isZero();
    }

    @Test
    void refusesMarginsThatMeanNothing() {
        assertThatThrownBy(() -> new Comparison(Margin.SENTINEL, 0.6)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> new Margin(1.5, 0, true)).hasMessageContaining("0.03 is three percent");
    }

    /** Legs swapped: the interval mirrors. Another unit, or other order of the pairs: nothing changes. */
    @Test
    void dependsOnNothingButTheRatios() {
        Seeds.forEach(100, (seed, random) -> {
            List<Sample> base = launches(LAUNCHES, 100, seed);
            List<Sample> candidate = launches(LAUNCHES, random.nextDouble(90, 110), seed + 1);
            Row row = comparison.rows(base, candidate).getFirst();
            Row swapped = comparison.rows(candidate, base).getFirst();
            assertThat(gain(swapped).estimate()).isCloseTo(-gain(row).estimate(), within(1e-12));
            assertThat(gain(swapped).lower()).isCloseTo(-gain(row).upper(), within(1e-12));
            Row scaled =
                    comparison.rows(scaled(base, 1000), scaled(candidate, 1000)).getFirst();
            assertThat(gain(scaled).lower()).isCloseTo(gain(row).lower(), within(1e-12));
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < LAUNCHES; i++) {
                order.add(i);
            }
            Collections.shuffle(order, Random.from(random));
            Row shuffled = comparison
                    .rows(
                            order.stream().map(base::get).toList(),
                            order.stream().map(candidate::get).toList())
                    .getFirst();
            assertThat(gain(shuffled)).isEqualTo(gain(row));
        });
    }

    /** From improved over pass and inconclusive to regressed: more time for each candidate never leads back. */
    @Test
    void givesNoWorseCandidateBetterVerdict() {
        List<Verdict> order = List.of(Verdict.IMPROVED, Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.REGRESSED);
        Seeds.forEach(50, (seed, random) -> {
            List<Sample> base = launches(LAUNCHES, 100, seed);
            List<Sample> candidate = launches(LAUNCHES, 97, seed + 1);
            int worst = 0;
            for (double factor = 1; factor < 1.12; factor += 0.005) {
                Verdict verdict = comparison
                        .rows(base, scaled(candidate, factor))
                        .getFirst()
                        .verdict();
                assertThat(order.indexOf(verdict)).isGreaterThanOrEqualTo(worst);
                worst = order.indexOf(verdict);
            }
            assertThat(worst).isEqualTo(3);
        });
    }

    private static SignedRank gain(Row row) {
        return Objects.requireNonNull(row.timing()).gain();
    }

    private static List<Sample> scaled(List<Sample> samples, double factor) {
        return samples.stream()
                .map(sample -> sample(sample.fields(), Map.of("value", sample.value() * factor)))
                .toList();
    }

    private static List<Sample> named(String bench, List<Sample> samples) {
        return samples.stream()
                .map(sample -> sample(sample.fields(), Map.of("bench", bench)))
                .toList();
    }

    private static Map<String, Object> exact(double allocated, String digest) {
        return Map.of("exact", Map.of("alloc_B", allocated, "out_digest", digest));
    }

    private List<Verdict> verdicts(List<Sample> base, List<Sample> candidate) {
        return comparison.rows(base, candidate).stream().map(Row::verdict).toList();
    }
}
