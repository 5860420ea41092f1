package dev.ringswan.gateway.simulation;

/**
 * What befalls datagrams of one direction.
 *
 * @param reorder chance of a delay that is up to five times as long
 * @param corrupt chance that bytes change, or go missing at the end
 */
record LinkFaults(Ratio loss, Ratio duplicate, Ratio reorder, Ratio corrupt, long delayMinNs, long delayMaxNs) {
    private static final int FARTHER = 5;

    /** A quiet line: every datagram arrives, once, in order. */
    static LinkFaults none(long delayNs) {
        return new LinkFaults(Ratio.NEVER, Ratio.NEVER, Ratio.NEVER, Ratio.NEVER, delayNs, delayNs);
    }

    long delayNs(SeededRandom random) {
        long delayNs = random.between(delayMinNs, delayMaxNs);
        return reorder.happens(random) ? delayNs * random.between(2, FARTHER) : delayNs;
    }

    @Override
    public String toString() {
        return "loss %s, duplicates %s, reordering %s, corruption %s, delay %.1f to %.1f ms"
                .formatted(loss, duplicate, reorder, corrupt, delayMinNs / 1e6, delayMaxNs / 1e6);
    }
}
