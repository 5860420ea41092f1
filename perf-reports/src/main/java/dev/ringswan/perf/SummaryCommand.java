package dev.ringswan.perf;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code summary FILE…}: one row for each series of result files. */
@Command(name = "summary", description = "Prints a table of result files.", mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Results, see perf-reports/README.md; or directories of them.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<Path> files;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Table table = new Table("series", "leg", "samples", "median", "unit", "exact", "");
        SortedMap<Series, Map<String, List<Sample>>> bySeries = new TreeMap<>();
        for (Sample sample : ResultFile.readAll(files)) {
            bySeries.computeIfAbsent(sample.series(), series -> new TreeMap<>())
                    .computeIfAbsent(sample.leg(), leg -> new ArrayList<>())
                    .add(sample);
        }
        bySeries.forEach((series, legs) -> legs.forEach((leg, samples) -> row(table, series, leg, samples)));
        table.print(out);
        out.flush();
        return 0;
    }

    private static void row(Table table, Series series, String leg, List<Sample> samples) {
        Sample first = samples.getFirst();
        double[] values = samples.stream()
                .filter(Sample::valid)
                .mapToDouble(Sample::value)
                .toArray();
        table.row(
                series.toString(),
                leg.isEmpty() ? "-" : leg,
                String.valueOf(samples.size()),
                values.length == 0 ? "-" : Numbers.prefixed(Sample.median(values)),
                first.unit(),
                exact(first),
                remark(samples));
    }

    private static String exact(Sample sample) {
        List<String> words = new ArrayList<>();
        sample.counts().forEach((metric, value) -> words.add(metric + " " + Numbers.three(value)));
        sample.digests().forEach((metric, value) -> words.add(metric + " " + value));
        return words.isEmpty() ? "-" : String.join(", ", words);
    }

    private static String remark(List<Sample> samples) {
        String failures = samples.stream()
                .filter(sample -> sample.failure() != null)
                .map(sample -> "FAILED: " + sample.failure())
                .distinct()
                .collect(Collectors.joining("; "));
        long disturbed = samples.stream().filter(sample -> !sample.valid()).count();
        return failures + (disturbed == 0 ? "" : disturbed + " disturbed, do not count");
    }
}
