package dev.ringswan.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes what a comparison came to, for people and for machines. The same samples give the same bytes. */
final class ReportFiles {
    private ReportFiles() {}

    /** Writes {@code summary.md}, {@code junit.xml} and {@code verdict.json} into a directory. */
    static void write(List<Sample> samples, Decision decision, Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("verdict.json"), decision.toJson() + "\n");
        Files.writeString(directory.resolve("junit.xml"), JunitXml.of(decision));
        Files.writeString(directory.resolve("summary.md"), Markdown.of(samples, decision));
    }
}
