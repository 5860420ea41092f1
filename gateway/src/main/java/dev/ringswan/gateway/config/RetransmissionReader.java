package dev.ringswan.gateway.config;

import dev.ringswan.ike.api.Retransmission;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Reads when IKE repeats its requests: the keys {@code retransmit_…} of section {@code gateway}, which have the names and
 * meanings of strongSwan's {@code strongswan.conf}.
 */
final class RetransmissionReader {
    private static final Retransmission DEFAULT = Retransmission.DEFAULT;
    private static final double TIMEOUT_MIN = 0.1;
    private static final double TIMEOUT_MAX = 300;
    private static final double LIMIT_MAX = 3_600;

    /** Shorter outages are common: every reboot of a router would end all tunnels. */
    private static final long SPAN_SHORT_NS = TimeUnit.SECONDS.toNanos(10);

    private RetransmissionReader() {}

    /** The defaults where the section says nothing; where it is wrong too, and reported. */
    static Retransmission read(SectionReader reader) {
        double timeout = reader.value(
                "retransmit_timeout",
                seconds(DEFAULT.timeoutNs()),
                text -> number(text, TIMEOUT_MIN, TIMEOUT_MAX, _ -> false));
        double base = reader.value(
                "retransmit_base", DEFAULT.base(), text -> number(text, 1, Retransmission.BASE_MAX, _ -> false));
        int tries = reader.value(
                "retransmit_tries",
                DEFAULT.repetitions(),
                text -> Values.integer(text, 0, Retransmission.REPETITIONS_MAX));
        int jitter = reader.value("retransmit_jitter", DEFAULT.jitterPercent(), text -> Values.integer(text, 0, 100));
        double limit = reader.value(
                "retransmit_limit", 0.0, text -> number(text, TIMEOUT_MIN, LIMIT_MAX, value -> value == 0));
        Retransmission retransmission =
                reader.build(() -> new Retransmission(nanoseconds(timeout), base, tries, jitter, nanoseconds(limit)));
        if (retransmission != null && retransmission.spanNs() < SPAN_SHORT_NS) {
            reader.warnAt(
                    reader.has("retransmit_tries") ? "retransmit_tries" : "retransmit_timeout",
                    "and the keys beside it take a peer for dead after %.1f s without an answer, which a short outage is enough for"
                            .formatted(seconds(retransmission.spanNs())));
        }
        return Objects.requireNonNullElse(retransmission, DEFAULT);
    }

    private static double number(String text, double min, double max, Predicate<Double> exception) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException _) {
            value = Double.NaN;
        }
        if (!(value >= min && value <= max) && !exception.test(value)) {
            throw new IllegalArgumentException(
                    "is a number from " + plain(min) + " to " + plain(max) + ", such as 1.8; not '" + text + "'");
        }
        return value;
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static double seconds(long ns) {
        return ns / 1e9;
    }

    private static long nanoseconds(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
