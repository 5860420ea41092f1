package dev.ringswan.perf;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What was measured: samples with equal series are samples of the same thing.
 *
 * @param bench the dotted name, such as {@code pipeline.outbound}
 * @param params name → value, such as {@code size} → {@code 1400}
 */
record Series(String bench, SortedMap<String, String> params) implements Comparable<Series> {
    private static final Comparator<Series> ORDER =
            Comparator.comparing(Series::bench).thenComparing(Series::sortKey);

    Series {
        params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
    }

    Series(String bench, Map<String, String> params) {
        this(bench, new TreeMap<>(params));
    }

    /** The value of a parameter, or an empty text. */
    String param(String name) {
        return params.getOrDefault(name, "");
    }

    /** The same without some parameters: what a line of a chart stands for. */
    Series without(String... names) {
        SortedMap<String, String> fewer = new TreeMap<>(params);
        for (String name : names) {
            fewer.remove(name);
        }
        return new Series(bench, fewer);
    }

    /** A name for each series that says what tells it from the others of its bench, and nothing else. */
    static Map<Series, String> shortNames(Collection<Series> all) {
        Map<Series, String> names = new TreeMap<>();
        for (Series one : all) {
            SortedMap<String, String> telling = new TreeMap<>(one.params);
            telling.entrySet()
                    .removeIf(param -> all.stream()
                            .filter(other -> other.bench.equals(one.bench))
                            .allMatch(other -> other.param(param.getKey()).equals(param.getValue())));
            names.put(one, new Series(one.bench, telling).toString());
        }
        return names;
    }

    /** The family: the name up to its first dot. */
    String family() {
        int dot = bench.indexOf('.');
        return dot < 0 ? bench : bench.substring(0, dot);
    }

    /** Parameters as {@code name=value}, separated by blanks. */
    String paramText() {
        return params.entrySet().stream()
                .map(param -> param.getKey() + "=" + param.getValue())
                .collect(Collectors.joining(" "));
    }

    /** Numbers sort by value: 64 comes before 1400. */
    private String sortKey() {
        return params.entrySet().stream()
                .map(param -> param.getKey() + "="
                        + (param.getValue().matches("[0-9]{1,11}")
                                ? "0".repeat(12 - param.getValue().length()) + param.getValue()
                                : param.getValue()))
                .collect(Collectors.joining(" "));
    }

    @Override
    public int compareTo(Series other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return params.isEmpty() ? bench : bench + " " + paramText();
    }
}
