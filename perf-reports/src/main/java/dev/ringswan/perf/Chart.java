package dev.ringswan.perf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Lines over a numeric axis.
 *
 * @param title of the picture
 * @param x what the horizontal axis shows
 * @param y what the vertical axis shows
 * @param logX whether equal ratios are equally far apart
 * @param fromZero whether the vertical axis begins at 0
 * @param names of points on the horizontal axis, where numbers say nothing; by number
 * @param lines at most {@link Svg#LINES_MAX}
 * @param markers places on the horizontal axis with a dashed line
 * @param commands that made the numbers
 */
record Chart(
        String title,
        String x,
        String y,
        boolean logX,
        boolean fromZero,
        Map<Double, String> names,
        List<Line> lines,
        List<Double> markers,
        List<String> commands) {
    private static final int WIDTH = 540;
    private static final int HEIGHT = 300;
    private static final int LEFT = 56;
    private static final int RIGHT = 14;
    private static final int TOP = 24;
    private static final int BOTTOM = 40;
    private static final int X_TICKS = 8;
    private static final double TICK_WIDTH = 46;

    /** One line: its points by ascending x. */
    record Line(String label, List<Point> points) {}

    /** A point with its interval; all three equal where there is none. */
    record Point(double x, double y, double lower, double upper, String tip) {
        Point(double x, double y, String tip) {
            this(x, y, y, y, tip);
        }
    }

    /** The picture. */
    String svg() {
        Svg svg = new Svg(WIDTH, HEIGHT, title);
        TreeSet<Double> xs = new TreeSet<>();
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (Line line : lines) {
            for (Point point : line.points) {
                xs.add(point.x);
                least = Math.min(least, point.lower);
                most = Math.max(most, point.upper);
            }
        }
        Scale across = new Scale(xs.getFirst(), xs.getLast(), LEFT + 8, WIDTH - RIGHT - 8, logX);
        double step = step(fromZero ? most : most - least);
        double low = fromZero ? 0 : Math.floor(least / step) * step;
        double high = Math.max(Math.ceil(most / step) * step, low + step);
        Scale up = new Scale(low, high, HEIGHT - BOTTOM, TOP, false);
        for (double tick = low; tick <= high + step / 2; tick += step) {
            svg.line(LEFT, up.at(tick), WIDTH - RIGHT, up.at(tick), tick == low ? 0.6 : 0.15);
            svg.text(LEFT - 6, up.at(tick) + 4, "end", tick(tick, step));
        }
        ticks(svg, across, xs);
        svg.text(LEFT, TOP - 9, "start", y);
        svg.text(WIDTH - RIGHT, HEIGHT - 5, "end", x);
        markers.forEach(place -> svg.dashed(across.at(place), TOP, across.at(place), HEIGHT - BOTTOM));
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, lines.get(i), i, across, up);
        }
        return svg.toString();
    }

    private void ticks(Svg svg, Scale across, TreeSet<Double> xs) {
        double free = Double.NEGATIVE_INFINITY;
        List<Double> ticks = logX || xs.size() <= X_TICKS || !names.isEmpty() ? new ArrayList<>(xs) : even(xs);
        for (double place : ticks) {
            double at = across.at(place);
            svg.line(at, HEIGHT - BOTTOM, at, HEIGHT - BOTTOM + 4.0, 0.6);
            if (at >= free) {
                String name = names.getOrDefault(
                        place,
                        place < 10_000
                                ? Numbers.three(place)
                                : Numbers.prefixed(place).replace(" ", ""));
                boolean last = at > WIDTH - RIGHT - name.length() * 4;
                svg.text(last ? WIDTH - RIGHT : at, HEIGHT - BOTTOM + 17.0, last ? "end" : "middle", name);
                free = at + Math.max(TICK_WIDTH, name.length() * 8.0);
            }
        }
    }

    private static List<Double> even(TreeSet<Double> xs) {
        double step = step(xs.getLast() - xs.getFirst());
        List<Double> ticks = new ArrayList<>();
        for (double tick = Math.ceil(xs.getFirst() / step) * step; tick <= xs.getLast(); tick += step) {
            ticks.add(tick);
        }
        return ticks;
    }

    private static void draw(Svg svg, Line line, int index, Scale across, Scale up) {
        StringBuilder middle = new StringBuilder();
        StringBuilder ribbon = new StringBuilder();
        StringBuilder back = new StringBuilder();
        for (Point point : line.points) {
            middle.append(place(across.at(point.x), up.at(point.y)));
            ribbon.append(place(across.at(point.x), up.at(point.upper)));
            back.insert(0, place(across.at(point.x), up.at(point.lower)));
        }
        if (line.points.stream().anyMatch(point -> point.upper > point.lower)) {
            svg.area(ribbon.append(back).toString().strip(), index);
        }
        svg.path(middle.toString().strip(), index);
        for (Point point : line.points) {
            svg.mark(across.at(point.x), up.at(point.y), index, line.label + ": " + point.tip);
        }
    }

    private static String place(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f ", x, y);
    }

    /** A round step that makes four to eight parts of a range. */
    private static double step(double range) {
        if (!(range > 0)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(range / 4)));
        double parts = range / 4 / power;
        return power * (parts >= 5 ? 5 : parts >= 2 ? 2 : 1);
    }

    private static String tick(double value, double step) {
        if (Math.abs(value) < step / 1000) {
            return "0";
        }
        int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return Math.abs(value) >= 1e4
                ? Numbers.prefixed(value).replace(" ", "")
                : String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** What the page's script draws instead, where it may run. */
    Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("x", x);
        data.put("y", y);
        data.put("log", logX);
        data.put("zero", fromZero);
        Map<String, String> named = new LinkedHashMap<>();
        names.forEach((place, name) -> named.put(Numbers.three(place), name));
        data.put("names", named);
        List<Object> all = new ArrayList<>();
        for (Line line : lines) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("label", line.label);
            entry.put("x", line.points.stream().map(Point::x).toList());
            entry.put("y", line.points.stream().map(Point::y).toList());
            all.add(entry);
        }
        data.put("lines", all);
        return data;
    }

    /** Maps values to places. */
    private record Scale(double from, double to, double start, double end, boolean log) {
        double at(double value) {
            double part = log ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
            return start + (Double.isFinite(part) ? part : 0.5) * (end - start);
        }
    }
}
