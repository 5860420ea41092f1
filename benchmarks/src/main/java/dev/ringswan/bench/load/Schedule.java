package dev.ringswan.bench.load;

/**
 * When each packet of a trial is due: evenly, from the start on.
 *
 * @param startNs of the trial
 * @param load packets per second
 * @param total number of packets
 */
record Schedule(long startNs, double load, int total) {
    /** What may be unsent in the end without counting as due: 10 µs of traffic. */
    private static final double TOLERANCE_S = 10e-6;

    /** A trial that starts now. */
    static Schedule start(long nowNs, double load, double seconds) {
        double total = load * seconds;
        if (!(load > 0 && total >= 1 && total <= Tally.PACKETS_MAX)) {
            throw new IllegalArgumentException("a trial of " + load + " packets per second for " + seconds
                    + " s is not one of 1 to " + Tally.PACKETS_MAX + " packets");
        }
        return new Schedule(nowNs, load, (int) total);
    }

    /** How many packets are due by now. */
    long dueCount(long nowNs) {
        return Math.min(total, (long) ((nowNs - startNs) * load / 1e9) + 1);
    }

    /** When packet {@code index} is due. */
    long dueNs(long index) {
        return startNs + (long) (index * 1e9 / load);
    }

    /** How many packets count as offered when only {@code sent} went out. */
    long offered(long sent) {
        return total - sent <= load * TOLERANCE_S ? sent : total;
    }
}
