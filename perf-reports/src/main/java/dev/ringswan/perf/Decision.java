package dev.ringswan.perf;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rows of a comparison and what they come to.
 *
 * @param rows all of them
 * @param verdict of those that gate
 * @param alpha the error of all rows together
 */
record Decision(List<Row> rows, Verdict verdict, double alpha) {
    static final String SCHEMA = "perf.verdict/1";

    private static final int NAMES_MAX = 4;

    Decision {
        rows = List.copyOf(rows);
    }

    static Decision of(List<Row> rows, double alpha) {
        return new Decision(
                rows,
                Verdict.overall(
                        rows.stream().filter(Row::gates).map(Row::verdict).toList()),
                alpha);
    }

    /** One sentence for the top of a page. */
    String sentence() {
        List<Row> culprits = rows.stream()
                .filter(Row::gates)
                .filter(row -> row.verdict() == verdict)
                .toList();
        return switch (verdict) {
            case FAILED -> "Incorrect: " + named(culprits) + ".";
            case REGRESSED -> "Regressed: " + named(culprits) + ".";
            case NOT_COMPARABLE -> "The legs cannot be compared: " + named(culprits) + ".";
            case MISSING -> rows.isEmpty() ? "Nothing was measured." : "Missing: " + named(culprits) + ".";
            case INCONCLUSIVE -> "Inconclusive: too noisy or too few pairs for " + named(culprits) + ".";
            case WAIVED, PASS, IMPROVED -> passed();
        };
    }

    private String passed() {
        double worst = 0;
        for (Row row : rows) {
            Row.Timing timing = row.timing();
            if (row.gates() && timing != null) {
                worst = Math.max(worst, timing.visiblePercent());
            }
        }
        long improved =
                rows.stream().filter(row -> row.verdict() == Verdict.IMPROVED).count();
        return String.format(
                Locale.ROOT,
                "No loss beyond the margin on %d rows; a loss of %.1f %% would have been seen on each.%s",
                rows.stream().filter(Row::gates).count(),
                worst,
                improved == 0 ? "" : " " + improved + " improved: pin them?");
    }

    private String named(List<Row> culprits) {
        Map<Series, String> shortNames =
                Series.shortNames(rows.stream().map(Row::series).toList());
        List<String> names = culprits.stream()
                .map(row -> shortNames.getOrDefault(row.series(), "")
                        + (row.metric().isEmpty() || row.metric().equals(Row.TIME) ? "" : " " + row.metric()))
                .limit(NAMES_MAX)
                .toList();
        int more = culprits.size() - names.size();
        return String.join(", ", names) + (more == 0 ? "" : " and " + more + " more");
    }

    void print(PrintWriter out) {
        Table table = new Table("verdict", "series", "metric", "");
        Map<Series, String> names =
                Series.shortNames(rows.stream().map(Row::series).toList());
        rows.forEach(row -> table.row(row.word(), names.getOrDefault(row.series(), ""), row.metric(), row.detail()));
        table.print(out);
        out.println();
        out.println(sentence());
        out.println(verdict.word());
        out.flush();
    }

    String toJson() throws IOException {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Row row : rows) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("bench", row.series().bench());
            entry.put("params", row.series().params());
            entry.put("metric", row.metric());
            entry.put("verdict", row.verdict().word());
            entry.put("gates", row.gates());
            entry.put("detail", row.detail());
            Row.Timing timing = row.timing();
            if (timing != null) {
                entry.put("unit", timing.unit());
                entry.put("base", timing.base());
                entry.put("candidate", timing.candidate());
                entry.put("pairs", timing.pairs());
                entry.put("voided", timing.voided());
                entry.put("gain", Math.expm1(timing.gain().estimate()));
                entry.put("gain_lower", finite(Math.expm1(timing.gain().lower())));
                entry.put("gain_upper", finite(Math.expm1(timing.gain().upper())));
                entry.put("visible_loss_pct", finite(timing.visiblePercent()));
            }
            list.add(entry);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("schema", SCHEMA);
        all.put("verdict", verdict.word());
        all.put("exit", verdict.exitCode());
        all.put("sentence", sentence());
        all.put("alpha", alpha);
        all.put("rows", list);
        return JSON.std.asString(all);
    }

    /** JSON has no infinity. */
    private static Object finite(double value) {
        return Double.isFinite(value) ? value : String.valueOf(value);
    }
}
