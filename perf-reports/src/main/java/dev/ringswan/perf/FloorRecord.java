package dev.ringswan.perf;

import java.util.Arrays;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of a result file: one series measured in one JVM launch.
 *
 * @param series what was measured
 * @param legs per leg its samples in ns per packet; all have the same number, sample i of each is from round i
 * @param exact counted metrics, where less is better
 * @param environment what must be equal for two records to be comparable
 * @param valid whether the environment was quiet
 * @param failure why the run failed its own check, or null
 */
record FloorRecord(
        Series series,
        SortedMap<String, double[]> legs,
        SortedMap<String, Double> exact,
        SortedMap<String, String> environment,
        boolean valid,
        @Nullable String failure) {

    /** The record's one independent sample of a leg, in ns per packet. */
    double median(String leg) {
        double[] samples = legs.get(leg);
        if (samples == null) {
            throw new IllegalArgumentException("no leg " + leg + " in " + series);
        }
        return median(samples);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
