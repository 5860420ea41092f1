package dev.ringswan.perf;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code summary FILE}: one row for each record of a result file. */
@Command(name = "summary", description = "Prints a table of a result file.", mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {
    private static final double ALPHA = 0.025;
    private static final String ENGINE = "engine";
    private static final String PIPELINE = "pipeline";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "A file of JSON Lines, see perf-reports/README.md.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Override
    public Integer call() throws IOException {
        print(ResultFile.read(file), spec.commandLine().getOut());
        return 0;
    }

    static void print(List<FloorRecord> records, PrintWriter out) {
        Table table = new Table(
                "benchmark",
                "engine",
                "algorithm",
                "direction",
                "size",
                "SAs",
                "ns per packet",
                "pipeline - engine, 95 %",
                "exact",
                "");
        List<FloorRecord> sorted = new ArrayList<>(records);
        sorted.sort(Comparator.comparing(FloorRecord::series));
        for (FloorRecord floor : sorted) {
            Series series = floor.series();
            table.row(
                    series.benchmark(),
                    series.engine(),
                    series.algorithm(),
                    series.direction(),
                    String.valueOf(series.size()),
                    String.valueOf(series.sas()),
                    legs(floor),
                    overhead(floor),
                    exact(floor),
                    remark(floor));
        }
        table.print(out);
        out.flush();
    }

    private static String legs(FloorRecord floor) {
        List<String> words = new ArrayList<>();
        for (String leg : floor.legs().keySet()) {
            words.add(String.format(Locale.ROOT, "%s %.1f", leg, floor.median(leg)));
        }
        return String.join(", ", words);
    }

    /** What the pipeline costs on top of the engine, from the differences within each round. */
    private static String overhead(FloorRecord floor) {
        double[] engine = floor.legs().get(ENGINE);
        double[] pipeline = floor.legs().get(PIPELINE);
        if (engine == null || pipeline == null) {
            return "-";
        }
        double[] differences = new double[engine.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = pipeline[i] - engine[i];
        }
        SignedRank overhead = SignedRank.of(differences, ALPHA);
        return String.format(
                Locale.ROOT, "%.1f ns [%.1f, %.1f]", overhead.estimate(), overhead.lower(), overhead.upper());
    }

    private static String exact(FloorRecord floor) {
        List<String> words = new ArrayList<>();
        for (Map.Entry<String, Double> metric : floor.exact().entrySet()) {
            words.add(metric.getKey() + " " + metric.getValue());
        }
        return words.isEmpty() ? "-" : String.join(", ", words);
    }

    private static String remark(FloorRecord floor) {
        if (floor.failure() != null) {
            return "FAILED: " + floor.failure();
        }
        return floor.valid() ? "" : "disturbed, does not count";
    }
}
