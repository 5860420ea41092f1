package dev.ringswan.perf;

/**
 * The loss that is tolerated for a class of benchmarks.
 *
 * @param loss as a ratio: 0.03 is three percent
 * @param floor in the benchmark's unit: less is nobody's concern, and three percent of a few nanoseconds cannot be told
 * @param gates whether a loss fails the gate, or is only shown
 */
record Margin(double loss, double floor, boolean gates) {
    /** What the gate is about: each stage of the packet path, and the whole of it. */
    static final Margin SENTINEL = new Margin(0.03, 0.5, true);

    private static final Margin OTHER = new Margin(0.05, 0.5, false);
    private static final Margin END_TO_END = new Margin(0.05, 0, true);
    private static final Margin START_UP = new Margin(0.10, 0, false);

    Margin {
        if (!(loss > 0 && loss < 1)) {
            throw new IllegalArgumentException("a margin must be in (0, 1): 0.03 is three percent; not " + loss);
        }
    }

    /** The margin of a series by its family; {@code sentinel} is that of the sentinels. */
    static Margin of(Series series, Margin sentinel) {
        return switch (series.family()) {
            case "stage", "pipeline" -> sentinel;
            case "ndr", "e2e", "latency", "setup" -> END_TO_END;
            case "start-up", "footprint" -> START_UP;
            default -> OTHER;
        };
    }

    /** The limit that the gain of a row must not be certain to lie below, as a logarithm; {@code base} in the row's unit. */
    double logLoss(double base) {
        return -Math.log1p(Math.max(loss, floor / base));
    }
}
