package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

final class ReportTest {
    private static final String HOSTILE = "scripts/bench </script><script>alert(1)</script>";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    @Test
    void showsEverythingWithoutScriptAndStyle() throws Exception {
        Path results = directory.resolve("run.jsonl");
        ResultFile.append(results, run());
        String page = bare(report(results));
        assertThat(page)
                .contains(
                        "Throughput by packet size: pipeline.outbound",
                        "Where the time goes",
                        "encap",
                        "Latency: latency.memory")
                .contains("pipeline.outbound by sas", "<td>2.10 G</td>", "1.05 G (0.50×)", "Fact", "cores")
                .contains("<code>scripts/bench suite quick --json</code>")
                .doesNotContain("NaN", "Infinity", "{{");
        assertThat(page).as("each line has its name in a legend").contains("ipsec-mb", "c-twin (limit)");
        List<String> pictures = pictures(page);
        assertThat(pictures).hasSizeGreaterThan(5);
        for (String picture : pictures) {
            assertThat(picture).doesNotContain("style=").contains("<title>");
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(picture)));
        }
        assertThat(page).as("inline style is forbidden on some servers").doesNotContain(" style=");
        assertThat(directory.resolve("out/summary.md")).content().contains("| stage.encap | 38 | ns/packet | 1 |");
        assertThat(directory.resolve("out/peers.svg"))
                .content()
                .contains("<style>svg{color", ">2.10 Gbit/s<", "openvpn", ">1.05 Gbit/s (0.50×)<");
    }

    @Test
    void escapesWhatItIsGiven() throws IOException {
        Path results = directory.resolve("run.jsonl");
        List<Map<String, Object>> hostile = new ArrayList<>();
        for (String size : List.of("64", "1400")) {
            hostile.add(SampleParser.with(
                    TestSamples.line(
                            new Series("pipeline.inbound", Map.of("size", size, "engine", "<img src=x>")), 100),
                    Map.of("command", HOSTILE)));
        }
        ResultFile.append(results, hostile);
        assertThat(report(results)).doesNotContain("<script>alert").doesNotContain("<img");
    }

    @Test
    void isTheSameForTheSameSamples() throws IOException {
        Path results = directory.resolve("run.jsonl");
        ResultFile.append(results, run());
        assertThat(report(results)).isEqualTo(report(results));
    }

    @Test
    void showsVerdictAndHistory() throws IOException {
        Path results = directory.resolve("gate.jsonl");
        for (int night = 1; night <= 3; night++) {
            for (int pair = 1; pair <= 12; pair++) {
                for (String leg : List.of("base", "candidate")) {
                    double ns = (leg.equals("base") ? 100 : 108) + pair * 0.1;
                    Sample sample = TestSamples.inPair(TestSamples.PIPELINE, leg, pair, 1, ns);
                    Path file = night == 3 ? results : directory.resolve("history.jsonl");
                    ResultFile.append(
                            file, List.of(SampleParser.with(sample.fields(), Map.of("session", "2026110" + night))));
                }
            }
        }
        String page =
                report(results, "--history", directory.resolve("history.jsonl").toString());
        assertThat(page)
                .contains(
                        "class=\"verdict bad\"", "Regressed: pipeline.inbound.", "gain over the pinned build", "uPlot");
        assertThat(pictures(bare(page)).getFirst()).contains("regressed");
        assertThat(directory.resolve("out/junit.xml")).content().contains("failures=\"1\"");
        assertThat(directory.resolve("out/report.css")).content().contains("prefers-color-scheme");
    }

    @Test
    void refusesEmptyResults() throws IOException {
        StringWriter err = new StringWriter();
        Path empty = Files.writeString(directory.resolve("empty.jsonl"), "");
        assertThat(Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), "report", empty.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no sample in");
    }

    private String report(Path results, String... more) throws IOException {
        Path out = directory.resolve("out");
        List<String> arguments = new ArrayList<>(List.of("report", "--out", out.toString(), results.toString()));
        arguments.addAll(List.of(more));
        StringWriter err = new StringWriter();
        assertThat(Main.run(
                        new PrintWriter(new StringWriter()), new PrintWriter(err), arguments.toArray(String[]::new)))
                .as(err.toString())
                .isZero();
        return Files.readString(out.resolve("index.html"));
    }

    /** The page as it is shown where scripts and inline style are forbidden. */
    private static String bare(String page) {
        return page.replaceAll("(?s)<script.*?</script>", "").replaceAll("(?s)<style>.*?</style>", "");
    }

    private static List<String> pictures(String page) {
        List<String> pictures = new ArrayList<>();
        Matcher matcher = Pattern.compile("(?s)<svg.*?</svg>").matcher(page);
        while (matcher.find()) {
            pictures.add(matcher.group());
        }
        return pictures;
    }

    private static List<Map<String, Object>> run() {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (String size : List.of("64", "512", "1400")) {
            for (String engine : List.of("ipsec-mb", "jca")) {
                lines.add(line("pipeline.outbound", Map.of("size", size, "engine", engine, "sas", "1"), 100));
            }
            lines.add(line("engine.seal", Map.of("size", size, "engine", "ipsec-mb"), 50));
            lines.add(SampleParser.with(
                    line("engine.seal", Map.of("size", size, "engine", "c-twin"), 45), Map.of("role", "limit")));
        }
        for (String sas : List.of("1000", "100000")) {
            lines.add(line("pipeline.outbound", Map.of("size", "64", "engine", "ipsec-mb", "sas", sas), 110));
        }
        lines.add(line("stage.encap", Map.of(), 38));
        lines.add(SampleParser.with(
                line("latency.memory", Map.of("load", "50"), 20),
                Map.of("unit", "us", "lat_us", Map.of("50", 20, "99", 40, "99.9", 90, "max", 400))));
        for (Map.Entry<String, Double> peer :
                Map.of("ringswan", 2.1e9, "openvpn", 1.05e9).entrySet()) {
            lines.add(SampleParser.with(
                    line("e2e.tcp", Map.of("peer", peer.getKey(), "streams", "1", "direction", "up"), peer.getValue()),
                    Map.of(
                            "unit",
                            "bit/s",
                            "better",
                            "higher",
                            "schema",
                            SampleParser.TRIAL,
                            "round",
                            1,
                            "role",
                            peer.getKey().equals("ringswan") ? "subject" : "peer")));
        }
        return lines;
    }

    private static Map<String, Object> line(String bench, Map<String, String> params, double value) {
        return SampleParser.with(
                TestSamples.line(new Series(bench, params), value),
                Map.of("command", "scripts/bench suite quick --json"));
    }
}
