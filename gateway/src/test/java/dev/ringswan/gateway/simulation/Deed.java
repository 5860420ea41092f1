package dev.ringswan.gateway.simulation;

/** Something done from outside at a certain time. */
record Deed(long timeNs, Side side, Kind kind) {
    /** What can be done. */
    enum Kind {
        /** The process dies, and starts anew without memory. */
        RESTART,
        /** The NAT forgets its mappings. */
        REBIND_NAT,
        /** The operator wants the connection. */
        UP,
        /** The operator does not want the connection, for now. */
        DOWN,
        /** The operator wants new keys for the children. */
        REKEY_CHILD,
        /** The operator wants new keys for the IKE SA. */
        REKEY_IKE
    }

    @Override
    public String toString() {
        return "%.3f s %s %s".formatted(timeNs / 1e9, side, kind);
    }
}
