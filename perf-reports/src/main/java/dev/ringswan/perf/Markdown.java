package dev.ringswan.perf;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The summary of a comparison that fits a pull request. */
final class Markdown {
    /** More rows than this are left to the report. */
    private static final int ROWS_MAX = 40;

    private static final String[] SPARKS = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

    private Markdown() {}

    static String of(List<Sample> samples, Decision decision) {
        StringBuilder text = new StringBuilder();
        text.append("## Performance: ").append(decision.verdict().word()).append("\n\n");
        text.append(cell(decision.sentence())).append("\n\n");
        text.append("| | series | metric | | pairs |\n|---|---|---|---|---|\n");
        Map<Series, String> names =
                Series.shortNames(decision.rows().stream().map(Row::series).toList());
        List<Row> rows = decision.rows().stream()
                .sorted((one, other) -> one.verdict().compareTo(other.verdict()))
                .toList();
        for (Row row : rows.subList(0, Math.min(ROWS_MAX, rows.size()))) {
            text.append("| ").append(row.word()).append(" | ").append(cell(names.getOrDefault(row.series(), "")));
            text.append(" | ").append(row.metric()).append(" | ").append(cell(row.detail()));
            text.append(" | ")
                    .append(row.timing() == null ? "" : sparks(samples, row.series()))
                    .append(" |\n");
        }
        if (rows.size() > ROWS_MAX) {
            text.append("\n").append(rows.size() - ROWS_MAX).append(" more rows are in the report.\n");
        }
        TreeSet<String> commits = new TreeSet<>();
        for (Sample sample : samples) {
            if (!sample.commit().isEmpty()) {
                commits.add((sample.leg().isEmpty() ? "" : sample.leg() + " ") + sample.commit());
            }
        }
        text.append("\nMeasured: ").append(String.join(", ", commits)).append(".\n");
        return text.toString();
    }

    /** The medians of all series, where nothing was compared. */
    static String of(List<Sample> samples) {
        StringBuilder text =
                new StringBuilder("## Performance\n\n| series | median | unit | samples |\n|---|---|---|---|\n");
        new Charts(samples)
                .groups()
                .forEach((series, group) -> text.append("| ")
                        .append(cell(series.toString()))
                        .append(" | ")
                        .append(Numbers.prefixed(Charts.median(group)))
                        .append(" | ")
                        .append(group.getFirst().unit())
                        .append(" | ")
                        .append(group.size())
                        .append(" |\n"));
        return text.toString();
    }

    /** The gain of each pair in order, from the worst to the best of them. */
    private static String sparks(List<Sample> samples, Series series) {
        double[] gains = Pairs.gains(samples, series);
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double gain : gains) {
            least = Math.min(least, gain);
            most = Math.max(most, gain);
        }
        StringBuilder line = new StringBuilder();
        for (double gain : gains) {
            int level = most > least ? (int) ((gain - least) / (most - least) * (SPARKS.length - 1)) : 0;
            line.append(SPARKS[level]);
        }
        return line.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
