package dev.ringswan.gateway.simulation;

/**
 * A time in which a direction carries nothing.
 *
 * @param from the side whose datagrams are meant
 * @param clogged whether they are held back until the end instead of being lost
 */
record Outage(Side from, long startNs, long endNs, boolean clogged) {
    boolean covers(Side side, long nowNs) {
        return side == from && startNs <= nowNs && nowNs < endNs;
    }

    @Override
    public String toString() {
        return "%s %s from %.3f to %.3f s".formatted(from, clogged ? "clogged" : "cut off", startNs / 1e9, endNs / 1e9);
    }
}
