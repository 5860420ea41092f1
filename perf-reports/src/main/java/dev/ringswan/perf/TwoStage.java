package dev.ringswan.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The gate's decision over one session: all series after the first pairs, and once more those that are suspect then, with the
 * pairs that were added for them.
 *
 * <pre>
 *   pairs of stage 1 ──▶ judge with 20 % of the error ──▶ decided
 *                                   │ suspect: estimate worse than half the margin, or nothing certain
 *                                   ▼
 *   all pairs ─────────▶ judge with the other 80 % ─────▶ decided, for good
 * </pre>
 *
 * The error of both stages adds up to what is allowed, so looking twice does not raise it. The same samples give the same rows.
 */
final class TwoStage {
    /** The field of a sample that says which stage its pair belongs to. */
    static final String FIELD = "stage";

    static final int FIRST_PAIRS = 12;
    static final int EXTRA_PAIRS = 8;
    static final double FIRST_SHARE = 0.2;
    static final double SECOND_SHARE = 0.8;

    private final Comparison comparison;

    TwoStage(Comparison comparison) {
        this.comparison = comparison;
    }

    /** The rows of a session: {@code samples} of both legs, in any order. */
    List<Row> rows(List<Sample> samples) {
        List<Row> first = first(samples);
        if (samples.stream().allMatch(TwoStage::isFirst)) {
            return first;
        }
        Map<Series, Row> second = new TreeMap<>();
        comparison.rows(leg(samples, Sample.BASE), leg(samples, Sample.CANDIDATE), series -> SECOND_SHARE).stream()
                .filter(row -> row.metric().equals(Row.TIME))
                .forEach(row -> second.put(row.series(), row));
        List<Row> rows = new ArrayList<>();
        for (Row row : first) {
            rows.add(isSuspect(row) ? second.getOrDefault(row.series(), row) : row);
        }
        return rows;
    }

    /** The rows after stage 1, exact metrics and outputs over all samples there are. */
    private List<Row> first(List<Sample> samples) {
        List<Sample> early = samples.stream().filter(TwoStage::isFirst).toList();
        List<Row> rows = comparison.rows(leg(early, Sample.BASE), leg(early, Sample.CANDIDATE), series -> FIRST_SHARE);
        if (early.size() == samples.size()) {
            return rows;
        }
        List<Row> all = comparison.rows(leg(samples, Sample.BASE), leg(samples, Sample.CANDIDATE));
        List<Row> merged = new ArrayList<>(
                rows.stream().filter(row -> row.metric().equals(Row.TIME)).toList());
        all.stream().filter(row -> !row.metric().equals(Row.TIME)).forEach(merged::add);
        return merged;
    }

    /** The series that deserve more pairs. */
    Set<Series> suspects(List<Sample> samples) {
        Set<Series> suspects = new TreeSet<>();
        first(samples).stream().filter(TwoStage::isSuspect).forEach(row -> suspects.add(row.series()));
        return suspects;
    }

    static boolean isSuspect(Row row) {
        Row.Timing timing = row.timing();
        return timing != null
                && row.gates()
                && isSuspect(row.verdict(), timing.gain().estimate(), timing.loss());
    }

    static boolean isSuspect(Verdict verdict, double estimate, double loss) {
        return verdict == Verdict.INCONCLUSIVE || (verdict == Verdict.PASS && estimate < loss / 2);
    }

    private static boolean isFirst(Sample sample) {
        return !Integer.valueOf(2).equals(sample.fields().get(FIELD));
    }

    private static List<Sample> leg(List<Sample> samples, String leg) {
        return samples.stream().filter(sample -> sample.leg().equals(leg)).toList();
    }
}
