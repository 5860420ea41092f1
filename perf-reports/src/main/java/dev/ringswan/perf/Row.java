package dev.ringswan.perf;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The judgement on the time or on one exact metric of one series.
 *
 * @param series what was measured
 * @param metric {@link #TIME} or the name of the exact metric; empty when the whole series is judged
 * @param verdict the judgement
 * @param gates whether it counts for the verdict over all
 * @param detail numbers or reason, one short text
 * @param timing the numbers of a timed row, or null
 */
record Row(
        Series series,
        String metric,
        Verdict verdict,
        boolean gates,
        String detail,
        @Nullable Timing timing) {
    static final String TIME = "time";

    /**
     * The numbers of a timed row.
     *
     * @param unit of {@code base} and {@code candidate}
     * @param base median of the base's valid samples
     * @param candidate median of the candidate's valid samples
     * @param pairs valid pairs
     * @param voided pairs that do not count, since the machine was disturbed
     * @param gain interval of the log ratios: more than 0 is better
     * @param loss the limit, below 0
     * @param detectable the loss beyond the limit that would be seen nine times of ten, as a logarithm above 0
     */
    record Timing(
            String unit,
            double base,
            double candidate,
            int pairs,
            int voided,
            SignedRank gain,
            double loss,
            double detectable) {
        /** The smallest loss that this comparison could have called a regression nine times of ten, in percent. */
        double visiblePercent() {
            return 100 * Math.expm1(detectable - loss);
        }

        String text() {
            return String.format(
                    Locale.ROOT,
                    "%s -> %s %s, gain %s [%s, %s], %d pairs%s, sees %s",
                    Numbers.three(base),
                    Numbers.three(candidate),
                    unit,
                    Numbers.percent(gain.estimate()),
                    Numbers.percent(gain.lower()),
                    Numbers.percent(gain.upper()),
                    pairs,
                    voided == 0 ? "" : " (" + voided + " voided)",
                    Double.isInfinite(detectable)
                            ? "nothing: too few pairs"
                            : String.format(Locale.ROOT, "%.1f %%", visiblePercent()));
        }
    }

    static Row timed(Series series, Verdict verdict, boolean gates, Timing timing) {
        return new Row(series, TIME, verdict, gates, timing.text(), timing);
    }

    static Row other(Series series, String metric, Verdict verdict, String detail) {
        return new Row(series, metric, verdict, true, detail, null);
    }

    Row withVerdict(Verdict other, String why) {
        return new Row(series, metric, other, gates, detail + "; " + why, timing);
    }

    /** The verdict's word, and whether it only warns. */
    String word() {
        return gates || verdict.exitCode() == 0 ? verdict.word() : verdict.word() + " (warns)";
    }
}
