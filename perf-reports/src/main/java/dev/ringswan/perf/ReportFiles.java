package dev.ringswan.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what was measured, for people and for machines. The same samples give the same bytes. */
final class ReportFiles {
    private static final String PEERS = "peers.svg";

    private ReportFiles() {}

    /**
     * Writes {@code index.html}, {@code report.css} and {@code summary.md}, where there is a decision {@code junit.xml} and
     * {@code verdict.json} too, and of an end-to-end run {@value #PEERS}, for a README.
     *
     * @param history samples of many gates, perhaps empty
     * @param decision of a gate, or null
     */
    static void write(List<Sample> samples, List<Sample> history, @Nullable Decision decision, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(HtmlReport.STYLE), HtmlReport.resource(HtmlReport.STYLE));
        Files.writeString(directory.resolve("index.html"), new HtmlReport(samples, history, decision).html());
        List<Bars.Bar> peers = new Charts(samples).peers();
        if (!peers.isEmpty()) {
            Files.writeString(directory.resolve(PEERS), Svg.standalone(Bars.svg(HtmlReport.PEERS, peers)) + "\n");
        }
        if (decision != null) {
            Files.writeString(directory.resolve("verdict.json"), decision.toJson() + "\n");
            Files.writeString(directory.resolve("junit.xml"), JunitXml.of(decision));
        }
        Files.writeString(
                directory.resolve("summary.md"),
                decision == null ? Markdown.of(samples) : Markdown.of(samples, decision));
    }
}
