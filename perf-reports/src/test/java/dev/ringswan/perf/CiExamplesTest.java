package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that all CI examples call, run for real over small jars, in a repository of its own. */
final class CiExamplesTest {
    private static final Path ROOT =
            Path.of(System.getProperty("ringswan.root", "..")).toAbsolutePath();
    private static final Path EXAMPLES = ROOT.resolve("perf-reports/ci-examples");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path repository;

    /** A repository whose scripts/perf runs the classes under test instead of a jar. */
    @BeforeEach
    void makeRepository() throws IOException {
        Files.createDirectories(repository.resolve("scripts"));
        Files.copy(ROOT.resolve("scripts/jvm.flags"), repository.resolve("scripts/jvm.flags"));
        Path perf = Files.writeString(
                repository.resolve("scripts/perf"),
                "#!/bin/sh\nexec \"%s/bin/java\" -Dringswan.root=\"%s\" -cp \"%s\" dev.ringswan.perf.Main \"$@\"\n"
                        .formatted(System.getProperty("java.home"), repository, System.getProperty("java.class.path")));
        assertThat(perf.toFile().setExecutable(true)).isTrue();
        Builds.output(repository, "git", "init", "-q");
    }

    @Test
    void leavesWhatServersShow() throws Exception {
        Path base = FakeBench.jar(repository.resolve("old.jar"), 100, 0, "5f", "");
        assertThat(perfCi(base, base, "8")).isZero();
        assertThat(repository.resolve("perf-out"))
                .isDirectoryContaining("glob:**/index.html")
                .isDirectoryContaining("glob:**/report.css")
                .isDirectoryContaining("glob:**/junit.xml")
                .isDirectoryContaining("glob:**/verdict.json")
                .isDirectoryContaining("glob:**/results.jsonl");
        assertThat(repository.resolve("step-summary")).content().contains("## Performance: pass");
    }

    @Test
    void handsOnTheVerdict() throws Exception {
        Path base = FakeBench.jar(repository.resolve("old.jar"), 100, 0, "5f", "");
        assertThat(perfCi(base, FakeBench.jar(repository.resolve("new.jar"), 100, 24, "5f", ""), "1"))
                .isEqualTo(3);
        assertThat(perfCi(base, FakeBench.jar(repository.resolve("bad.jar"), 100, 0, "60", ""), "1"))
                .isEqualTo(5);
        assertThat(repository.resolve("step-summary"))
                .content()
                .contains("## Performance: regressed")
                .contains("## Performance: incorrect");
    }

    @ParameterizedTest
    @ValueSource(strings = {"github-actions.yml", "Jenkinsfile", "gitlab-ci.yml"})
    void allServersRunTheSameScript(String example) throws IOException {
        assertThat(Files.readString(EXAMPLES.resolve(example)))
                .contains("perf-reports/ci-examples/perf-ci")
                .contains("perf-out");
    }

    private int perfCi(Path base, Path candidate, String pairs) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        EXAMPLES.resolve("perf-ci").toString(),
                        "HEAD",
                        "--base-jar",
                        base.toString(),
                        "--candidate-jar",
                        candidate.toString(),
                        "--pairs",
                        pairs,
                        "--settle",
                        "0",
                        "--keep-disturbed"))
                .directory(repository.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .put("GITHUB_STEP_SUMMARY", repository.resolve("step-summary").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(output).isTrue();
        return process.exitValue();
    }
}
