package dev.ringswan.perf;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads and appends result files (this module's README). Whatever is wrong is reported with file, line and field. */
final class ResultFile {
    /** Sums a run up, or says more about its machine, but nothing that a sample does not. */
    private static final Set<String> SKIPPED = Set.of("perf.machine/1", "perf.session/1");

    private ResultFile() {}

    /**
     * All samples, in the order of the file.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when there is no file, or a line does not follow the format
     */
    static List<Sample> read(Path file) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + ": there is no such file, or it may not be read");
        }
        String text = Files.readString(file, StandardCharsets.UTF_8);
        List<Sample> samples = new ArrayList<>();
        if (text.stripLeading().startsWith("[")) {
            readJmh(file, text, samples);
            return samples;
        }
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank()) {
                try {
                    samples.addAll(parse(line));
                } catch (IOException | IllegalArgumentException e) {
                    throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        return samples;
    }

    /** All samples of some files, or of all {@code .jsonl} files below a directory, in the order of their paths. */
    static List<Sample> readAll(Collection<Path> paths) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                try (var below = Files.walk(path)) {
                    for (Path file : below.filter(one -> one.toString().endsWith(".jsonl"))
                            .sorted()
                            .toList()) {
                        samples.addAll(read(file));
                    }
                }
            } else {
                samples.addAll(read(path));
            }
        }
        return samples;
    }

    /** The samples of one line; none when the line only sums up. */
    static List<Sample> parse(String line) throws IOException {
        Map<String, Object> object = JSON.std.mapFrom(line);
        String schema = SampleParser.text(object, "schema");
        return switch (schema) {
            case SampleParser.SAMPLE, SampleParser.TRIAL -> List.of(SampleParser.parse(object));
            case OtherFormats.FLOOR ->
                OtherFormats.ofFloor(object).stream().map(SampleParser::parse).toList();
            default -> {
                if (SKIPPED.contains(schema) || schema.matches("ringswan\\.[a-z-]+/1")) {
                    yield List.of();
                }
                throw new IllegalArgumentException("schema \"" + schema + "\", but this version reads "
                        + SampleParser.SAMPLE + ", " + SampleParser.TRIAL + " and " + OtherFormats.FLOOR);
            }
        };
    }

    private static void readJmh(Path file, String text, List<Sample> samples) throws IOException {
        List<Object> results = JSON.std.listFrom(text);
        for (int i = 0; i < results.size(); i++) {
            if (!(results.get(i) instanceof Map<?, ?>)) {
                throw new IllegalArgumentException(file + ": entry " + (i + 1) + " is no result of JMH");
            }
            @SuppressWarnings("unchecked") // A JSON object of jackson-jr is always a Map with String keys.
            Map<String, Object> result = (Map<String, Object>) results.get(i);
            try {
                OtherFormats.ofJmh(result).forEach(line -> samples.add(SampleParser.parse(line)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ": entry " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
    }

    /** Appends lines to a file, which is made when it is missing. */
    static void append(Path file, List<Map<String, Object>> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Map<String, Object> line : lines) {
            text.append(JSON.std.asString(line)).append('\n');
        }
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
