package dev.ringswan.gateway.simulation;

/** One of the two gateways, with the hosts behind it. */
enum Side {
    A,
    B;

    Side other() {
        return this == A ? B : A;
    }

    /** The number in its addresses: 1 or 2. */
    int number() {
        return this == A ? 1 : 2;
    }
}
