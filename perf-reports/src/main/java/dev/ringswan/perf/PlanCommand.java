package dev.ringswan.perf;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plan}: the smallest loss that a gate could see, before anything runs. */
@Command(
        name = "plan",
        description = "Prints the smallest loss that a gate would see nine times of ten.",
        mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
    private static final List<Double> GUESSES = List.of(0.007, 0.015, 0.03);
    private static final double PERCENT = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private JudgeOptions judge;

    @Option(names = "--benchmarks", defaultValue = "12", description = "Timed rows that gate (${DEFAULT-VALUE}).")
    private int benchmarks;

    @Option(names = "--pairs", defaultValue = "12", description = "Pairs of stage 1 (${DEFAULT-VALUE}).")
    private int pairs;

    @Option(names = "--extra", defaultValue = "8", description = "More pairs for suspects (${DEFAULT-VALUE}).")
    private int extra;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "results.jsonl of a gate: take the noise from there.")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (file == null) {
            guesses(out);
        } else {
            measured(out, ResultFile.read(file));
        }
        out.flush();
        return 0;
    }

    private void guesses(PrintWriter out) {
        double rowAlpha = judge.alpha / benchmarks;
        Table table = new Table("noise of a pair", "sees after " + pairs + " pairs", "after " + (pairs + extra));
        for (double deviation : GUESSES) {
            table.row(
                    percent(deviation),
                    sees(deviation, pairs, rowAlpha * TwoStage.FIRST_SHARE),
                    sees(deviation, pairs + extra, rowAlpha * TwoStage.SECOND_SHARE));
        }
        table.print(out);
        int least = Comparison.pairsMin(rowAlpha * TwoStage.FIRST_SHARE);
        out.println();
        out.println("With " + benchmarks + " rows, fewer than " + least + " pairs can fail nothing in stage 1.");
    }

    private void measured(PrintWriter out, List<Sample> samples) {
        Collection<Row> rows = new TwoStage(judge.comparison()).rows(samples);
        Table table = new Table("series", "pairs", "sees");
        for (Row row : rows) {
            Row.Timing timing = row.timing();
            if (timing != null) {
                table.row(
                        row.series().toString(),
                        String.valueOf(timing.pairs()),
                        String.format(Locale.ROOT, "%.1f %%", timing.visiblePercent()));
            }
        }
        table.print(out);
        out.println();
        out.println(judge.comparison()
                        .timedRows(new TreeSet<>(
                                samples.stream().map(Sample::series).toList())) + " rows share an error of "
                + judge.alpha);
    }

    private String sees(double deviation, int count, double rowAlpha) {
        double loss = Comparison.detectable(deviation, count, rowAlpha) + Math.log1p(judge.margin);
        return Double.isInfinite(loss) ? "nothing" : percent(Math.expm1(loss));
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.1f %%", PERCENT * ratio);
    }
}
