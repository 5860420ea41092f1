package dev.ringswan.gateway.simulation;

/** A chance in whole numbers, so that no rounding makes one machine differ from another. */
record Ratio(int numerator, int denominator) {
    static final Ratio NEVER = new Ratio(0, 1);

    Ratio {
        if (numerator < 0 || denominator < 1 || numerator > denominator) {
            throw new IllegalArgumentException(numerator + "/" + denominator + " is no chance");
        }
    }

    boolean happens(SeededRandom random) {
        return numerator > 0 && random.below(denominator) < numerator;
    }

    @Override
    public String toString() {
        return numerator == 0 ? "never" : numerator + "/" + denominator;
    }
}
