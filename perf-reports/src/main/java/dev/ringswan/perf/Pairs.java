package dev.ringswan.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The pairs of a gate's session. */
final class Pairs {
    private Pairs() {}

    /**
     * Two samples that were measured one right after the other.
     *
     * @param number of the pair, from 1
     */
    record Pair(int number, Sample base, Sample candidate) {
        boolean valid() {
            return base.valid() && candidate.valid();
        }
    }

    /** All pairs of a series in their order, disturbed ones too. */
    static List<Pair> of(List<Sample> samples, Series series) {
        SortedMap<Integer, Sample> bases = new TreeMap<>();
        SortedMap<Integer, Sample> candidates = new TreeMap<>();
        for (Sample sample : samples) {
            if (sample.series().equals(series) && !sample.leg().isEmpty()) {
                (sample.leg().equals(Sample.BASE) ? bases : candidates).put(sample.pair(), sample);
            }
        }
        List<Pair> pairs = new ArrayList<>();
        bases.forEach((number, base) -> {
            Sample candidate = candidates.get(number);
            if (candidate != null) {
                pairs.add(new Pair(number, base, candidate));
            }
        });
        return pairs;
    }

    /** The gains of the valid pairs as logarithms, in their order. */
    static double[] gains(List<Sample> samples, Series series) {
        return of(samples, series).stream()
                .filter(Pair::valid)
                .mapToDouble(pair -> pair.base().gainTo(pair.candidate()))
                .toArray();
    }
}
