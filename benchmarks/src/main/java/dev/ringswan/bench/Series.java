package dev.ringswan.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One series of one JVM launch: a line of the result file that perf-reports/README.md defines.
 *
 * @param legs name → samples; sample i of each leg was measured in round i
 * @param exact counted metrics, where less is better
 */
record Series(
        String benchmark,
        String engine,
        int size,
        Way way,
        int saCount,
        Map<String, Samples> legs,
        Map<String, Double> exact,
        Map<String, String> environment) {
    static final String SCHEMA = "ringswan.floor/1";
    /** Leg: the engine alone, with the headers and nonces it needs. */
    static final String ENGINE = "engine";
    /** Leg: nothing but the call of the engine. */
    static final String ENGINE_CALL = "engine-call";
    /** Leg: the whole pipeline. */
    static final String PIPELINE = "pipeline";
    /** Leg: the C program that calls the same library. */
    static final String TWIN = "twin";
    /** Exact metric: bytes the measuring thread allocated in the pipeline. */
    static final String ALLOCATED = "allocated_bytes_per_packet";
    /** Exact metric: packets that ended otherwise than by delivery. */
    static final String DROPS = "drops";
    /** Exact metric: heap and key memory of one SA of this direction. */
    static final String BYTES_PER_SA = "bytes_per_sa";

    /** Which direction of a gateway a series is about. */
    enum Way {
        OUTBOUND,
        INBOUND;

        /** The name in result files. */
        String label() {
            return this == OUTBOUND ? "outbound" : "inbound";
        }

        static Way of(String label) {
            return label.equals("outbound") ? OUTBOUND : INBOUND;
        }
    }

    Samples leg(String name) {
        Samples samples = legs.get(name);
        if (samples == null) {
            throw new IllegalStateException("no leg '" + name + "' in this series");
        }
        return samples;
    }

    boolean has(String leg) {
        return legs.containsKey(leg);
    }

    /** Median of what the pipeline costs on top of the engine, round by round. */
    double overhead() {
        return leg(PIPELINE).differenceQuantile(leg(ENGINE), 0.5);
    }

    String toJson() throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("schema", SCHEMA);
        line.put("benchmark", benchmark);
        line.put("engine", engine);
        line.put("algorithm", Tunnel.SUITE.algorithm().name());
        line.put("size", size);
        line.put("direction", way.label());
        line.put("sas", saCount);
        line.put("burst", Tunnel.BURST);
        line.put("unit", "ns/packet");
        Map<String, double[]> samples = new LinkedHashMap<>();
        legs.forEach((name, values) -> samples.put(name, rounded(values.values())));
        line.put("legs", samples);
        line.put("exact", exact);
        line.put("environment", environment);
        line.put("commit", Environment.commit());
        line.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        line.put("valid", true);
        return JSON.std.asString(line);
    }

    private static double[] rounded(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.round(values[i] * 100) / 100.0;
        }
        return values;
    }

    /** Reads back what {@link #toJson} wrote in another JVM. */
    static Series ofJson(String text) throws IOException {
        Map<String, Object> line = JSON.std.mapFrom(text);
        Map<String, Samples> legs = new LinkedHashMap<>();
        map(line, "legs").forEach((name, values) -> legs.put(name, Samples.of((Iterable<?>) values)));
        Map<String, Double> exact = new LinkedHashMap<>();
        map(line, "exact").forEach((name, value) -> exact.put(name, ((Number) value).doubleValue()));
        Map<String, String> environment = new LinkedHashMap<>();
        map(line, "environment").forEach((name, value) -> environment.put(name, String.valueOf(value)));
        return new Series(
                String.valueOf(line.get("benchmark")),
                String.valueOf(line.get("engine")),
                ((Number) line.getOrDefault("size", 0)).intValue(),
                Way.of(String.valueOf(line.get("direction"))),
                ((Number) line.getOrDefault("sas", 1)).intValue(),
                legs,
                exact,
                environment);
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are strings
    private static Map<String, Object> map(Map<String, Object> line, String field) {
        return (Map<String, Object>) line.getOrDefault(field, Map.of());
    }
}
