package dev.ringswan.perf;

import java.util.Comparator;

/**
 * What was measured: records with equal series are samples of the same thing.
 *
 * @param benchmark the benchmark's name
 * @param engine the crypto engine
 * @param algorithm the suite
 * @param direction outbound or inbound
 * @param size bytes of the inner packet
 * @param sas number of SAs in round robin
 * @param burst packets in a burst
 */
record Series(String benchmark, String engine, String algorithm, String direction, int size, int sas, int burst)
        implements Comparable<Series> {
    private static final Comparator<Series> ORDER = Comparator.comparing(Series::benchmark)
            .thenComparing(Series::engine)
            .thenComparing(Series::algorithm)
            .thenComparing(Series::direction)
            .thenComparingInt(Series::size)
            .thenComparingInt(Series::sas)
            .thenComparingInt(Series::burst);

    @Override
    public int compareTo(Series other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%s %s %s %s %d B, %d SA, burst %d".formatted(benchmark, engine, algorithm, direction, size, sas, burst);
    }
}
