package dev.ringswan.perf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Samples as a benchmark would write them. */
final class TestSamples {
    static final Series PIPELINE = new Series("pipeline.inbound", Map.of("size", "64"));

    private TestSamples() {}

    /** A line with what every line needs. */
    static Map<String, Object> line(Series series, double ns) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("schema", SampleParser.SAMPLE);
        line.put("bench", series.bench());
        line.put("params", series.params());
        line.put("unit", "ns/packet");
        line.put("value", ns);
        line.put("exact", new LinkedHashMap<>(Map.of("alloc_B", 0.0, "out_digest", "5f")));
        line.put("environment", Map.of("cores", "2"));
        return line;
    }

    static Sample sample(Map<String, Object> line, Map<String, Object> others) {
        return SampleParser.parse(SampleParser.with(line, others));
    }

    static Sample sample(double ns) {
        return sample(line(PIPELINE, ns), Map.of());
    }

    /** Launches around {@code ns} with half a percent of noise. */
    static List<Sample> launches(int count, double ns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Sample> launches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            launches.add(sample(ns * (1 + 0.005 * random.nextGaussian())));
        }
        return launches;
    }

    /** One sample of a gate's session. */
    static Sample inPair(Series series, String leg, int pair, int stage, double ns) {
        return sample(line(series, ns), Map.of("leg", leg, "pair", pair, TwoStage.FIELD, stage));
    }
}
