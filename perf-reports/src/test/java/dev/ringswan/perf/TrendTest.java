package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The detectors over 90 nights whose truth is known, and the trend over files of gates. */
final class TrendTest {
    private static final int NIGHTS = 90;
    private static final int CHANGE = 60;
    private static final int SERIES = 60;

    private final ChangePoints detectors = new ChangePoints(0.01);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    @Test
    void seesNothingInRatiosThatDoNotChange() {
        SplittableRandom random = new SplittableRandom(1);
        int energetic = 0;
        int described = 0;
        for (int i = 0; i < SERIES; i++) {
            double[] ratios = ratios(random, 0);
            energetic += detectors.eDivisive(ratios).size();
            described += detectors.shortestDescription(ratios).size();
        }
        assertThat((double) energetic / SERIES).isLessThan(0.06);
        assertThat((double) described / SERIES).isLessThan(0.06);
    }

    @ParameterizedTest
    @CsvSource({"0.02, 0.9", "0.03, 0.95", "0.05, 1"})
    void bothSeeChangeOfRatio(double loss, double least) {
        SplittableRandom random = new SplittableRandom(2);
        int energetic = 0;
        int described = 0;
        for (int i = 0; i < SERIES; i++) {
            double[] ratios = ratios(random, loss);
            energetic += near(detectors.eDivisive(ratios)) ? 1 : 0;
            described += near(detectors.shortestDescription(ratios)) ? 1 : 0;
        }
        assertThat((double) energetic / SERIES).isGreaterThanOrEqualTo(least);
        assertThat((double) described / SERIES).isGreaterThanOrEqualTo(least);
    }

    /** Why the ratio is followed and not the rate: on a machine that drifts the rate changes all the time. */
    @Test
    void wouldCryWolfOverRatesOfDriftingMachine() {
        SplittableRandom random = new SplittableRandom(3);
        int energetic = 0;
        int described = 0;
        for (int i = 0; i < SERIES; i++) {
            double[] rates = SimulationTest.drift(NIGHTS, 0.03, 0.006, random);
            for (int night = 0; night < NIGHTS; night++) {
                rates[night] = Math.exp(rates[night]);
            }
            energetic += detectors.eDivisive(rates).size();
            described += detectors.shortestDescription(rates).size();
        }
        assertThat((double) energetic / SERIES).isGreaterThan(1.5);
        assertThat((double) described / SERIES).isGreaterThan(1.5);
    }

    @Test
    void findsStepsWithoutNoiseExactly() {
        double[] steps = new double[30];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = i < 10 ? 1 : i < 20 ? 0.95 : 1.02;
        }
        assertThat(detectors.eDivisive(steps)).containsExactly(10, 20);
        assertThat(detectors.shortestDescription(steps)).containsExactly(10, 20);
        assertThat(detectors.eDivisive(new double[] {1, 1, 1})).isEmpty();
        assertThat(detectors.shortestDescription(new double[] {1})).isEmpty();
    }

    @Test
    void alertsWhenBothAgree() throws IOException {
        assertThat(trend(20, 0.04, "s:1", "stage.encap")).isEqualTo(3);
        assertThat(trendOutput)
                .contains("stage.encap")
                .contains("both detectors")
                .contains("-3.7 %")
                .contains("c13");
    }

    @Test
    void keepsQuietWithoutChangeAndAboutOldOnes() throws IOException {
        assertThat(trend(20, 0, "s:1", "stage.encap")).isZero();
    }

    @Test
    void callsNewKernelNoRegression() throws IOException {
        assertThat(trend(20, 0.04, "s:2", "stage.encap")).isZero();
        assertThat(trendOutput).doesNotContain("detector");
    }

    @Test
    void alertsWhenSeriesIsMissing() throws IOException {
        Path file = directory.resolve("gone.jsonl");
        for (int night = 0; night < 5; night++) {
            ResultFile.append(file, session(night, "stage.parse", 1, "s:1"));
            if (night < 3) {
                ResultFile.append(file, session(night, "stage.encap", 1, "s:1"));
            }
        }
        StringWriter err = new StringWriter();
        assertThat(Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), "trend", file.toString()))
                .isEqualTo(7);
        assertThat(err.toString()).contains("missing in the last two sessions: stage.encap on h:1");
    }

    private String trendOutput = "";

    /** Twenty nights, the last eight of them slower, perhaps on other software. */
    private int trend(int nights, double loss, String laterSoftware, String bench) throws IOException {
        Path file = directory.resolve("trend.jsonl");
        for (int night = 0; night < nights; night++) {
            boolean later = night >= nights - 7;
            ResultFile.append(file, session(night, bench, later ? 1 + loss : 1, later ? laterSoftware : "s:1"));
        }
        StringWriter out = new StringWriter();
        int status = Main.run(new PrintWriter(out), new PrintWriter(new StringWriter()), "trend", file.toString());
        trendOutput = out.toString();
        return status;
    }

    private static List<Map<String, Object>> session(int night, String bench, double factor, String software) {
        SplittableRandom random = new SplittableRandom(night);
        List<Map<String, Object>> lines = new ArrayList<>();
        for (int pair = 1; pair <= 12; pair++) {
            for (String leg : List.of("base", "candidate")) {
                double ns = 100 * (leg.equals("base") ? 1 : factor) * (1 + 0.005 * random.nextGaussian());
                lines.add(SampleParser.with(
                        TestSamples.line(new Series(bench, Map.of()), ns),
                        Map.of(
                                "session",
                                String.format(Locale.ROOT, "2026-11-%02d", night + 1),
                                "leg",
                                leg,
                                "pair",
                                pair,
                                "fp_hw",
                                "h:1",
                                "fp_sw",
                                software,
                                "build",
                                Map.of("commit", leg.equals("base") ? "pin" : "c" + night))));
            }
        }
        return lines;
    }

    private static double[] ratios(SplittableRandom random, double loss) {
        double[] ratios = new double[NIGHTS];
        for (int night = 0; night < NIGHTS; night++) {
            ratios[night] = (night < CHANGE ? 1 : 1 - loss) * (1 + 0.008 * random.nextGaussian());
        }
        return ratios;
    }

    private static boolean near(List<Integer> points) {
        return points.stream().anyMatch(point -> Math.abs(point - CHANGE) <= 5);
    }
}
