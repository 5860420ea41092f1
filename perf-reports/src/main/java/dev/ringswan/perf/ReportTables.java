package dev.ringswan.perf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables of the page, as the template wants them. */
final class ReportTables {
    private static final String PEER = "peer";
    static final String OURS = "ringswan";

    private ReportTables() {}

    private static Map<String, Object> table(String title, List<String> header, List<List<String>> rows) {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("title", title);
        table.put("header", header);
        table.put("rows", rows.stream().map(cells -> Map.of("cells", cells)).toList());
        return table;
    }

    /** Each end-to-end measurement by peer, with the ratio to Ringswan. */
    static List<Map<String, Object>> peers(SortedMap<Series, List<Sample>> groups) {
        SortedMap<Series, SortedMap<String, List<Sample>>> lines = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>();
        groups.forEach((series, samples) -> {
            if (!series.param(PEER).isEmpty()) {
                names.add(series.param(PEER));
                lines.computeIfAbsent(series.without(PEER), rest -> new TreeMap<>())
                        .put(series.param(PEER), samples);
            }
        });
        if (lines.isEmpty()) {
            return List.of();
        }
        List<String> peers = new ArrayList<>(names);
        if (peers.remove(OURS)) {
            peers.addFirst(OURS);
        }
        List<String> header = new ArrayList<>(List.of("Measurement", "Unit"));
        header.addAll(peers);
        List<List<String>> rows = new ArrayList<>();
        lines.forEach((series, byPeer) -> {
            List<String> cells = new ArrayList<>(List.of(
                    series.toString(),
                    byPeer.values().iterator().next().getFirst().unit()));
            List<Sample> ours = byPeer.getOrDefault(OURS, List.of());
            for (String peer : peers) {
                List<Sample> samples = byPeer.getOrDefault(peer, List.of());
                cells.add(samples.isEmpty() ? "-" : cell(samples, ours, peer.equals(OURS)));
            }
            rows.add(cells);
        });
        return List.of(table("Peers, and their ratio to Ringswan", header, rows));
    }

    private static String cell(List<Sample> samples, List<Sample> ours, boolean own) {
        double value = Charts.median(samples);
        String text = Numbers.prefixed(value);
        return own || ours.isEmpty()
                ? text
                : text + String.format(Locale.ROOT, " (%.2f×)", value / Charts.median(ours));
    }

    /** The median of each series. */
    static Map<String, Object> series(SortedMap<Series, List<Sample>> groups) {
        List<List<String>> rows = new ArrayList<>();
        groups.forEach((series, samples) -> {
            List<String> exact = new ArrayList<>();
            samples.getFirst().counts().forEach((metric, value) -> exact.add(metric + " " + Numbers.three(value)));
            rows.add(List.of(
                    series.bench(),
                    series.paramText(),
                    Numbers.prefixed(Charts.median(samples)),
                    samples.getFirst().unit(),
                    String.valueOf(samples.size()),
                    String.join(", ", exact)));
        });
        return table("", List.of("Benchmark", "Parameters", "Median", "Unit", "Samples", "Counted"), rows);
    }

    /** What the samples say about the machine; each value once. */
    static Map<String, Object> environment(List<Sample> samples) {
        SortedMap<String, TreeSet<String>> facts = new TreeMap<>();
        for (Sample sample : samples) {
            sample.environment()
                    .forEach((name, value) ->
                            facts.computeIfAbsent(name, key -> new TreeSet<>()).add(value));
            for (String field : List.of("fp_hw", "fp_sw", "suite", "session")) {
                if (!sample.text(field).isEmpty()) {
                    facts.computeIfAbsent(field, key -> new TreeSet<>()).add(sample.text(field));
                }
            }
            if (!sample.text("version").isEmpty()) {
                facts.computeIfAbsent("version of " + sample.series().param(PEER), key -> new TreeSet<>())
                        .add(sample.text("version"));
            }
        }
        List<List<String>> rows = new ArrayList<>();
        facts.forEach((name, values) -> rows.add(List.of(name, String.join("; ", values))));
        return table("", List.of("Fact", "Value"), rows);
    }
}
