package dev.ringswan.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what was measured, for people and for machines. The same samples give the same bytes. */
final class ReportFiles {
    private ReportFiles() {}

    /**
     * Writes {@code index.html} and {@code report.css}, and where there is a decision {@code summary.md}, {@code junit.xml} and
     * {@code verdict.json} too.
     *
     * @param history samples of many gates, perhaps empty
     * @param decision of a gate, or null
     */
    static void write(List<Sample> samples, List<Sample> history, @Nullable Decision decision, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(HtmlReport.STYLE), HtmlReport.resource(HtmlReport.STYLE));
        Files.writeString(directory.resolve("index.html"), new HtmlReport(samples, history, decision).html());
        if (decision != null) {
            Files.writeString(directory.resolve("verdict.json"), decision.toJson() + "\n");
            Files.writeString(directory.resolve("junit.xml"), JunitXml.of(decision));
        }
        Files.writeString(
                directory.resolve("summary.md"),
                decision == null ? Markdown.of(samples) : Markdown.of(samples, decision));
    }
}
