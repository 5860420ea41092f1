package dev.ringswan.perf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Judges a candidate against a base, series by series. Samples are paired by the number of their pair, or the k-th of one side
 * with the k-th of the other when the file does not say: they were measured one right after the other. Time is judged by the
 * interval of the paired log ratios, exact metrics and outputs by comparison alone.
 */
final class Comparison {
    /** Counts per packet below this are noise of the counting. */
    static final double EXACT_FLOOR = 0.01;
    /** Hodges–Lehmann's estimate is about five percent less certain than the mean of normal samples. */
    private static final double EFFICIENCY = 1.05;
    /** One-sided normal quantile of nine times of ten. */
    private static final double POWER = 1.28;

    private final Margin sentinel;
    private final double alpha;

    /**
     * A way of judging.
     *
     * @param sentinel the margin of stages and pipeline
     * @param alpha the chance that any row of a comparison without change is called regressed
     */
    Comparison(Margin sentinel, double alpha) {
        if (!(alpha > 0 && alpha < 0.5)) {
            throw new IllegalArgumentException("alpha must be in (0, 0.5), not " + alpha);
        }
        this.sentinel = sentinel;
        this.alpha = alpha;
    }

    /** Judges all samples at once. */
    List<Row> rows(List<Sample> base, List<Sample> candidate) {
        return rows(base, candidate, series -> 1);
    }

    /**
     * Judges with a part of the error that is allowed.
     *
     * @param share which part of a row's error a series may spend now
     */
    List<Row> rows(List<Sample> base, List<Sample> candidate, ToDoubleFunction<Series> share) {
        SortedMap<Series, List<Sample>> bases = bySeries(base);
        SortedMap<Series, List<Sample>> candidates = bySeries(candidate);
        Set<Series> all = new TreeSet<>(bases.keySet());
        all.addAll(candidates.keySet());
        List<Row> rows = new ArrayList<>();
        double rowAlpha = alpha / timedRows(all);
        for (Series series : all) {
            List<Sample> one = bases.getOrDefault(series, List.of());
            List<Sample> other = candidates.getOrDefault(series, List.of());
            judge(series, one, other, rowAlpha * share.applyAsDouble(series), rows);
        }
        return rows;
    }

    /** How many rows share the error that is allowed; those that only warn spend as much each, but need not be counted. */
    long timedRows(Set<Series> all) {
        return Math.max(
                1, all.stream().filter(one -> Margin.of(one, sentinel).gates()).count());
    }

    double alpha() {
        return alpha;
    }

    /** The fewest pairs with which a row can fail at {@code rowAlpha}: all differences on one side have a chance of 2⁻ⁿ. */
    static int pairsMin(double rowAlpha) {
        return (int) Math.ceil(-Math.log(rowAlpha) / Math.log(2) - 1e-9);
    }

    private static SortedMap<Series, List<Sample>> bySeries(List<Sample> samples) {
        SortedMap<Series, List<Sample>> map = new TreeMap<>();
        samples.forEach(sample -> map.computeIfAbsent(sample.series(), series -> new ArrayList<>())
                .add(sample));
        return map;
    }

    private void judge(Series series, List<Sample> base, List<Sample> candidate, double rowAlpha, List<Row> rows) {
        if (candidate.isEmpty()) {
            rows.add(Row.other(series, "", Verdict.MISSING, "not measured in the candidate"));
            return;
        }
        if (base.isEmpty()) {
            rows.add(new Row(series, "", Verdict.MISSING, false, "new: not measured in the base", null));
            return;
        }
        for (List<Sample> leg : List.of(base, candidate)) {
            for (Sample sample : leg) {
                if (sample.failure() != null) {
                    rows.add(Row.other(series, "", Verdict.FAILED, sample.failure()));
                    return;
                }
                String difference = difference(base.getFirst(), sample);
                if (!difference.isEmpty()) {
                    rows.add(Row.other(series, "", Verdict.NOT_COMPARABLE, difference));
                    return;
                }
            }
        }
        if (outputsDiffer(series, base, candidate, rows)) {
            return;
        }
        rows.add(timed(series, base, candidate, rowAlpha));
        SortedMap<String, Double> counted = exact(candidate);
        exact(base).forEach((metric, value) -> rows.add(counted(series, metric, value, counted)));
    }

    /** Both legs process the same packets, so what comes out must be the same in every launch. */
    private static boolean outputsDiffer(Series series, List<Sample> base, List<Sample> candidate, List<Row> rows) {
        SortedMap<String, String> expected = base.getFirst().digests();
        for (List<Sample> leg : List.of(base, candidate)) {
            for (Sample sample : leg) {
                if (!sample.digests().equals(expected)) {
                    String metric = expected.isEmpty() ? "out_digest" : expected.firstKey();
                    rows.add(Row.other(
                            series,
                            metric,
                            Verdict.FAILED,
                            "the outputs differ: " + expected + " and " + sample.digests()));
                    return true;
                }
            }
        }
        return false;
    }

    private Row timed(Series series, List<Sample> base, List<Sample> candidate, double rowAlpha) {
        SortedMap<Integer, Sample> bases = numbered(base);
        SortedMap<Integer, Sample> candidates = numbered(candidate);
        List<Sample> left = new ArrayList<>();
        List<Sample> right = new ArrayList<>();
        int voided = 0;
        for (int pair : bases.keySet()) {
            Sample one = bases.get(pair);
            Sample other = candidates.get(pair);
            if (one != null && other != null && one.valid() && other.valid()) {
                left.add(one);
                right.add(other);
            } else {
                voided++;
            }
        }
        Margin margin = Margin.of(series, sentinel);
        if (left.isEmpty()) {
            return new Row(series, Row.TIME, Verdict.INCONCLUSIVE, margin.gates(), "no valid pair", null);
        }
        double[] gains = new double[left.size()];
        for (int i = 0; i < gains.length; i++) {
            gains[i] = left.get(i).gainTo(right.get(i));
        }
        SignedRank gain = SignedRank.of(gains, rowAlpha);
        double baseMedian = median(left);
        double loss = margin.logLoss(baseMedian);
        Row.Timing timing = new Row.Timing(
                left.getFirst().unit(),
                baseMedian,
                median(right),
                gains.length,
                voided,
                gain,
                loss,
                detectable(deviation(gains), gains.length, rowAlpha));
        return Row.timed(series, verdict(gain, loss), margin.gates(), timing);
    }

    private static SortedMap<Integer, Sample> numbered(List<Sample> samples) {
        SortedMap<Integer, Sample> map = new TreeMap<>();
        Set<Integer> numbers = new HashSet<>();
        boolean named = samples.stream().allMatch(sample -> sample.pair() > 0 && numbers.add(sample.pair()));
        for (Sample sample : samples) {
            map.put(named ? sample.pair() : map.size() + 1, sample);
        }
        return map;
    }

    /** The rule of the gate: a loss or its absence must be certain. */
    static Verdict verdict(SignedRank gain, double loss) {
        if (gain.upper() < loss) {
            return Verdict.REGRESSED;
        }
        if (gain.lower() > 0) {
            return Verdict.IMPROVED;
        }
        return gain.lower() > loss ? Verdict.PASS : Verdict.INCONCLUSIVE;
    }

    /** What a loss must exceed the margin by to be seen nine times of ten, as a logarithm; infinite with too few pairs. */
    static double detectable(double deviation, int pairs, double rowAlpha) {
        if (pairs < 2 || pairs < pairsMin(rowAlpha)) {
            return Double.POSITIVE_INFINITY;
        }
        double quantile = TDistribution.of(pairs - 1).inverseSurvivalProbability(rowAlpha);
        return (quantile + POWER) * EFFICIENCY * deviation / Math.sqrt(pairs);
    }

    static double deviation(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
    }

    private static Row counted(Series series, String metric, double base, SortedMap<String, Double> candidate) {
        Double value = candidate.get(metric);
        if (value == null) {
            return Row.other(series, metric, Verdict.MISSING, "not in the candidate's samples");
        }
        boolean rose = value > Math.max(base, EXACT_FLOOR);
        boolean fell = base > Math.max(value, EXACT_FLOOR);
        Verdict verdict = rose ? Verdict.REGRESSED : fell ? Verdict.IMPROVED : Verdict.PASS;
        return Row.other(series, metric, verdict, Numbers.three(base) + " -> " + Numbers.three(value));
    }

    /** The worst value of each exact metric: one bad launch is enough. */
    private static SortedMap<String, Double> exact(List<Sample> samples) {
        SortedMap<String, Double> worst = new TreeMap<>();
        samples.forEach(sample -> sample.counts().forEach((metric, value) -> worst.merge(metric, value, Math::max)));
        return worst;
    }

    private static double median(List<Sample> samples) {
        return Sample.median(samples.stream().mapToDouble(Sample::value).toArray());
    }

    /** Why two samples are not comparable; empty when they are. */
    private static String difference(Sample one, Sample other) {
        SortedMap<String, String> left = comparable(one);
        SortedMap<String, String> right = comparable(other);
        SortedMap<String, String> all = new TreeMap<>(left);
        all.putAll(right);
        StringBuilder text = new StringBuilder();
        for (String key : all.keySet()) {
            String here = left.getOrDefault(key, "nothing");
            String there = right.getOrDefault(key, "nothing");
            if (!here.equals(there)) {
                text.append(text.isEmpty() ? "" : "; ")
                        .append(key)
                        .append(" is ")
                        .append(here);
                text.append(" and ").append(there);
            }
        }
        return text.toString();
    }

    private static SortedMap<String, String> comparable(Sample sample) {
        SortedMap<String, String> map = new TreeMap<>(sample.environment());
        map.put("unit", sample.unit());
        for (String field : List.of("fp_hw", "bench_hash")) {
            if (!sample.text(field).isEmpty()) {
                map.put(field, sample.text(field));
            }
        }
        return map;
    }
}
