package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole gate over JVMs that print instead of measuring: real launches, real jars, planted changes. */
final class GateCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path base;

    @BeforeEach
    void buildBase() throws IOException {
        base = FakeBench.jar(directory.resolve("old.jar"), 100, 0, "5f", "");
    }

    @Test
    void passesUnchangedBuildAndWritesItsReport() throws IOException {
        assertThat(gate(base)).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("No loss beyond the margin on 4 rows")
                .contains("pass\n");
        List<Sample> samples = ResultFile.read(directory.resolve("out/results.jsonl"));
        assertThat(samples).hasSize(2 * 2 * 8);
        assertThat(samples).allSatisfy(sample -> {
            assertThat(sample.text("fp_hw")).startsWith("h:");
            assertThat(sample.text("bench_hash")).hasSize(12);
            assertThat(sample.fields()).containsKeys("env", "session", "slot", "command");
        });
        assertThat(directory.resolve("out/verdict.json")).content().contains("\"verdict\":\"pass\"");
        assertThat(directory.resolve("out/junit.xml")).content().contains("tests=\"4\" failures=\"0\"");
        assertThat(directory.resolve("out/summary.md")).content().contains("## Performance: pass");
    }

    @Test
    void namesStageThatRegressed() throws IOException {
        assertThat(gate(FakeBench.jar(directory.resolve("new.jar"), 108, 0, "5f", "")))
                .isEqualTo(3);
        assertThat(out.toString()).contains("Regressed: stage.encap.");
        assertThat(directory.resolve("out/junit.xml"))
                .content()
                .contains("failures=\"1\"")
                .contains("<failure message=\"regressed: ");
    }

    @Test
    void failsOnOneAllocationAfterTheFirstPair() throws IOException {
        assertThat(gate(FakeBench.jar(directory.resolve("new.jar"), 100, 16, "5f", "")))
                .isEqualTo(3);
        assertThat(out.toString()).contains("stage.encap alloc_B").contains("0 -> 16");
        assertThat(ResultFile.read(directory.resolve("out/results.jsonl"))).hasSize(4);
    }

    @Test
    void callsOtherOutputIncorrect() throws IOException {
        assertThat(gate(FakeBench.jar(directory.resolve("new.jar"), 90, 0, "60", "")))
                .isEqualTo(5);
        assertThat(out.toString())
                .contains("Incorrect: ")
                .contains("the outputs differ: {out_digest=5f} and {out_digest=60}");
    }

    @Test
    void callsRunThatFailedItsOwnCheckIncorrect() throws IOException {
        assertThat(gate(FakeBench.jar(directory.resolve("new.jar"), 90, 0, "", "")))
                .isEqualTo(5);
        assertThat(err.toString())
                .contains("the candidate leg ended with status 1")
                .contains("a packet was lost");
    }

    @Test
    void runsTheSameBenchmarksInBothLegsWhenTheyChanged() throws IOException {
        Path changed = FakeBench.jar(directory.resolve("new.jar"), 100, 0, "5f", "changed");
        assertThat(gate(changed, "--pairs", "1", "--extra", "0", "--on-inconclusive", "pass"))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).contains("the benchmarks themselves differ");
        assertThat(ResultFile.read(directory.resolve("out/results.jsonl")))
                .allSatisfy(sample -> assertThat(sample.text("remark")).isEqualTo("changed"));
    }

    @Test
    void exitsWithSevenWhenTheBaseHasNoSuchSuite() {
        assertThat(gate(base, "--launch", "stages")).isIn(5, 7);
        assertThat(err.toString()).contains("unknown command stages");
    }

    @Test
    void exitsWithEightWhenWaiversAreWrong() throws IOException {
        Path waivers = Files.writeString(directory.resolve("waivers"), "stage.* time 9% 2020-01-01 long ago\n");
        assertThat(gate(base, "--waivers", waivers.toString())).isEqualTo(8);
        assertThat(err.toString()).contains("waivers:1: expired on 2020-01-01");
    }

    @Test
    void exitsWithTwoWhenAskedWrongly() {
        assertThat(gate(directory.resolve("none.jar"))).isEqualTo(2);
        assertThat(gate(base, "--suite", "nothing")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no such jar").contains("there is no suite nothing");
    }

    private int gate(Path candidate, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "gate",
                "--base-jar",
                base.toString(),
                "--candidate-jar",
                candidate.toString(),
                "--keep-disturbed",
                "--settle",
                "0",
                "--seed",
                "1",
                "--out",
                directory.resolve("out").toString()));
        arguments.addAll(more.length == 0 ? List.of("--pairs", "8") : List.of(more));
        return Main.run(new PrintWriter(out), new PrintWriter(err, true), arguments.toArray(String[]::new));
    }
}
