package dev.ringswan.perf;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as people read them: three significant digits, a point, no exponent. */
final class Numbers {
    private static final String[] PREFIXES = {"", "k", "M", "G", "T"};

    private Numbers() {}

    /** Three significant digits, or all digits before the point. */
    static String three(double value) {
        if (!Double.isFinite(value)) {
            return value > 0 ? "+inf" : "-inf";
        }
        if (Math.abs(value) >= 1000) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        if (value == 0) {
            return "0";
        }
        return new BigDecimal(value).round(new MathContext(3)).toPlainString();
    }

    /** Three significant digits with a decimal prefix: 8.1e8 is {@code 810 M}. */
    static String prefixed(double value) {
        int power = 0;
        while (Math.abs(value) >= 1000 && power < PREFIXES.length - 1) {
            value /= 1000;
            power++;
        }
        return three(value) + (power == 0 ? "" : " " + PREFIXES[power]);
    }

    /** A logarithm of a ratio as a signed percentage. */
    static String percent(double logarithm) {
        return Double.isInfinite(logarithm)
                ? (logarithm > 0 ? "+inf" : "-inf")
                : String.format(Locale.ROOT, "%+.1f %%", 100 * Math.expm1(logarithm));
    }
}
