package dev.ringswan.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One benchmark measured in one JVM launch: a line {@code perf.sample/1} of perf-reports/README.md.
 *
 * @param iterations windows of this launch, in {@code unit}
 * @param exact counted metrics and the digest of what came out
 * @param watch further fields of the line about the machine meanwhile: {@code valid}, {@code why}, {@code full_speed_ns}
 */
record Sample(
        String bench,
        Map<String, String> params,
        String unit,
        String better,
        List<Double> iterations,
        Map<String, Object> exact,
        Map<String, Object> watch) {
    private static final String SCHEMA = "perf.sample/1";
    /** Unit of everything that is timed by the packet. */
    static final String NS_PER_PACKET = "ns/packet";

    Sample {
        params = Map.copyOf(params);
        iterations = List.copyOf(iterations);
        exact = Map.copyOf(exact);
        watch = Map.copyOf(watch);
    }

    /** The median of the windows. */
    double value() {
        return Samples.of(iterations).quantile(0.5);
    }

    /**
     * One line.
     *
     * @param suite that was asked for
     * @param engine description of the crypto engine that served
     */
    String toJson(String suite, String engine) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("schema", SCHEMA);
        line.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        line.put("suite", suite);
        line.put("bench", bench);
        line.put("params", params);
        line.put("unit", unit);
        line.put("better", better);
        line.put("value", rounded(value()));
        line.put("iter", iterations.stream().map(Sample::rounded).toList());
        line.put("exact", exact);
        line.put("environment", Environment.describe(engine));
        line.put("valid", true);
        line.putAll(watch);
        line.put("build", Environment.build());
        line.put("command", "scripts/bench suite " + suite + " --json");
        return JSON.std.asString(line);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
