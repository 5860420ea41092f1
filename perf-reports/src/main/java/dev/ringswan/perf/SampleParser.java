package dev.ringswan.perf;

import dev.ringswan.perf.Sample.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns the object of a {@code perf.sample/1} or {@code perf.trial/1} line into a {@link Sample}; errors name the field. */
final class SampleParser {
    static final String SAMPLE = "perf.sample/1";
    static final String TRIAL = "perf.trial/1";
    /** More iterations say nothing new. */
    static final int ITERATIONS_MAX = 1000;

    private SampleParser() {}

    /** The sample of a line; fails with IllegalArgumentException when a field is missing or not what the format says. */
    static Sample parse(Map<String, Object> line) {
        String bench = text(line, "bench");
        if (!bench.matches("[a-z0-9-]+(\\.[A-Za-z0-9-]+)*")) {
            throw new IllegalArgumentException(
                    "bench must be a dotted name such as stage.encap, not \"" + bench + "\"");
        }
        double value = positive("value", line.get("value"));
        checkIterations(line.getOrDefault("iter", List.of(value)));
        SortedMap<String, Double> counts = new TreeMap<>();
        SortedMap<String, String> digests = new TreeMap<>();
        map(line, "exact").forEach((name, exact) -> {
            if (exact instanceof String digest) {
                digests.put(name, digest);
            } else {
                counts.put(name, real("exact." + name, exact));
            }
        });
        SortedMap<String, Double> latency = new TreeMap<>();
        map(line, "lat_us").forEach((percentile, us) -> latency.put(percentile, real("lat_us." + percentile, us)));
        return new Sample(
                new Series(bench, texts(line, "params")),
                role(line),
                leg(line),
                number(line, line.containsKey("round") ? "round" : "pair"),
                text(line, "unit"),
                higherIsBetter(line),
                value,
                counts,
                digests,
                latency,
                texts(line, "environment"),
                !Boolean.FALSE.equals(line.get("valid")),
                line.get("failed") instanceof String failure ? failure : null,
                line);
    }

    /** A copy of a line with other fields put in or replaced. */
    static Map<String, Object> with(Map<String, Object> line, Map<String, Object> others) {
        Map<String, Object> copy = new LinkedHashMap<>(line);
        copy.putAll(others);
        return copy;
    }

    private static Role role(Map<String, Object> line) {
        Object role = line.getOrDefault("role", "subject");
        for (Role one : Role.values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(role)) {
                return one;
            }
        }
        throw new IllegalArgumentException("role must be subject, peer or limit, not " + role);
    }

    private static String leg(Map<String, Object> line) {
        Object leg = line.getOrDefault("leg", "");
        if (leg.equals("") || leg.equals(Sample.BASE) || leg.equals(Sample.CANDIDATE)) {
            return (String) leg;
        }
        throw new IllegalArgumentException("leg must be base or candidate, not " + leg);
    }

    private static boolean higherIsBetter(Map<String, Object> line) {
        Object better = line.getOrDefault("better", "lower");
        if (better.equals("lower") || better.equals("higher")) {
            return better.equals("higher");
        }
        throw new IllegalArgumentException("better must be lower or higher, not " + better);
    }

    /** Iterations are kept in the line only: they are not independent of each other, so the sample counts once. */
    private static void checkIterations(Object value) {
        if (!(value instanceof List<?> list) || list.isEmpty() || list.size() > ITERATIONS_MAX) {
            throw new IllegalArgumentException("iter must be a list of 1 to " + ITERATIONS_MAX + " numbers");
        }
        list.forEach(one -> positive("iter", one));
    }

    static double positive(String field, @Nullable Object value) {
        double number = real(field, value);
        if (number <= 0) {
            throw new IllegalArgumentException(field + " holds " + value + ", but must be positive");
        }
        return number;
    }

    static double real(String field, @Nullable Object value) {
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException(field + " must be a finite number, not " + value);
    }

    private static int number(Map<String, Object> line, String field) {
        Object value = line.getOrDefault(field, 0);
        if (value instanceof Integer number && number >= 0) {
            return number;
        }
        throw new IllegalArgumentException(field + " must be a number from 1, not " + value);
    }

    static String text(Map<String, Object> line, String field) {
        if (line.get(field) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new IllegalArgumentException(field + " must be a text, not " + line.get(field));
    }

    static SortedMap<String, String> texts(Map<String, Object> line, String field) {
        SortedMap<String, String> texts = new TreeMap<>();
        map(line, field).forEach((name, value) -> texts.put(name, String.valueOf(value)));
        return texts;
    }

    @SuppressWarnings("unchecked") // A JSON object of jackson-jr is always a Map with String keys.
    static Map<String, Object> map(Map<String, Object> line, String field) {
        Object value = line.getOrDefault(field, Map.of());
        if (value instanceof Map<?, ?>) {
            return (Map<String, Object>) value;
        }
        throw new IllegalArgumentException(field + " must be an object, not " + value);
    }
}
