package dev.ringswan.perf;

import com.fasterxml.jackson.jr.ob.JSON;
import com.github.mustachejava.DefaultMustacheFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The page: one file with everything in it. Tables and pictures are there without script and without style; the style sheet is
 * inlined and linked, and uPlot draws a chart again where scripts may run and the reader asks for it.
 */
final class HtmlReport {
    static final String STYLE = "report.css";
    static final String PEERS = "One TCP stream through two gateways";

    private static final String UPLOT_VERSION = "uplot.properties";

    private final List<Sample> samples;
    private final @Nullable Decision decision;
    private final List<Map<String, Object>> sections = new ArrayList<>();

    /**
     * A report.
     *
     * @param samples of one build, or of a gate
     * @param history of many gates, perhaps empty
     * @param decision of a gate, or null
     */
    HtmlReport(List<Sample> samples, List<Sample> history, @Nullable Decision decision) throws IOException {
        this.samples = List.copyOf(samples);
        this.decision = decision;
        Charts charts = new Charts(samples);
        List<Chart> lines = charts.lines();
        section(
                "peers",
                "Against other VPNs",
                "All ends and both gateways share the cores of one machine.",
                bars(PEERS, charts.peers(), charts.commands("e2e")),
                List.of());
        section(
                "throughput",
                "Throughput by size",
                "Bits of the inner packets. \"limit\" is what the machine can do at most.",
                ofFamily(lines, "Throughput", true),
                ReportTables.peers(charts.groups()));
        section(
                "stages",
                "Where the time goes",
                "Nanoseconds per packet of each stage on its own.",
                bars("Nanoseconds per packet of each stage", charts.stages(), charts.commands("stage")),
                List.of());
        section("latency", "Latency", "", pictures(charts.latencies()), List.of());
        section("scaling", "Scaling", "", ofFamily(lines, "Throughput", false), List.of());
        List<Chart> trends = Trend.of(history).stream()
                .filter(trend -> trend.points().size() > 1)
                .map(Charts::history)
                .toList();
        section("history", "History", "Dashed lines: both detectors see a change.", pictures(trends), List.of());
        section("all", "All series", "", List.of(), List.of(ReportTables.series(charts.groups())));
        section("environment", "Environment", "", List.of(), List.of(ReportTables.environment(samples)));
    }

    private void section(
            String id, String name, String note, List<Map<String, Object>> charts, List<Map<String, Object>> tables) {
        if (!charts.isEmpty() || !tables.isEmpty()) {
            Map<String, Object> section = new LinkedHashMap<>();
            section.put("id", id);
            section.put("name", name);
            section.put("note", note);
            section.put("charts", charts);
            section.put("tables", tables);
            sections.add(section);
        }
    }

    private static List<Map<String, Object>> ofFamily(List<Chart> charts, String start, boolean wanted)
            throws IOException {
        return pictures(charts.stream()
                .filter(chart -> chart.title().startsWith(start) == wanted)
                .toList());
    }

    private static List<Map<String, Object>> pictures(List<Chart> charts) throws IOException {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Chart chart : charts) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("title", chart.title());
            entry.put("svg", chart.svg());
            // "</" would end the element that the data stands in.
            entry.put("data", JSON.std.asString(chart.data()).replace("</", "<\\/"));
            List<Map<String, Object>> legend = new ArrayList<>();
            for (int i = 0; i < chart.lines().size() && chart.lines().size() > 1; i++) {
                Svg swatch = new Svg(26, 12, chart.lines().get(i).label());
                swatch.path("0,6 26,6", i);
                swatch.mark(13, 6, i, "");
                legend.add(Map.of(
                        "swatch",
                        swatch.toString(),
                        "label",
                        chart.lines().get(i).label()));
            }
            entry.put("legend", legend.isEmpty() ? List.of() : Map.of("entries", legend));
            entry.put("commands", chart.commands());
            list.add(entry);
        }
        return list;
    }

    private static List<Map<String, Object>> bars(String title, List<Bars.Bar> bars, List<String> commands) {
        if (bars.isEmpty()) {
            return List.of();
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("title", title);
        entry.put("svg", Bars.svg(title, bars));
        entry.put("data", "");
        entry.put("legend", List.of());
        entry.put("commands", commands);
        return List.of(entry);
    }

    /** The page; the same samples give the same bytes. */
    String html() throws IOException {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("title", "Ringswan performance");
        page.put("subject", subject());
        page.put("css", resource(STYLE) + webjar("uPlot.min.css"));
        page.put("sections", sections);
        List<Map<String, Object>> contents = new ArrayList<>();
        if (decision != null) {
            contents.add(Map.of("id", "verdict", "name", "Verdict"));
            page.put("decision", decision(decision));
        }
        sections.forEach(section -> contents.add(Map.of(
                "id", Objects.requireNonNull(section.get("id")), "name", Objects.requireNonNull(section.get("name")))));
        page.put("contents", contents);
        page.put("scripts", Map.of("uplot", webjar("uPlot.iife.min.js"), "js", resource("report.js")));
        StringWriter out = new StringWriter();
        new DefaultMustacheFactory()
                .compile(new StringReader(resource("report.mustache")), "report")
                .execute(out, page);
        return out.toString();
    }

    private static Map<String, Object> decision(Decision decision) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", kind(decision.verdict(), true));
        map.put("word", decision.verdict().word());
        map.put("sentence", decision.sentence());
        List<Row> timed = decision.rows().stream()
                .filter(row -> row.timing() != null)
                .sorted((one, other) -> Double.compare(lower(one), lower(other)))
                .toList();
        map.put("forest", timed.isEmpty() ? "" : Bars.forest(timed));
        map.put("commands", List.of("scripts/perf gate"));
        map.put(
                "rows",
                decision.rows().stream()
                        .map(row -> Map.of(
                                "kind", kind(row.verdict(), row.gates()),
                                "word", row.word(),
                                "series", row.series().toString(),
                                "metric", row.metric(),
                                "detail", row.detail()))
                        .toList());
        return map;
    }

    private static double lower(Row row) {
        return Objects.requireNonNull(row.timing()).gain().lower();
    }

    private static String kind(Verdict verdict, boolean gates) {
        return verdict.exitCode() == 0 ? "good" : verdict == Verdict.INCONCLUSIVE || !gates ? "warn" : "bad";
    }

    private String subject() {
        TreeSet<String> commits = new TreeSet<>();
        TreeSet<String> times = new TreeSet<>();
        for (Sample sample : samples) {
            if (!sample.commit().isEmpty()) {
                commits.add((sample.leg() + " " + sample.commit()).strip());
            }
            if (!sample.text("time").isEmpty()) {
                times.add(sample.text("time"));
            }
        }
        long valid = samples.stream().filter(Sample::valid).count();
        return String.join(", ", commits)
                + (times.isEmpty() ? "" : "; " + times.first() + " to " + times.last())
                + "; " + samples.size() + " samples, " + (samples.size() - valid) + " of them disturbed.";
    }

    static String resource(String name) throws IOException {
        return text(HtmlReport.class.getResourceAsStream(name), name);
    }

    /** A file of uPlot's web jar, whose version is part of the path. */
    private static String webjar(String file) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(resource(UPLOT_VERSION)));
        String path = "META-INF/resources/webjars/uplot/" + properties.getProperty("version") + "/dist/" + file;
        return text(HtmlReport.class.getClassLoader().getResourceAsStream(path), path);
    }

    private static String text(@Nullable InputStream stream, String name) throws IOException {
        if (stream == null) {
            throw new IOException(name + " is missing in the jar of perf-reports; build it again");
        }
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
