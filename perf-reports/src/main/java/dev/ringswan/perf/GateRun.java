package dev.ringswan.perf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Measures two builds in interleaved pairs of launches.
 *
 * <pre>
 *   pair 1: launch A: candidate, base     launch B: base, candidate      order inside a pair by a seeded coin,
 *   pair 2: launch A: base, candidate     launch B: base, candidate      all launches of a pair before the next pair:
 *   …                                                                    a bad minute hits everything a little
 * </pre>
 *
 * After the first pair the exact gates are judged: an allocation, a lost packet or another output needs no statistics. A pair in
 * which the machine was disturbed is measured again at the end, up to a quarter of all pairs.
 *
 * <p><em>Threading:</em> one thread.
 */
final class GateRun {
    private static final int RERUN_SHARE = 4;

    private final Plan plan;
    private final TwoStage judge;
    private final Launcher launcher;
    private final Consumer<String> progress;
    private final SplittableRandom coin;
    private final List<Sample> samples = new ArrayList<>();
    private final Set<Integer> disturbed = new HashSet<>();
    private int nextPair = 1;

    /** Starts one JVM of a leg and returns the lines that it measured. */
    interface Launcher {
        /** Fails with {@link LaunchException} when the JVM failed. */
        List<Map<String, Object>> launch(String leg, List<String> arguments) throws IOException;
    }

    /**
     * What to measure.
     *
     * @param session names the run in each sample
     * @param launches arguments of each JVM of a leg
     * @param pairs pairs of stage 1
     * @param extra pairs of stage 2
     * @param seed of the coin
     */
    record Plan(String session, String suite, List<List<String>> launches, int pairs, int extra, long seed) {}

    GateRun(Plan plan, TwoStage judge, Launcher launcher, Consumer<String> progress) {
        this.plan = plan;
        this.judge = judge;
        this.launcher = launcher;
        this.progress = progress;
        coin = new SplittableRandom(plan.seed());
    }

    /** Measures until all is decided, and returns all samples, disturbed ones too. */
    List<Sample> run() throws IOException {
        stage(1, plan.launches(), plan.pairs());
        if (isDecidedExactly()) {
            return samples;
        }
        Set<Series> suspects = judge.suspects(samples);
        if (plan.extra() > 0 && !suspects.isEmpty()) {
            progress.accept(plan.extra() + " more pairs for " + suspects);
            stage(2, launchesOf(suspects), plan.extra());
        }
        return samples;
    }

    private void stage(int stage, List<List<String>> launches, int pairs) throws IOException {
        int wanted = pairs;
        int reruns = pairs / RERUN_SHARE;
        for (int done = 0; done < wanted; done++) {
            int pair = nextPair++;
            for (List<String> launch : launches) {
                pair(stage, pair, launch);
            }
            if (pair == 1 && isDecidedExactly()) {
                progress.accept("decided after the first pair");
                return;
            }
            if (disturbed.contains(pair) && reruns > 0) {
                reruns--;
                wanted++;
            }
        }
    }

    private void pair(int stage, int pair, List<String> launch) throws IOException {
        boolean candidateFirst = coin.nextBoolean();
        for (int slot = 1; slot <= 2; slot++) {
            String leg = candidateFirst == (slot == 1) ? Sample.CANDIDATE : Sample.BASE;
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("session", plan.session());
            place.put("suite", plan.suite());
            place.put("leg", leg);
            place.put("pair", pair);
            place.put("slot", slot);
            place.put(TwoStage.FIELD, stage);
            place.put("launch", String.join(" ", launch));
            for (Map<String, Object> line : launcher.launch(leg, launch)) {
                Sample sample = SampleParser.parse(SampleParser.with(line, place));
                samples.add(sample);
                if (!sample.valid() && disturbed.add(pair)) {
                    progress.accept("pair " + pair + " does not count: " + sample.text("why"));
                }
            }
        }
        progress.accept("pair " + pair + " measured: " + String.join(" ", launch));
    }

    /** Whether something that needs no statistics has failed. */
    private boolean isDecidedExactly() {
        return judge.rows(samples).stream()
                .filter(row -> !row.metric().equals(Row.TIME) && row.gates())
                .anyMatch(row -> row.verdict().exitCode() != 0);
    }

    private List<List<String>> launchesOf(Set<Series> suspects) {
        Set<String> names = new HashSet<>();
        samples.stream()
                .filter(sample -> suspects.contains(sample.series()))
                .forEach(sample -> names.add(sample.text("launch")));
        return plan.launches().stream()
                .filter(launch -> names.contains(String.join(" ", launch)))
                .toList();
    }
}
