package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsSummary() throws IOException {
        assertThat(run("summary", file("a", 100, 12))).isZero();
        assertThat(out.toString())
                .contains("pipeline.inbound size=64")
                .contains("12")
                .contains("alloc_B 0");
    }

    @Test
    void exitsWithZeroWhenNothingChanged() throws IOException {
        assertThat(run("compare", file("a", 100, 12), file("b", 100, 12))).isZero();
        assertThat(out.toString()).endsWith("\npass\n");
    }

    @Test
    void exitsWithThreeWhenSlower() throws IOException {
        assertThat(run("compare", file("a", 100, 12), file("b", 110, 12))).isEqualTo(3);
        assertThat(out.toString()).endsWith("\nregressed\n").contains("gain -9.1 %");
    }

    @Test
    void exitsWithFourWhenThereAreTooFewLaunches() throws IOException {
        assertThat(run("compare", file("a", 100, 3), file("b", 110, 3))).isEqualTo(4);
    }

    @Test
    void exitsWithSixWhenEnvironmentsDiffer() throws IOException {
        Path other = directory.resolve("c");
        ResultFile.append(
                other,
                TestSamples.launches(12, 100, 1).stream()
                        .map(sample -> SampleParser.with(sample.fields(), Map.of("environment", Map.of("cores", "64"))))
                        .toList());
        assertThat(run("compare", file("a", 100, 12), other.toString())).isEqualTo(6);
        assertThat(out.toString()).contains("cores is 2 and 64");
    }

    @Test
    void printsVerdictAsJson() throws IOException {
        assertThat(run("compare", "--json", file("a", 100, 12), file("b", 110, 12)))
                .isEqualTo(3);
        assertThat(out.toString()).startsWith("{\"schema\":\"perf.verdict/1\",\"verdict\":\"regressed\",\"exit\":3");
    }

    @Test
    void plansFromGuessesAndFromResults() throws IOException {
        assertThat(run("plan", "--benchmarks", "12", "--alpha", "0.05")).isZero();
        assertThat(out.toString())
                .contains("noise of a pair")
                .contains("0.7 %")
                .contains("fewer than 11 pairs can fail nothing");
        Path gate = directory.resolve("gate.jsonl");
        for (int pair = 1; pair <= 12; pair++) {
            for (String leg : new String[] {"base", "candidate"}) {
                Sample sample = TestSamples.inPair(TestSamples.PIPELINE, leg, pair, 1, 100 + pair % 3);
                ResultFile.append(gate, List.of(sample.fields()));
            }
        }
        assertThat(run("plan", gate.toString())).isZero();
        assertThat(out.toString()).contains("pipeline.inbound size=64  12     3.0 %");
    }

    @Test
    void tellsWhatDisturbsWithRemedy() throws IOException {
        Path sys = directory.resolve("sys");
        Files.createDirectories(sys.resolve("devices/system/cpu/cpu0/cpufreq"));
        Files.writeString(sys.resolve("devices/system/cpu/cpu0/cpufreq/scaling_governor"), "powersave\n");
        Files.createDirectories(sys.resolve("devices/system/cpu/smt"));
        Files.writeString(sys.resolve("devices/system/cpu/smt/active"), "1\n");
        assertThat(run("doctor", "--sys", sys.toString())).isEqualTo(4);
        assertThat(out.toString())
                .contains("! the CPU governor is powersave\n  remedy: cpupower frequency-set -g performance")
                .contains("two threads share each core");
    }

    @Test
    void exitsWithTwoWhenAskedWrongly() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(run("compare", file("a", 100, 1))).isEqualTo(2);
        assertThat(run("summary", directory.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("there is no such file");
        assertThat(run("compare", "--alpha", "2", file("a", 1, 1), file("b", 1, 1)))
                .isEqualTo(2);
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private String file(String name, double ns, int launches) throws IOException {
        Path file = directory.resolve(name);
        for (int i = 0; i < launches; i++) {
            ResultFile.append(file, List.of(TestSamples.line(TestSamples.PIPELINE, ns)));
        }
        return file.toString();
    }
}
