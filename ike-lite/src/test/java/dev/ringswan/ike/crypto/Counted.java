package dev.ringswan.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;

/** Says how many vectors a test has run, and fails when a changed file would leave it with few. */
final class Counted {
    private Counted() {}

    static void report(String what, int count, int atLeast) {
        System.out.println(what + ": " + count + " vectors");
        assertThat(count).as("vectors of %s", what).isGreaterThanOrEqualTo(atLeast);
    }
}
