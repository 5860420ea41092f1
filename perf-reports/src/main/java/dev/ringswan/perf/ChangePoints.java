package dev.ringswan.perf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.TTest;

/**
 * Where a series of nightly values changes: two detectors that know nothing of each other.
 *
 * <p><em>E-divisive</em> (Matteson and James, 2014) splits where the energy distance of both sides is largest, again and again; a
 * split stays when a t-test tells its sides apart and they differ enough. <em>MDL</em> groups consecutive values so that groups and
 * values together take the fewest bits (the idea of minimum description length with normal groups). Both are deterministic. An index
 * is that of the first value after the change.
 */
final class ChangePoints {
    /** A change is never sought in more values at once, so that old ones do not hide it. */
    static final int WINDOW = 50;

    private static final double P_MAX = 0.001;
    private static final double P_WEAK = 0.01;
    private static final int SEGMENT_MIN = 2;
    /** A value is told to one part in 2¹² of the largest. */
    private static final int PRECISION_BITS = 12;
    /** What the mean and the deviation of a group take. */
    private static final double GROUP_BITS = PRECISION_BITS + PRECISION_BITS / 2.0;

    private static final double LOG_2 = Math.log(2);

    private final double magnitude;

    /**
     * Detectors of changes.
     *
     * @param magnitude the smallest difference of the means that is a change, in the unit of the values
     */
    ChangePoints(double magnitude) {
        this.magnitude = magnitude;
    }

    /** E-divisive's change points, ascending. */
    List<Integer> eDivisive(double[] values) {
        TreeSet<Integer> candidates = new TreeSet<>();
        int start = 0;
        do {
            split(values, start, Math.min(values.length, start + WINDOW), candidates);
            start += WINDOW / 2;
        } while (start + WINDOW / 2 < values.length);
        return strong(values, new ArrayList<>(candidates));
    }

    private void split(double[] values, int from, int to, Set<Integer> found) {
        int best = -1;
        double most = 0;
        for (int at = from + SEGMENT_MIN; at <= to - SEGMENT_MIN; at++) {
            double energy = energy(values, from, at, to);
            if (energy > most) {
                most = energy;
                best = at;
            }
        }
        if (best > 0 && probability(values, from, best, to) < P_WEAK) {
            found.add(best);
            split(values, from, best, found);
            split(values, best, to, found);
        }
    }

    /** The energy distance of both sides, weighted with their lengths. */
    private static double energy(double[] values, int from, int at, int to) {
        double n = at - from;
        double m = to - at;
        double between = 0;
        double left = 0;
        double right = 0;
        for (int i = from; i < to; i++) {
            for (int j = i + 1; j < to; j++) {
                double distance = Math.abs(values[i] - values[j]);
                if (j < at) {
                    left += distance;
                } else if (i >= at) {
                    right += distance;
                } else {
                    between += distance;
                }
            }
        }
        return n * m / (n + m) * (2 * between / (n * m) - 2 * left / (n * (n - 1)) - 2 * right / (m * (m - 1)));
    }

    private static double probability(double[] values, int from, int at, int to) {
        double[] left = Arrays.copyOfRange(values, from, at);
        double[] right = Arrays.copyOfRange(values, at, to);
        if (variance(left) + variance(right) == 0) {
            return mean(left) == mean(right) ? 1 : 0;
        }
        return TTest.withDefaults()
                .with(DataDispersion.HOMOSCEDASTIC)
                .test(left, right)
                .getPValue();
    }

    /** Takes the weakest point away until each of those that stay tells its neighbours apart. */
    private List<Integer> strong(double[] values, List<Integer> points) {
        while (!points.isEmpty()) {
            int weakest = -1;
            double highest = P_MAX;
            for (int i = 0; i < points.size(); i++) {
                int from = i == 0 ? 0 : points.get(i - 1);
                int to = i == points.size() - 1 ? values.length : points.get(i + 1);
                int at = points.get(i);
                double difference = Math.abs(mean(values, from, at) - mean(values, at, to));
                boolean tooShort = at - from < SEGMENT_MIN || to - at < SEGMENT_MIN;
                double p = tooShort || difference < magnitude ? 1 : probability(values, from, at, to);
                if (p >= highest) {
                    highest = p;
                    weakest = i;
                }
            }
            if (weakest < 0) {
                break;
            }
            points.remove(/* index */ weakest);
        }
        return points;
    }

    /** The boundaries of the grouping with the shortest description, ascending, without those of too small a change. */
    List<Integer> shortestDescription(double[] values) {
        int n = values.length;
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        double step = Math.max(largest, Double.MIN_NORMAL) / (1 << PRECISION_BITS);
        double[] bits = new double[n + 1];
        int[] previous = new int[n + 1];
        for (int to = 1; to <= n; to++) {
            bits[to] = Double.POSITIVE_INFINITY;
            double sum = 0;
            double squares = 0;
            for (int from = to - 1; from >= 0; from--) {
                sum += values[from];
                squares += values[from] * values[from];
                double count = to - from;
                double variance = Math.max(0, squares / count - sum / count * (sum / count));
                double total = bits[from] + groupBits(count, variance, step) + Math.log(n) / LOG_2;
                if (total < bits[to]) {
                    bits[to] = total;
                    previous[to] = from;
                }
            }
        }
        List<Integer> points = new ArrayList<>();
        for (int to = previous[n]; to > 0; to = previous[to]) {
            points.addFirst(to);
        }
        return largeEnough(values, points);
    }

    /** Mean and deviation, then each value by its distance from the mean; no value is told finer than the step. */
    private static double groupBits(double count, double variance, double step) {
        double relative = Math.max(variance / (step * step), 1.0 / 12);
        return GROUP_BITS + count * 0.5 * Math.log(2 * Math.PI * Math.E * relative) / LOG_2;
    }

    private List<Integer> largeEnough(double[] values, List<Integer> points) {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            int from = kept.isEmpty() ? 0 : kept.getLast();
            int to = i == points.size() - 1 ? values.length : points.get(i + 1);
            if (Math.abs(mean(values, from, points.get(i)) - mean(values, points.get(i), to)) >= magnitude) {
                kept.add(points.get(i));
            }
        }
        return kept;
    }

    /** Points of one list that have one of the other at most {@code nights} away. */
    static List<Integer> agreed(List<Integer> points, List<Integer> others, int nights) {
        return points.stream()
                .filter(point -> others.stream().anyMatch(other -> Math.abs(other - point) <= nights))
                .toList();
    }

    static double mean(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum / (to - from);
    }

    private static double mean(double[] values) {
        return mean(values, 0, values.length);
    }

    private static double variance(double[] values) {
        double deviation = Comparison.deviation(values);
        return deviation * deviation;
    }
}
