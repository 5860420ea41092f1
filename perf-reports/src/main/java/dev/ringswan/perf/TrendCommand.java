package dev.ringswan.perf;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trend FILE…}: change points of the ratio to a pinned build over many sessions. */
@Command(
        name = "trend",
        description = {
            "Finds changes in the results of many gates against one pinned build, such as those of each night.",
            "A change counts when E-divisive and MDL both see it, two sessions apart at most."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:nothing",
            "3:a loss within the last sessions",
            "7:a series is missing in the last two sessions"
        })
final class TrendCommand implements Callable<Integer> {
    private static final int MISSING_SESSIONS = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--recent",
            defaultValue = "7",
            description = "Sessions in which a loss is news (${DEFAULT-VALUE}).")
    private int recent;

    @Option(names = "--json", description = "One JSON object a line and trend.")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Results of gates, or directories of them.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<Path> files;

    @Override
    public Integer call() throws IOException {
        List<Trend> trends = Trend.of(ResultFile.readAll(files));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            for (Trend trend : trends) {
                out.println(JSON.std.asString(line(trend)));
            }
        } else {
            print(trends, out);
        }
        List<String> missing = missing(trends);
        missing.forEach(name -> spec.commandLine().getErr().println("perf: missing in the last two sessions: " + name));
        boolean loss = trends.stream()
                .anyMatch(trend -> trend.changes().stream()
                        .anyMatch(change -> change.step() < 0
                                && change.index() >= trend.points().size() - recent));
        out.flush();
        return loss ? Verdict.REGRESSED.exitCode() : missing.isEmpty() ? 0 : Verdict.MISSING.exitCode();
    }

    private static void print(List<Trend> trends, PrintWriter out) {
        Table table = new Table("series", "machine", "sessions", "now", "change", "session", "commit", "");
        for (Trend trend : trends) {
            String now = Numbers.percent(trend.points().getLast().gain().estimate());
            List<String> start = List.of(
                    trend.series().toString(),
                    trend.hardware(),
                    String.valueOf(trend.points().size()),
                    now);
            if (trend.changes().isEmpty() && trend.hints().isEmpty()) {
                table.row(start.get(0), start.get(1), start.get(2), start.get(3), "-", "", "", "");
            }
            trend.changes().forEach(change -> row(table, start, trend, change, "both detectors"));
            trend.hints().forEach(change -> row(table, start, trend, change, "one detector: a hint"));
        }
        table.print(out);
    }

    private static void row(Table table, List<String> start, Trend trend, Trend.Change change, String remark) {
        Trend.Point point = trend.points().get(change.index());
        table.row(
                start.get(0),
                start.get(1),
                start.get(2),
                start.get(3),
                Numbers.percent(change.step()),
                point.session(),
                point.commit(),
                remark);
    }

    private static Map<String, Object> line(Trend trend) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("schema", "perf.trend/1");
        line.put("bench", trend.series().bench());
        line.put("params", trend.series().params());
        line.put("fp_hw", trend.hardware());
        line.put("sessions", trend.points().stream().map(Trend.Point::session).toList());
        line.put(
                "gain",
                trend.points().stream()
                        .map(point -> Math.expm1(point.gain().estimate()))
                        .toList());
        line.put("changes", changes(trend, trend.changes()));
        line.put("hints", changes(trend, trend.hints()));
        return line;
    }

    private static List<Map<String, Object>> changes(Trend trend, List<Trend.Change> changes) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Trend.Change change : changes) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("session", trend.points().get(change.index()).session());
            entry.put("commit", trend.points().get(change.index()).commit());
            entry.put("step", Math.expm1(change.step()));
            list.add(entry);
        }
        return list;
    }

    /** Series that were measured on a machine before, but not in its last two sessions. */
    private static List<String> missing(List<Trend> trends) {
        SortedMap<String, TreeSet<String>> sessions = new TreeMap<>();
        for (Trend trend : trends) {
            trend.points()
                    .forEach(point -> sessions.computeIfAbsent(trend.hardware(), machine -> new TreeSet<>())
                            .add(point.session()));
        }
        List<String> missing = new ArrayList<>();
        for (Trend trend : trends) {
            List<String> last = new ArrayList<>(sessions.getOrDefault(trend.hardware(), new TreeSet<>()));
            List<String> newest = last.subList(Math.max(0, last.size() - MISSING_SESSIONS), last.size());
            if (newest.size() == MISSING_SESSIONS
                    && !newest.contains(trend.points().getLast().session())) {
                missing.add(trend.series() + " on " + trend.hardware());
            }
        }
        return missing;
    }
}
