package dev.ringswan.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Samples of one leg, one for each round, in ns per packet. */
final class Samples {
    private final double[] values;
    private int count;

    Samples(int capacity) {
        values = new double[capacity];
    }

    /** Samples that were measured elsewhere. */
    static Samples of(Iterable<?> numbers) {
        List<Double> list = new ArrayList<>();
        numbers.forEach(number -> list.add(((Number) number).doubleValue()));
        Samples samples = new Samples(list.size());
        list.forEach(value -> samples.values[samples.count++] = value);
        return samples;
    }

    /** Adds the sample of a round: {@code nanos} for {@code packetCount} packets. */
    void add(long nanos, long packetCount) {
        values[count++] = (double) nanos / packetCount;
    }

    int count() {
        return count;
    }

    double[] values() {
        return Arrays.copyOf(values, count);
    }

    /** The value that the given share of samples does not exceed; 0.5 is the median. */
    double quantile(double share) {
        return quantile(values(), share);
    }

    /** Quantile of the differences to another leg, round by round. */
    double differenceQuantile(Samples other, double share) {
        double[] differences = new double[count];
        for (int i = 0; i < count; i++) {
            differences[i] = values[i] - other.values[i];
        }
        return quantile(differences, share);
    }

    /** Median of the quotients with another leg, round by round. */
    double ratio(Samples other) {
        double[] ratios = new double[count];
        for (int i = 0; i < count; i++) {
            ratios[i] = values[i] / other.values[i];
        }
        return quantile(ratios, 0.5);
    }

    private static double quantile(double[] values, double share) {
        if (values.length == 0) {
            throw new IllegalStateException("no round has been measured");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
    }
}
