package dev.ringswan.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Judges a candidate against a base, series by series. The k-th valid record of a series in one file is paired with the
 * k-th in the other: they were measured one right after the other. Time is judged by the interval of the paired log
 * ratios, exact metrics by comparison alone.
 */
final class Comparison {
    /** Differences below this many ns per packet are nobody's concern. */
    static final double FLOOR_NS = 0.5;
    /** Counts per packet below this are noise of the counting. */
    static final double EXACT_FLOOR = 0.01;

    private final double margin;
    private final double alpha;

    /**
     * A way of judging.
     *
     * @param margin the loss that may not be exceeded, as a ratio: 0.03 is three percent
     * @param alpha the chance that any row of a comparison without change is called regressed
     */
    Comparison(double margin, double alpha) {
        if (!(margin > 0 && margin < 1 && alpha > 0 && alpha < 0.5)) {
            throw new IllegalArgumentException("margin must be in (0, 1) and alpha in (0, 0.5)");
        }
        this.margin = margin;
        this.alpha = alpha;
    }

    List<Row> rows(List<FloorRecord> base, List<FloorRecord> candidate) {
        SortedMap<Series, List<FloorRecord>> bases = bySeries(base);
        SortedMap<Series, List<FloorRecord>> candidates = bySeries(candidate);
        long timedRows = bases.values().stream()
                .mapToLong(records -> records.getFirst().legs().size())
                .sum();
        List<Row> rows = new ArrayList<>();
        bases.forEach((series, records) ->
                judge(series, records, candidates.getOrDefault(series, List.of()), alpha / timedRows, rows));
        return rows;
    }

    private static SortedMap<Series, List<FloorRecord>> bySeries(List<FloorRecord> records) {
        SortedMap<Series, List<FloorRecord>> map = new TreeMap<>();
        records.forEach(record -> map.computeIfAbsent(record.series(), series -> new ArrayList<>())
                .add(record));
        return map;
    }

    private void judge(
            Series series, List<FloorRecord> base, List<FloorRecord> candidate, double rowAlpha, List<Row> rows) {
        if (candidate.isEmpty()) {
            rows.add(new Row(series, "", Verdict.MISSING, "not in the candidate's file"));
            return;
        }
        List<FloorRecord> all = new ArrayList<>(base);
        all.addAll(candidate);
        for (FloorRecord record : all) {
            if (record.failure() != null) {
                rows.add(new Row(series, "", Verdict.FAILED, record.failure()));
                return;
            }
            if (!record.environment().equals(base.getFirst().environment())) {
                rows.add(new Row(series, "", Verdict.NOT_COMPARABLE, difference(base.getFirst(), record)));
                return;
            }
            if (!record.legs().keySet().equals(base.getFirst().legs().keySet())) {
                rows.add(new Row(series, "", Verdict.MISSING, "records with different legs"));
                return;
            }
        }
        for (String leg : base.getFirst().legs().keySet()) {
            rows.add(timed(series, leg, base, candidate, rowAlpha));
        }
        exact(base).forEach((metric, value) -> rows.add(counted(series, metric, value, exact(candidate))));
    }

    private Row timed(Series series, String leg, List<FloorRecord> base, List<FloorRecord> candidate, double rowAlpha) {
        int pairs = Math.min(base.size(), candidate.size());
        List<Double> bases = new ArrayList<>();
        List<Double> candidates = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            if (base.get(i).valid() && candidate.get(i).valid()) {
                bases.add(base.get(i).median(leg));
                candidates.add(candidate.get(i).median(leg));
            }
        }
        if (bases.isEmpty()) {
            return new Row(series, leg, Verdict.INCONCLUSIVE, "no valid pair");
        }
        double[] gains = new double[bases.size()];
        for (int i = 0; i < gains.length; i++) {
            gains[i] = Math.log(bases.get(i) / candidates.get(i));
        }
        SignedRank gain = SignedRank.of(gains, rowAlpha);
        double baseNs = median(bases);
        return Row.timed(series, leg, verdict(gain, baseNs), gains.length, baseNs, median(candidates), gain);
    }

    /** The margin is never narrower than {@link #FLOOR_NS}: three percent of a few nanoseconds cannot be told. */
    private Verdict verdict(SignedRank gain, double baseNs) {
        double loss = -Math.log1p(Math.max(margin, FLOOR_NS / baseNs));
        if (gain.upper() < loss) {
            return Verdict.REGRESSED;
        }
        if (gain.lower() > 0) {
            return Verdict.IMPROVED;
        }
        return gain.lower() > loss ? Verdict.PASS : Verdict.INCONCLUSIVE;
    }

    private static Row counted(Series series, String metric, double base, SortedMap<String, Double> candidate) {
        Double value = candidate.get(metric);
        if (value == null) {
            return new Row(series, metric, Verdict.MISSING, "not in the candidate's records");
        }
        boolean rose = value > Math.max(base, EXACT_FLOOR);
        boolean fell = base > Math.max(value, EXACT_FLOOR);
        Verdict verdict = rose ? Verdict.REGRESSED : fell ? Verdict.IMPROVED : Verdict.PASS;
        return new Row(series, metric, verdict, base + " -> " + value);
    }

    /** The worst value of each exact metric: one bad launch is enough. */
    private static SortedMap<String, Double> exact(List<FloorRecord> records) {
        SortedMap<String, Double> worst = new TreeMap<>();
        records.forEach(record -> record.exact().forEach((metric, value) -> worst.merge(metric, value, Math::max)));
        return worst;
    }

    private static double median(List<Double> values) {
        return FloorRecord.median(
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static String difference(FloorRecord one, FloorRecord other) {
        SortedMap<String, String> all = new TreeMap<>(one.environment());
        all.putAll(other.environment());
        StringBuilder text = new StringBuilder("environments differ:");
        for (String key : all.keySet()) {
            String left = one.environment().getOrDefault(key, "nothing");
            String right = other.environment().getOrDefault(key, "nothing");
            if (!left.equals(right)) {
                text.append(' ')
                        .append(key)
                        .append(" is ")
                        .append(left)
                        .append(" and ")
                        .append(right)
                        .append(';');
            }
        }
        return text.toString();
    }
}
