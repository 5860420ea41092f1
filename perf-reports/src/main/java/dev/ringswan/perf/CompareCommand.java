package dev.ringswan.perf;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare BASE CANDIDATE}: a verdict for each series and exact metric, and an exit code for all. */
@Command(
        name = "compare",
        description = "Judges a candidate against a base, each a file of results.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:pass or improved",
            "1:the tool broke",
            "2:wrong usage, or a file that does not follow the format",
            "3:regressed",
            "4:inconclusive: too noisy or too few pairs",
            "5:a run failed its own check, or the outputs differ",
            "6:environments differ",
            "7:a series is missing"
        })
final class CompareCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private JudgeOptions judge;

    @Option(names = "--json", description = "Print the verdict as JSON.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "BASE", description = "Results of the old build.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path base;

    @Parameters(index = "1", paramLabel = "CANDIDATE", description = "Results of the new build.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path candidate;

    @Override
    public Integer call() throws IOException {
        List<Row> rows = judge.comparison().rows(ResultFile.read(base), ResultFile.read(candidate));
        Decision decision = Decision.of(rows, judge.alpha);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(decision.toJson());
        } else {
            decision.print(out);
        }
        out.flush();
        return decision.verdict().exitCode();
    }
}
