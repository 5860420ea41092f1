package dev.ringswan.gateway.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The details of a status reply as a table for people. */
public final class StatusText {
    private static final List<String> HEADINGS =
            List.of("NAME", "STATE", "SINCE", "SUITE", "SPI IN/OUT", "RECEIVED", "SENT", "REKEY IN");

    private final List<List<String>> rows = new ArrayList<>();

    private StatusText() {}

    /** Renders what {@code status} has replied. */
    public static List<String> of(Map<String, ? extends @Nullable Object> status) {
        StatusText text = new StatusText();
        text.rows.add(HEADINGS);
        for (Map<?, ?> connection : maps(status.get("connections"))) {
            text.connection(connection);
        }
        List<Map<?, ?>> statics = maps(status.get("static"));
        if (!statics.isEmpty()) {
            text.rows.add(List.of("(static keys)"));
        }
        statics.forEach(text::child);
        List<String> lines = new ArrayList<>();
        lines.add("running for " + duration(status.get("seconds")) + ", engine " + status.get("engine"));
        lines.addAll(text.layOut());
        List<String> groups = GroupText.of(status);
        if (!groups.isEmpty()) {
            lines.add("");
            lines.addAll(groups);
        }
        return lines;
    }

    private void connection(Map<?, ?> connection) {
        String name = string(connection.get("name"));
        boolean up = "up".equals(connection.get("state"));
        row(
                name,
                string(connection.get("state")),
                duration(connection.get("age")),
                or(connection.get("suite"), "-"),
                "-",
                "-",
                "-",
                duration(connection.get("rekey_in")));
        note("IKE " + connection.get("local") + " - " + connection.get("remote")
                + (up ? ", peer " + connection.get("remote_identity") : "")
                + (Boolean.TRUE.equals(connection.get("peer_behind_nat")) ? ", behind NAT" : ""));
        if (connection.get("initiator_spi") != null) {
            note("IKE SPIs " + connection.get("initiator_spi") + " " + connection.get("responder_spi") + ", "
                    + (Boolean.TRUE.equals(connection.get("initiator")) ? "initiator" : "responder"));
        }
        if (!up) {
            failure(connection);
            Object nextTry = connection.get("next_try_in");
            if (nextTry != null) {
                note("next try in " + duration(nextTry));
            }
        }
        maps(connection.get("children")).forEach(this::child);
    }

    private void child(Map<?, ?> child) {
        String name = "  " + child.get("name");
        List<Map<?, ?>> pairs = maps(child.get("sas"));
        if (pairs.isEmpty()) {
            row(name, string(child.get("state")));
        }
        for (Map<?, ?> pair : pairs) {
            boolean current = "current".equals(pair.get("use"));
            Map<?, ?> in = (Map<?, ?>) Objects.requireNonNull(pair.get("in"));
            Map<?, ?> out = pair.get("out") instanceof Map<?, ?> map ? map : Map.of();
            row(
                    name,
                    current ? "up" : string(pair.get("use")),
                    duration(pair.get("age")),
                    string(pair.get("suite")),
                    in.get("spi") + " " + or(out.get("spi"), "-"),
                    traffic(in),
                    traffic(out),
                    pair.get("rekey_in") == null ? "-" : duration(pair.get("rekey_in")));
            if (current) {
                note("  " + child.get("selectors"));
                note("  " + pair.get("local") + " - " + pair.get("remote") + ", " + pair.get("mode") + " mode"
                        + ("udp".equals(pair.get("encapsulation")) ? ", in UDP" : ""));
                drops("in", in);
                drops("out", out);
            }
        }
        failure(child);
    }

    private void drops(String direction, Map<?, ?> counters) {
        if (counters.get("drops") instanceof Map<?, ?> drops && !drops.isEmpty()) {
            note("  dropped " + direction + ": " + CountersText.list(drops));
        }
    }

    private void failure(Map<?, ?> failed) {
        if (failed.get("last_failure") instanceof Map<?, ?> failure) {
            note("  last failure, " + duration(failure.get("seconds_ago")) + " ago: " + failure.get("reason"));
        }
    }

    private void row(String... cells) {
        rows.add(List.of(cells));
    }

    private void note(String text) {
        rows.add(List.of("    " + text));
    }

    /** Rows of one cell run over the columns; the others are aligned. */
    private List<String> layOut() {
        int[] widths = new int[HEADINGS.size()];
        for (List<String> row : rows) {
            for (int i = 0; row.size() > 1 && i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i))
                        .repeat(" ", Math.max(0, widths[i] - row.get(i).length()) + 2);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static String traffic(Map<?, ?> counters) {
        return counters.get("packets") instanceof Number packets && counters.get("bytes") instanceof Number bytes
                ? packets + " packets, " + size(bytes.longValue())
                : "-";
    }

    /** For example {@code 1.3 MB}. */
    static String size(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    /** The two largest units, for example {@code 3 h 12 min}. */
    static String duration(@Nullable Object seconds) {
        if (!(seconds instanceof Number number)) {
            return "-";
        }
        long total = Math.round(number.doubleValue());
        if (total < 60) {
            return total + " s";
        }
        if (total < 3_600) {
            return total / 60 + " min " + total % 60 + " s";
        }
        return total < 86_400
                ? total / 3_600 + " h " + total % 3_600 / 60 + " min"
                : total / 86_400 + " d " + total % 86_400 / 3_600 + " h";
    }

    static List<Map<?, ?>> maps(@Nullable Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (list instanceof List<?> elements) {
            elements.forEach(element -> maps.add((Map<?, ?>) element));
        }
        return maps;
    }

    private static String string(@Nullable Object value) {
        return String.valueOf(value);
    }

    private static String or(@Nullable Object value, String fallback) {
        return value == null ? fallback : value.toString();
    }
}
