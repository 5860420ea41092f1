package dev.ringswan.perf;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Horizontal pictures with one row for each series: bars, or intervals around "no change". */
final class Bars {
    private static final int WIDTH = 540;
    private static final int ROW = 34;
    private static final int TOP = 6;
    private static final int VALUE = 120;
    private static final int MARGIN = 10;

    private Bars() {}

    /**
     * One bar.
     *
     * @param colour index of its colour
     */
    record Bar(String label, double value, String text, int colour) {}

    /** Bars from 0, each below its name. */
    static String svg(String title, List<Bar> bars) {
        Svg svg = new Svg(WIDTH, TOP + bars.size() * ROW + 4, title);
        double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double y = TOP + i * (double) ROW;
            double length = Math.max(1, bar.value / most * (WIDTH - VALUE - 2.0 * MARGIN));
            svg.text(MARGIN, y + 12, "start", bar.label);
            svg.rect(MARGIN, y + 17, length, 11, Svg.colour(bar.colour), 1);
            svg.text(MARGIN + length + 6, y + 27, "start", bar.text);
        }
        return svg.toString();
    }

    /** The gain of each timed row with its interval; the shaded band is what is tolerated. */
    static String forest(List<Row> rows) {
        int axis = 30;
        Svg svg = new Svg(WIDTH, TOP + rows.size() * ROW + axis, "Gain of each benchmark with its interval");
        Map<Series, String> names =
                Series.shortNames(rows.stream().map(Row::series).toList());
        double widest = 0.05;
        for (Row row : rows) {
            Row.Timing timing = row.timing();
            if (timing != null) {
                widest = Math.max(widest, finite(timing.gain().lower()));
                widest = Math.max(widest, finite(timing.gain().upper()));
            }
        }
        double limit = Math.min(widest * 1.05, 0.5);
        double zero = WIDTH / 2.0;
        double scale = (WIDTH / 2.0 - MARGIN) / limit;
        int bottom = TOP + rows.size() * ROW;
        double band = Math.log1p(Margin.SENTINEL.loss()) * scale;
        svg.rect(zero - band, TOP, 2 * band, bottom - (double) TOP, "currentColor", 0.08);
        svg.line(zero, TOP, zero, bottom, 0.6);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Row.Timing timing = row.timing();
            if (timing == null) {
                continue;
            }
            double y = TOP + i * (double) ROW;
            int colour = row.verdict() == Verdict.REGRESSED ? 1 : row.verdict() == Verdict.IMPROVED ? 2 : 0;
            double left = zero + clamp(timing.gain().lower(), limit) * scale;
            double right = zero + clamp(timing.gain().upper(), limit) * scale;
            svg.text(MARGIN, y + 12, "start", names.getOrDefault(row.series(), ""));
            svg.text(WIDTH - (double) MARGIN, y + 12, "end", row.word());
            svg.coloured(left, y + 23, right, y + 23, colour, 3);
            svg.mark(zero + clamp(timing.gain().estimate(), limit) * scale, y + 23, colour, row.detail());
        }
        double tick = limit > 0.2 ? 0.1 : limit > 0.06 ? 0.05 : 0.02;
        for (double value = -tick * Math.floor(limit / tick); value <= limit; value += tick) {
            double x = zero + value * scale;
            svg.line(x, bottom, x, bottom + 4.0, 0.6);
            svg.text(x, bottom + 18.0, "middle", String.format(Locale.ROOT, "%+.0f %%", 100 * value));
        }
        return svg.toString();
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? Math.abs(value) : 0;
    }

    private static double clamp(double value, double limit) {
        return Math.max(-limit, Math.min(limit, value));
    }
}
