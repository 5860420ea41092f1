package dev.ringswan.perf;

import java.util.Locale;

/**
 * The judgement on one leg or exact metric of one series.
 *
 * @param series what was measured
 * @param metric the leg or the exact metric
 * @param verdict the judgement
 * @param detail numbers or reason, one short text
 */
record Row(Series series, String metric, Verdict verdict, String detail) {
    /** A row with times: medians in ns per packet, and the gain as an interval of log ratios, more is better. */
    static Row timed(
            Series series, String metric, Verdict verdict, int pairs, double base, double candidate, SignedRank gain) {
        String detail = String.format(
                Locale.ROOT,
                "%.1f -> %.1f ns, gain %s [%s, %s], %d pairs",
                base,
                candidate,
                percent(gain.estimate()),
                percent(gain.lower()),
                percent(gain.upper()),
                pairs);
        return new Row(series, metric, verdict, detail);
    }

    private static String percent(double logarithm) {
        return Double.isInfinite(logarithm)
                ? (logarithm > 0 ? "+inf" : "-inf")
                : String.format(Locale.ROOT, "%+.1f %%", 100 * Math.expm1(logarithm));
    }
}
