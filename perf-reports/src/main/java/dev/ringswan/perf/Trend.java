package dev.ringswan.perf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The history of one series on one kind of machine: in each session a build was measured against a pinned one, and the point is the
 * ratio of the two. A machine that drifts moves both.
 *
 * @param series what was measured
 * @param hardware fingerprint of the machine; series never cross it
 * @param points one a session, oldest first
 * @param changes what both detectors see
 * @param hints what one of them sees
 */
record Trend(Series series, String hardware, List<Point> points, List<Change> changes, List<Change> hints) {
    /** Nights by which the detectors may differ about the same change. */
    private static final int NIGHTS = 2;

    private static final double MAGNITUDE = 0.01;
    private static final double ALPHA = 0.025;

    Trend {
        points = List.copyOf(points);
        changes = List.copyOf(changes);
        hints = List.copyOf(hints);
    }

    /**
     * One session.
     *
     * @param commit the candidate
     * @param gain over the pinned build as a logarithm, with its interval of 95 %
     * @param software fingerprint of kernel, JDK and settings; another one begins a new segment
     */
    record Point(String session, String commit, SignedRank gain, String software) {}

    /**
     * A step of the level.
     *
     * @param index of the first point after it
     * @param step as a logarithm: below 0 is a loss
     */
    record Change(int index, double step) {}

    /** The trends of all series in all sessions; samples outside sessions of a gate are left out. */
    static List<Trend> of(List<Sample> samples) {
        SortedMap<Series, SortedMap<String, List<Sample>>> groups = new TreeMap<>();
        for (Sample sample : samples) {
            if (!sample.leg().isEmpty() && !sample.text("session").isEmpty()) {
                groups.computeIfAbsent(sample.series(), series -> new TreeMap<>())
                        .computeIfAbsent(sample.text("session"), session -> new ArrayList<>())
                        .add(sample);
            }
        }
        List<Trend> trends = new ArrayList<>();
        groups.forEach((series, sessions) -> {
            Map<String, List<Point>> byHardware = new LinkedHashMap<>();
            sessions.forEach((session, all) -> {
                double[] gains = Pairs.gains(all, series);
                if (gains.length > 0) {
                    byHardware
                            .computeIfAbsent(all.getFirst().text("fp_hw"), machine -> new ArrayList<>())
                            .add(point(session, all, gains));
                }
            });
            byHardware.forEach((machine, points) -> trends.add(of(series, machine, points)));
        });
        return trends;
    }

    private static Point point(String session, List<Sample> samples, double[] gains) {
        String commit = samples.stream()
                .filter(sample -> sample.leg().equals(Sample.CANDIDATE))
                .findFirst()
                .map(Sample::commit)
                .orElse("");
        return new Point(
                session, commit, SignedRank.of(gains, ALPHA), samples.getFirst().text("fp_sw"));
    }

    private static Trend of(Series series, String hardware, List<Point> points) {
        List<Change> changes = new ArrayList<>();
        List<Change> hints = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= points.size(); to++) {
            if (to == points.size()
                    || !points.get(to).software().equals(points.get(from).software())) {
                detect(points.subList(from, to), from, changes, hints);
                from = to;
            }
        }
        return new Trend(series, hardware, points, changes, hints);
    }

    /** Both detectors over one segment, in which the environment stayed the same. */
    private static void detect(List<Point> segment, int offset, List<Change> changes, List<Change> hints) {
        double[] gains =
                segment.stream().mapToDouble(point -> point.gain().estimate()).toArray();
        ChangePoints detectors = new ChangePoints(MAGNITUDE);
        List<Integer> one = detectors.eDivisive(gains);
        // Gains lie around 0; what is described is the ratio itself, which lies around 1.
        double[] ratios = new double[gains.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = Math.exp(gains[i]);
        }
        List<Integer> other = detectors.shortestDescription(ratios);
        List<Integer> agreed = ChangePoints.agreed(one, other, NIGHTS);
        add(gains, agreed, offset, changes);
        List<Integer> alone = new ArrayList<>(one);
        alone.removeAll(agreed);
        List<Integer> rest = new ArrayList<>(other);
        rest.removeAll(ChangePoints.agreed(other, one, NIGHTS));
        alone.addAll(rest);
        add(gains, alone.stream().sorted().toList(), offset, hints);
    }

    private static void add(double[] gains, List<Integer> points, int offset, List<Change> to) {
        for (int i = 0; i < points.size(); i++) {
            int from = i == 0 ? 0 : points.get(i - 1);
            int end = i == points.size() - 1 ? gains.length : points.get(i + 1);
            double step = ChangePoints.mean(gains, points.get(i), end) - ChangePoints.mean(gains, from, points.get(i));
            to.add(new Change(offset + points.get(i), step));
        }
    }

    /** Sessions at whose beginning kernel, JDK or settings changed. */
    List<Integer> environmentChanges() {
        List<Integer> indices = new ArrayList<>();
        for (int i = 1; i < points.size(); i++) {
            if (!points.get(i).software().equals(points.get(i - 1).software())) {
                indices.add(i);
            }
        }
        return indices;
    }
}
