package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class GateRunTest {
    private static final Series STAGE = new Series("stage.encap", Map.of());
    private static final List<String> LAUNCH = List.of("suite", "gate");

    private final List<String> log = new ArrayList<>();
    private final TwoStage judge = new TwoStage(new Comparison(Margin.SENTINEL, 0.05));

    @Test
    void interleavesPairsInDrawnOrder() throws IOException {
        List<Sample> samples = run(12, new Build(1, 1.0));
        assertThat(samples)
                .hasSize(24)
                .allSatisfy(sample -> assertThat(sample.text("session")).isEqualTo("s"));
        for (int i = 0; i < 24; i += 2) {
            assertThat(samples.get(i).pair())
                    .isEqualTo(samples.get(i + 1).pair())
                    .isEqualTo(i / 2 + 1);
            assertThat(samples.get(i).leg()).isNotEqualTo(samples.get(i + 1).leg());
        }
        assertThat(samples.stream()
                        .filter(sample ->
                                Integer.valueOf(1).equals(sample.fields().get("slot")))
                        .map(Sample::leg))
                .contains(Sample.BASE, Sample.CANDIDATE);
        assertThat(legs(run(12, new Build(1, 1.0)))).as("one seed, one order").isEqualTo(legs(samples));
    }

    @Test
    void endsWithoutMorePairsWhenAllIsDecided() throws IOException {
        assertThat(judge.rows(run(12, new Build(1, 1.0))).getFirst().verdict()).isEqualTo(Verdict.PASS);
        assertThat(log).noneMatch(line -> line.contains("more pairs"));
    }

    @Test
    void addsPairsOnceForSuspects() throws IOException {
        List<Sample> samples = run(12, new Build(1, 1.03));
        assertThat(samples).hasSize(40);
        assertThat(log)
                .filteredOn(line -> line.contains("8 more pairs for [stage.encap]"))
                .hasSize(1);
        Row row = judge.rows(samples).getFirst();
        assertThat(row.detail()).contains("20 pairs");
    }

    @Test
    void namesStageThatRegressed() throws IOException {
        Decision decision = Decision.of(judge.rows(run(12, new Build(1, 1.08))), 0.05);
        assertThat(decision.sentence()).isEqualTo("Regressed: stage.encap.");
        assertThat(decision.verdict().exitCode()).isEqualTo(3);
    }

    @Test
    void stopsAfterFirstPairWhenOutputsDiffer() throws IOException {
        Build broken = new Build(1, 1.0) {
            @Override
            Map<String, Object> line(String leg) {
                Map<String, Object> line = super.line(leg);
                line.put("exact", Map.of("out_digest", leg));
                return line;
            }
        };
        List<Sample> samples = run(12, broken);
        assertThat(samples).hasSize(2);
        assertThat(judge.rows(samples)).extracting(Row::verdict).containsExactly(Verdict.FAILED);
    }

    @Test
    void measuresDisturbedPairsAgainButNotForEver() throws IOException {
        int[] launches = {0};
        Build noisy = new Build(1, 1.0) {
            @Override
            Map<String, Object> line(String leg) {
                Map<String, Object> line = super.line(leg);
                if (launches[0]++ < 4) {
                    line.put("valid", false);
                    line.put("why", "the hypervisor stole 9.0 % of the time");
                }
                return line;
            }
        };
        List<Sample> samples = run(12, noisy);
        assertThat(samples).hasSize(28);
        assertThat(judge.rows(samples).getFirst().detail()).contains("12 pairs (2 voided)");

        launches[0] = Integer.MIN_VALUE;
        List<Sample> hopeless = run(12, noisy);
        assertThat(hopeless.stream()
                        .filter(sample ->
                                Integer.valueOf(1).equals(sample.fields().get(TwoStage.FIELD))))
                .as("a quarter of the pairs again")
                .hasSize(2 * 15);
        assertThat(judge.rows(hopeless).getFirst().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void letsFailedLaunchesOut() {
        assertThatThrownBy(() -> run(12, new Build(1, 1.0) {
                    @Override
                    public List<Map<String, Object>> launch(String leg, List<String> arguments) throws IOException {
                        throw new LaunchException(leg, 1, "lost a packet");
                    }
                }))
                .isInstanceOfSatisfying(
                        LaunchException.class, e -> assertThat(e.verdict()).isEqualTo(Verdict.FAILED));
        assertThat(new LaunchException(Sample.BASE, 2, "no such suite").verdict())
                .isEqualTo(Verdict.MISSING);
    }

    private List<Sample> run(int pairs, GateRun.Launcher launcher) throws IOException {
        log.clear();
        return new GateRun(new GateRun.Plan("s", "quick", List.of(LAUNCH), pairs, 8, 7), judge, launcher, log::add)
                .run();
    }

    private static List<String> legs(List<Sample> samples) {
        return samples.stream().map(Sample::leg).toList();
    }

    /** A build whose candidate takes {@code factor} times as long, with 0.7 % of noise. */
    private static class Build implements GateRun.Launcher {
        private final SplittableRandom random;
        private final double factor;

        Build(long seed, double factor) {
            random = new SplittableRandom(seed);
            this.factor = factor;
        }

        Map<String, Object> line(String leg) {
            double ns = 100 * (leg.equals(Sample.CANDIDATE) ? factor : 1) * (1 + 0.005 * random.nextGaussian());
            return new LinkedHashMap<>(TestSamples.line(STAGE, ns));
        }

        @Override
        public List<Map<String, Object>> launch(String leg, List<String> arguments) throws IOException {
            assertThat(arguments).isEqualTo(LAUNCH);
            return List.of(line(leg));
        }
    }
}
