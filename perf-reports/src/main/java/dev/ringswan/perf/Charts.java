package dev.ringswan.perf;

import dev.ringswan.perf.Chart.Line;
import dev.ringswan.perf.Chart.Point;
import dev.ringswan.perf.Sample.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleBiFunction;

/** Which pictures a set of samples makes. */
final class Charts {
    /** Parameters over which something scales, and how an axis calls them. */
    private static final Map<String, String> AXES = new TreeMap<>(Map.of(
            "size", "bytes of the inner packet",
            "workers", "workers",
            "sas", "security associations",
            "rules", "rules",
            "policies", "policies",
            "policyCount", "policies",
            "burst", "packets in a burst",
            "batch", "packets in a call"));

    private static final int COMMANDS_MAX = 3;
    private static final double BITS = 8;
    /** Index of the colour of limits. */
    private static final int GREY = 7;

    private final SortedMap<Series, List<Sample>> groups = new TreeMap<>();

    /** Pictures of the samples of one build: the candidate, where there are two. */
    Charts(List<Sample> samples) {
        for (Sample sample : samples) {
            if (!sample.leg().equals(Sample.BASE) && sample.failure() == null) {
                groups.computeIfAbsent(sample.series(), series -> new ArrayList<>())
                        .add(sample);
            }
        }
    }

    /** All charts of things that scale, the throughput by packet size first. */
    List<Chart> lines() {
        List<Chart> charts = new ArrayList<>();
        Set<String> benches = new LinkedHashSet<>();
        groups.keySet().forEach(series -> benches.add(series.bench()));
        for (String bench : benches) {
            if (List.of("pipeline", "ndr", "e2e").contains(bench.split("\\.", -1)[0])) {
                add(charts, bench, "size", "Throughput by packet size: " + bench, "Gbit/s", Charts::gigabits);
            } else {
                add(charts, bench, "size", "Time by packet size: " + bench, "", (sample, size) -> sample.value());
            }
            AXES.keySet().stream()
                    .filter(param -> !param.equals("size"))
                    .forEach(param ->
                            add(charts, bench, param, bench + " by " + param, "", (sample, value) -> sample.value()));
        }
        return charts;
    }

    /** Inner bits a nanosecond, from nanoseconds a packet, packets a second or bits a second. */
    private static double gigabits(Sample sample, double size) {
        return switch (sample.unit()) {
            case "pps" -> sample.value() * size * BITS / 1e9;
            case "bit/s" -> sample.value() / 1e9;
            default -> size * BITS / sample.value();
        };
    }

    private void add(
            List<Chart> charts,
            String bench,
            String param,
            String title,
            String unit,
            ToDoubleBiFunction<Sample, Double> value) {
        SortedMap<Series, SortedMap<Double, List<Sample>>> lines = new TreeMap<>();
        groups.forEach((series, samples) -> {
            if (series.bench().equals(bench) && series.param(param).matches("[0-9]{1,9}")) {
                lines.computeIfAbsent(series.without(param), rest -> new TreeMap<>())
                        .put(Double.parseDouble(series.param(param)), samples);
            }
        });
        lines.values().removeIf(points -> points.size() < 2);
        Set<String> varying = varying(lines.keySet());
        List<Line> drawn = new ArrayList<>();
        Set<String> commands = new TreeSet<>();
        String y = unit;
        for (Map.Entry<Series, SortedMap<Double, List<Sample>>> entry : lines.entrySet()) {
            List<Point> points = new ArrayList<>();
            for (Map.Entry<Double, List<Sample>> at : entry.getValue().entrySet()) {
                List<Sample> samples = at.getValue();
                double median = Sample.median(samples.stream()
                        .mapToDouble(sample -> value.applyAsDouble(sample, at.getKey()))
                        .toArray());
                y = y.isEmpty() ? samples.getFirst().unit() : y;
                points.add(new Point(
                        at.getKey(), median, Numbers.three(at.getKey()) + ": " + Numbers.three(median) + " " + y));
                samples.forEach(sample -> commands.add(sample.text("command")));
            }
            drawn.add(new Line(
                    label(
                            entry.getKey(),
                            varying,
                            entry.getValue().values().iterator().next().getFirst()),
                    points));
        }
        String axis = AXES.getOrDefault(param, param);
        for (int from = 0; from < drawn.size(); from += Svg.LINES_MAX) {
            List<Line> some = drawn.subList(from, Math.min(drawn.size(), from + Svg.LINES_MAX));
            charts.add(new Chart(title, axis, y, true, true, Map.of(), List.copyOf(some), List.of(), first(commands)));
        }
    }

    /** Parameters that differ between lines: the others would only make labels long. */
    private static Set<String> varying(Set<Series> lines) {
        Map<String, Set<String>> values = new TreeMap<>();
        Set<String> names = new TreeSet<>();
        lines.forEach(series -> names.addAll(series.params().keySet()));
        for (Series series : lines) {
            names.forEach(
                    name -> values.computeIfAbsent(name, key -> new TreeSet<>()).add(series.param(name)));
        }
        values.values().removeIf(all -> all.size() < 2);
        return values.keySet();
    }

    private static String label(Series series, Set<String> varying, Sample sample) {
        SortedMap<String, String> params = new TreeMap<>(series.params());
        params.keySet().retainAll(varying);
        String text = params.isEmpty() ? series.bench() : String.join(", ", params.values());
        return sample.role() == Role.LIMIT ? text + " (limit)" : text;
    }

    private static List<String> first(Set<String> commands) {
        return commands.stream()
                .filter(command -> !command.isEmpty())
                .limit(COMMANDS_MAX)
                .toList();
    }

    /** What each stage takes, longest first; of a stage with parameters, each. */
    List<Bars.Bar> stages() {
        return groups.entrySet().stream()
                .filter(entry -> entry.getKey().family().equals("stage"))
                .map(entry -> {
                    double ns = median(entry.getValue());
                    String name = entry.getKey().bench().substring("stage.".length()) + " "
                            + entry.getKey().paramText();
                    return new Bars.Bar(name.strip(), ns, Numbers.three(ns) + " ns", 0);
                })
                .sorted((one, other) -> Double.compare(other.value(), one.value()))
                .toList();
    }

    /** TCP in one stream through each peer, the fastest first; what is no VPN has another colour. */
    List<Bars.Bar> peers() {
        List<Map.Entry<Series, List<Sample>>> transfers = groups.entrySet().stream()
                .filter(entry -> entry.getKey().bench().equals("e2e.tcp")
                        && entry.getKey().param("streams").equals("1")
                        && entry.getKey().param("direction").equals("up"))
                .toList();
        OptionalDouble ours = transfers.stream()
                .filter(entry -> entry.getKey().param("peer").equals(ReportTables.OURS))
                .mapToDouble(entry -> median(entry.getValue()))
                .findFirst();
        return transfers.stream()
                .map(entry -> {
                    double bits = median(entry.getValue());
                    Sample sample = entry.getValue().getFirst();
                    boolean own = sample.role() == Role.SUBJECT;
                    String ratio = own || ours.isEmpty()
                            ? ""
                            : String.format(Locale.ROOT, " (%.2f×)", bits / ours.getAsDouble());
                    return new Bars.Bar(
                            (entry.getKey().param("peer") + " " + sample.text("version")).strip(),
                            bits,
                            Numbers.prefixed(bits) + "bit/s" + ratio,
                            own ? 0 : sample.role() == Role.LIMIT ? GREY : 1);
                })
                .sorted((one, other) -> Double.compare(other.value(), one.value()))
                .toList();
    }

    /** The commands that measured the series of a family. */
    List<String> commands(String family) {
        Set<String> commands = new TreeSet<>();
        groups.forEach((series, samples) -> {
            if (series.family().equals(family)) {
                samples.forEach(sample -> commands.add(sample.text("command")));
            }
        });
        return first(commands);
    }

    /** Percentile curves: equal distances between 90, 99 and 99.9 percent. */
    List<Chart> latencies() {
        SortedMap<String, List<Line>> byBench = new TreeMap<>();
        Map<Double, String> names = new LinkedHashMap<>();
        groups.forEach((series, samples) -> {
            SortedMap<Double, Double> curve = new TreeMap<>();
            for (String percentile : samples.getFirst().latencyUs().keySet()) {
                if (percentile.matches("[0-9]{1,2}(\\.[0-9]+)?")) {
                    double place = -Math.log10(1 - Double.parseDouble(percentile) / 100);
                    names.put(place, percentile + " %");
                    curve.put(
                            place,
                            Sample.median(samples.stream()
                                    .filter(sample -> sample.latencyUs().containsKey(percentile))
                                    .mapToDouble(sample -> sample.latencyUs().getOrDefault(percentile, 0.0))
                                    .toArray()));
                }
            }
            if (curve.size() > 1) {
                List<Point> points = new ArrayList<>();
                curve.forEach((place, us) -> points.add(new Point(place, us, Numbers.three(us) + " us")));
                byBench.computeIfAbsent(series.bench(), bench -> new ArrayList<>())
                        .add(new Line(series.paramText(), points));
            }
        });
        List<Chart> charts = new ArrayList<>();
        byBench.forEach((bench, lines) -> {
            for (int from = 0; from < lines.size(); from += Svg.LINES_MAX) {
                charts.add(new Chart(
                        "Latency: " + bench,
                        "share of packets that are at least as fast",
                        "microseconds",
                        false,
                        true,
                        names,
                        List.copyOf(lines.subList(from, Math.min(lines.size(), from + Svg.LINES_MAX))),
                        List.of(),
                        commands("latency")));
            }
        });
        return charts;
    }

    static double median(List<Sample> samples) {
        return Sample.median(samples.stream().mapToDouble(Sample::value).toArray());
    }

    SortedMap<Series, List<Sample>> groups() {
        return groups;
    }

    /** The ratio to the pinned build over sessions, with its interval, and dashed lines where it changed. */
    static Chart history(Trend trend) {
        List<Point> points = new ArrayList<>();
        Map<Double, String> names = new LinkedHashMap<>();
        for (int i = 0; i < trend.points().size(); i++) {
            Trend.Point point = trend.points().get(i);
            SignedRank gain = point.gain();
            String name = point.session().replaceFirst("^(....)-?(..)-?(..).*", "$2-$3");
            names.put((double) i, name);
            points.add(new Point(
                    i,
                    100 * Math.expm1(gain.estimate()),
                    100 * Math.expm1(Double.isFinite(gain.lower()) ? gain.lower() : gain.estimate()),
                    100 * Math.expm1(Double.isFinite(gain.upper()) ? gain.upper() : gain.estimate()),
                    point.session() + " " + point.commit() + ": " + Numbers.percent(gain.estimate())));
        }
        List<Double> markers =
                trend.changes().stream().map(change -> change.index() - 0.5).toList();
        return new Chart(
                trend.series().toString(),
                "session",
                "% gain over the pinned build",
                false,
                false,
                names,
                List.of(new Line("gain", points)),
                markers,
                List.of("scripts/perf gate --base PIN"));
    }
}
