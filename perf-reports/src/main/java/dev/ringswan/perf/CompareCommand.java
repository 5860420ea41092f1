package dev.ringswan.perf;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare BASE CANDIDATE}: a verdict for each leg and exact metric, and an exit code for all. */
@Command(
        name = "compare",
        description = "Judges a candidate against a base.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:pass or improved",
            "1:the tool broke",
            "2:wrong usage, or a file that does not follow the format",
            "3:regressed",
            "4:inconclusive: too noisy or too few pairs",
            "5:invalid: a run failed its own check",
            "6:invalid: environments differ",
            "7:invalid: a series is missing"
        })
final class CompareCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--margin", defaultValue = "0.03", description = "Loss that must be excluded (${DEFAULT-VALUE}).")
    private double margin;

    @Option(names = "--alpha", defaultValue = "0.05", description = "Error of all rows together (${DEFAULT-VALUE}).")
    private double alpha;

    @Parameters(index = "0", paramLabel = "BASE", description = "Records of the old build.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path base;

    @Parameters(index = "1", paramLabel = "CANDIDATE", description = "Records of the new build.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path candidate;

    @Override
    public Integer call() throws IOException {
        List<Row> rows = new Comparison(margin, alpha).rows(ResultFile.read(base), ResultFile.read(candidate));
        Table table = new Table("verdict", "series", "metric", "");
        rows.forEach(row -> table.row(row.verdict().word(), row.series().toString(), row.metric(), row.detail()));
        PrintWriter out = spec.commandLine().getOut();
        table.print(out);
        Verdict overall = Verdict.overall(rows.stream().map(Row::verdict).toList());
        out.println();
        out.println(overall.word());
        out.flush();
        return overall.exitCode();
    }
}
