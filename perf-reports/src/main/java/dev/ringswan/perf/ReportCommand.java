package dev.ringswan.perf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report FILE…}: a page with charts, and the same in Markdown. */
@Command(
        name = "report",
        description = "Writes index.html and summary.md; for results of a gate also junit.xml and verdict.json.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private JudgeOptions judge;

    @Option(
            names = "--out",
            defaultValue = "perf-out",
            paramLabel = "DIR",
            description = "Takes the files (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path out;

    @Option(names = "--history", paramLabel = "DIR", description = "Results of gates against a pinned build.")
    private @Nullable List<Path> history;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Results, or directories of them.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<Path> files;

    @Override
    public Integer call() throws IOException {
        List<Sample> samples = ResultFile.readAll(files);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("there is no sample in " + files);
        }
        List<Sample> past = history == null ? List.of() : ResultFile.readAll(history);
        boolean gate = samples.stream().anyMatch(sample -> !sample.leg().isEmpty());
        Decision decision = gate ? Decision.of(new TwoStage(judge.comparison()).rows(samples), judge.alpha) : null;
        ReportFiles.write(samples, past, decision, out);
        spec.commandLine().getOut().println(out.resolve("index.html"));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
