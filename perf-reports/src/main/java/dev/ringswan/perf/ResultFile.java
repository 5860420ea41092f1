package dev.ringswan.perf;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads result files of the format {@value #SCHEMA}. Whatever is wrong is reported with file, line and field. */
final class ResultFile {
    static final String SCHEMA = "ringswan.floor/1";
    /** The line that sums a run up for people and scripts; it says nothing that the records do not. */
    private static final String SUMMARY = "ringswan.targets/1";
    /** More rounds say nothing new, and the exact interval would take long. */
    static final int ROUNDS_MAX = 1000;

    private static final String UNIT = "ns/packet";

    private ResultFile() {}

    /**
     * All records, in the order of the file.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when there is no file, or a line does not follow the format
     */
    static List<FloorRecord> read(Path file) throws IOException {
        List<FloorRecord> records = new ArrayList<>();
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(file + ": there is no such file, or it may not be read");
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank()) {
                try {
                    if (!SUMMARY.equals(JSON.std.mapFrom(line).get("schema"))) {
                        records.add(parse(line));
                    }
                } catch (IOException | IllegalArgumentException e) {
                    throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        return records;
    }

    static FloorRecord parse(String line) throws IOException {
        Map<String, Object> object = JSON.std.mapFrom(line);
        String schema = text(object, "schema");
        if (!schema.equals(SCHEMA)) {
            throw new IllegalArgumentException("schema \"" + schema + "\", but this version reads " + SCHEMA);
        }
        if (!text(object, "unit").equals(UNIT)) {
            throw new IllegalArgumentException("unit must be " + UNIT);
        }
        Series series = new Series(
                text(object, "benchmark"),
                text(object, "engine"),
                text(object, "algorithm"),
                text(object, "direction"),
                number(object, "size", null),
                number(object, "sas", 1),
                number(object, "burst", 64));
        SortedMap<String, String> environment = new TreeMap<>();
        map(object, "environment", true).forEach((key, value) -> environment.put(key, String.valueOf(value)));
        SortedMap<String, Double> exact = new TreeMap<>();
        map(object, "exact", false).forEach((key, value) -> exact.put(key, real("exact." + key, value)));
        return new FloorRecord(
                series,
                legs(map(object, "legs", true)),
                exact,
                environment,
                !Boolean.FALSE.equals(object.get("valid")),
                object.get("failed") instanceof String failure ? failure : null);
    }

    private static SortedMap<String, double[]> legs(Map<String, Object> object) {
        SortedMap<String, double[]> legs = new TreeMap<>();
        object.forEach((leg, list) -> legs.put(leg, samples("legs." + leg, list)));
        if (legs.values().stream()
                        .mapToInt(samples -> samples.length)
                        .distinct()
                        .count()
                != 1) {
            throw new IllegalArgumentException("legs must be there and have the same number of samples, one a round");
        }
        return legs;
    }

    private static double[] samples(String field, Object value) {
        if (!(value instanceof List<?> list) || list.isEmpty() || list.size() > ROUNDS_MAX) {
            throw new IllegalArgumentException(field + " must be a list of 1 to " + ROUNDS_MAX + " samples");
        }
        double[] samples =
                list.stream().mapToDouble(sample -> real(field, sample)).toArray();
        for (double sample : samples) {
            if (sample <= 0) {
                throw new IllegalArgumentException(field + " holds " + sample + ", but times are positive");
            }
        }
        return samples;
    }

    private static double real(String field, @Nullable Object value) {
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException(field + " must be a finite number, not " + value);
    }

    private static int number(Map<String, Object> object, String field, @Nullable Integer otherwise) {
        Object value = object.getOrDefault(field, otherwise);
        if (value instanceof Integer number && number > 0) {
            return number;
        }
        throw new IllegalArgumentException(field + " must be a positive integer, not " + value);
    }

    private static String text(Map<String, Object> object, String field) {
        if (object.get(field) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new IllegalArgumentException(field + " must be a text, not " + object.get(field));
    }

    @SuppressWarnings("unchecked") // A JSON object of jackson-jr is always a Map with String keys.
    private static Map<String, Object> map(Map<String, Object> object, String field, boolean required) {
        Object value = object.get(field);
        if (value instanceof Map<?, ?>) {
            return (Map<String, Object>) value;
        }
        if (value == null && !required) {
            return Map.of();
        }
        throw new IllegalArgumentException(field + " must be an object, not " + value);
    }
}
