package dev.ringswan.perf;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One benchmark measured in one JVM launch, or one end-to-end trial: what counts once in statistics.
 *
 * @param series what was measured
 * @param role whether it is the subject, a peer, or a limit of the machine
 * @param leg {@code base}, {@code candidate}, or empty outside a gate
 * @param pair number of the pair of launches, or of the round, from 1; 0 when the file does not say
 * @param unit of the values
 * @param higherIsBetter whether more is better
 * @param value the sample, positive
 * @param counts counted metrics, where less is better and any rise is a regression
 * @param digests texts that must be equal in both legs
 * @param latencyUs percentile, such as {@code 99.9} or {@code max} → microseconds; empty for most
 * @param environment what must be equal for two samples to be comparable
 * @param valid whether the machine was quiet meanwhile
 * @param failure why the run failed its own check, or null
 * @param fields the whole line as it was read, unknown fields included
 */
record Sample(
        Series series,
        Role role,
        String leg,
        int pair,
        String unit,
        boolean higherIsBetter,
        double value,
        SortedMap<String, Double> counts,
        SortedMap<String, String> digests,
        SortedMap<String, Double> latencyUs,
        SortedMap<String, String> environment,
        boolean valid,
        @Nullable String failure,
        Map<String, Object> fields) {
    static final String BASE = "base";
    static final String CANDIDATE = "candidate";

    Sample {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** What a sample is a measurement of. */
    enum Role {
        /** This project. */
        SUBJECT,
        /** Another program. */
        PEER,
        /** What the machine can do at most. */
        LIMIT
    }

    /** A field for people, or an empty text when the line has none. */
    String text(String field) {
        return fields.get(field) instanceof String text ? text : "";
    }

    /** The commit that was measured, or an empty text. */
    String commit() {
        return fields.get("build") instanceof Map<?, ?> build && build.get("commit") instanceof String commit
                ? commit
                : "";
    }

    /** The gain from this sample to another as a logarithm: more than 0 is better, whatever the unit. */
    double gainTo(Sample other) {
        return higherIsBetter ? Math.log(other.value / value) : Math.log(value / other.value);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
