package dev.ringswan.perf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns what {@code scripts/bench floor} and JMH write into lines of {@value SampleParser#SAMPLE}. */
final class OtherFormats {
    static final String FLOOR = "ringswan.floor/1";

    private static final String BENCHMARK_SUFFIX = "Benchmark";

    private OtherFormats() {}

    /** One line for each leg of a {@value #FLOOR} object; what was counted belongs to the whole pipeline. */
    static List<Map<String, Object>> ofFloor(Map<String, Object> floor) {
        Map<String, Object> legs = SampleParser.map(floor, "legs");
        if (legs.values().stream()
                        .map(samples -> samples instanceof List<?> list ? list.size() : 0)
                        .distinct()
                        .count()
                != 1) {
            throw new IllegalArgumentException("legs must be there and have the same number of samples, one a round");
        }
        List<Map<String, Object>> lines = new ArrayList<>();
        legs.forEach((leg, samples) -> lines.add(ofLeg(floor, leg, samples)));
        return lines;
    }

    private static Map<String, Object> ofLeg(Map<String, Object> floor, String leg, Object samples) {
        Map<String, Object> params = new LinkedHashMap<>();
        for (String name : List.of("engine", "algorithm", "size", "sas", "burst")) {
            if (floor.containsKey(name)) {
                params.put(name, String.valueOf(floor.get(name)));
            }
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("schema", SampleParser.SAMPLE);
        line.put("time", floor.getOrDefault("time", ""));
        String suite = SampleParser.text(floor, "benchmark");
        line.put("suite", suite);
        line.put("bench", leg + "." + SampleParser.text(floor, "direction"));
        line.put("params", params);
        line.put("role", leg.equals("twin") ? "limit" : "subject");
        line.put("unit", SampleParser.text(floor, "unit"));
        line.put("better", "lower");
        line.put("value", median("legs." + leg, samples));
        line.put("iter", samples);
        if (leg.equals("pipeline")) {
            Map<String, Object> exact = new LinkedHashMap<>(SampleParser.map(floor, "exact"));
            Object allocated = exact.remove("allocated_bytes_per_packet");
            if (allocated != null) {
                exact.put("alloc_B", allocated);
            }
            line.put("exact", exact);
        }
        line.put("environment", SampleParser.map(floor, "environment"));
        line.put("build", Map.of("commit", floor.getOrDefault("commit", "")));
        line.put("command", "scripts/bench " + suite + " --json");
        for (String field : List.of("valid", "why", "failed")) {
            if (floor.get(field) != null) {
                line.put(field, floor.get(field));
            }
        }
        return line;
    }

    /** One line for each fork of a benchmark in JMH's result list. */
    static List<Map<String, Object>> ofJmh(Map<String, Object> result) {
        Map<String, Object> metric = SampleParser.map(result, "primaryMetric");
        if (!(metric.get("rawData") instanceof List<?> forks) || forks.isEmpty()) {
            throw new IllegalArgumentException("primaryMetric.rawData must be a list of forks");
        }
        Map<String, Object> exact = new LinkedHashMap<>();
        Map<String, Object> allocation =
                SampleParser.map(SampleParser.map(result, "secondaryMetrics"), "gc.alloc.rate.norm");
        if (allocation.get("score") instanceof Number bytes) {
            exact.put("alloc_B", bytes.doubleValue());
        }
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Object iterations : forks) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("schema", SampleParser.SAMPLE);
            line.put("suite", "jmh");
            line.put("bench", jmhName(SampleParser.text(result, "benchmark")));
            line.put("params", SampleParser.map(result, "params"));
            line.put("unit", SampleParser.text(metric, "scoreUnit"));
            line.put("better", SampleParser.text(result, "mode").equals("thrpt") ? "higher" : "lower");
            line.put("value", median("primaryMetric.rawData", iterations));
            line.put("iter", iterations);
            line.put("exact", exact);
            line.put("environment", jmhEnvironment(result));
            line.put("command", "scripts/bench jmh " + SampleParser.text(result, "benchmark"));
            lines.add(line);
        }
        return lines;
    }

    private static Map<String, Object> jmhEnvironment(Map<String, Object> result) {
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("jdk", String.valueOf(result.get("vmVersion")));
        if (result.get("jvmArgs") instanceof List<?> flags) {
            environment.put(
                    "flags",
                    String.join(
                            " ",
                            flags.stream()
                                    .map(String::valueOf)
                                    .filter(flag -> flag.startsWith("-X"))
                                    .sorted()
                                    .toList()));
        }
        return environment;
    }

    /** {@code some.where.FooBarBenchmark.doIt} is {@code foo-bar.doIt}. */
    static String jmhName(String benchmark) {
        String[] parts = benchmark.split("\\.", -1);
        if (parts.length < 2) {
            throw new IllegalArgumentException("benchmark must be a class and a method, not " + benchmark);
        }
        String type = parts[parts.length - 2];
        if (type.endsWith(BENCHMARK_SUFFIX) && type.length() > BENCHMARK_SUFFIX.length()) {
            type = type.substring(0, type.length() - BENCHMARK_SUFFIX.length());
        }
        return type.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT) + "." + parts[parts.length - 1];
    }

    private static double median(String field, Object samples) {
        if (!(samples instanceof List<?> list) || list.isEmpty()) {
            throw new IllegalArgumentException(field + " must be a list of samples");
        }
        return Sample.median(list.stream()
                .mapToDouble(sample -> SampleParser.positive(field, sample))
                .toArray());
    }
}
