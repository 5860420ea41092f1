package dev.ringswan.gateway.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two status replies, one after the other, as a screen with rates. */
public final class TopText {
    /** Columns that it needs; in more the names get longer, in fewer lines are cut. */
    private static final int COLUMNS = 80;

    private static final int NAME_LENGTH = 18;
    private static final String ROW = "%-4s  %9s  %9s %8s  %9s %8s %5s";
    private static final Set<String> NO_LOSSES = Set.of("control", "keepalive", "dummy", "probe");

    private record Traffic(double packets, double bytes, double losses) {
        private static final Traffic NONE = new Traffic(0, 0, 0);

        private Traffic plus(Traffic other) {
            return new Traffic(packets + other.packets, bytes + other.bytes, losses + other.losses);
        }

        private Traffic since(Traffic before, double seconds) {
            return new Traffic(
                    (packets - before.packets) / seconds,
                    (bytes - before.bytes) / seconds,
                    (losses - before.losses) / seconds);
        }
    }

    private record Tunnel(String name, boolean up, String age, Traffic in, Traffic out, String failure) {}

    private final Map<String, ? extends @Nullable Object> now;
    private final Map<String, Traffic> before;
    private final double seconds;

    /** Rates are those between the two. */
    public TopText(Map<String, ? extends @Nullable Object> earlier, Map<String, ? extends @Nullable Object> now) {
        this.now = now;
        before = counters(earlier);
        seconds = Math.max(1e-3, number(now.get("seconds")) - number(earlier.get("seconds")));
    }

    /** A screen of so many columns and at most so many rows, as plain text. */
    public List<String> lines(int columns, int rows) {
        List<Tunnel> tunnels = tunnels();
        Traffic in = tunnels.stream().map(Tunnel::in).reduce(Traffic.NONE, Traffic::plus);
        Traffic out = tunnels.stream().map(Tunnel::out).reduce(Traffic.NONE, Traffic::plus);
        long up = tunnels.stream().filter(Tunnel::up).count();
        List<String> lines = new ArrayList<>();
        lines.add("ringswan, running for " + StatusText.duration(now.get("seconds")) + ", engine " + now.get("engine")
                + ", " + up + " of " + tunnels.size() + " tunnels up");
        lines.add("in %s, %s   out %s, %s   lost %s/s"
                .formatted(
                        bits(in),
                        packets(in.packets),
                        bits(out),
                        packets(out.packets),
                        scaled(in.losses + out.losses)));
        lines.add("");
        int nameLength = NAME_LENGTH + Math.max(0, columns - COLUMNS);
        String heading = ROW.formatted("", "SINCE", "IN BIT/S", "PACKET/S", "OUT BIT/S", "PACKET/S", "LOST");
        lines.add(pad("TUNNEL", nameLength) + ' ' + heading);
        List<String> groups = new ArrayList<>(GroupText.of(now));
        if (!groups.isEmpty()) {
            groups.addFirst("");
        }
        int room = Math.max(1, rows - lines.size() - 1 - groups.size());
        List<Tunnel> shown = tunnels;
        if (tunnels.size() > room) {
            shown = tunnels.stream()
                    .sorted(Comparator.comparingInt((Tunnel tunnel) -> tunnel.up ? 1 : 0)
                            .thenComparingDouble(tunnel -> -(tunnel.in.bytes + tunnel.out.bytes)))
                    .limit(room)
                    .toList();
        }
        shown.forEach(tunnel -> lines.add(pad(tunnel.name, nameLength) + ' ' + row(tunnel)));
        if (shown.size() < tunnels.size()) {
            lines.add("… and " + (tunnels.size() - shown.size())
                    + " more: those that are down come first, then the busiest");
        }
        lines.addAll(groups);
        return lines.stream().limit(rows).map(line -> cut(line, columns)).toList();
    }

    private static String row(Tunnel tunnel) {
        if (!tunnel.up) {
            return "down  " + tunnel.failure;
        }
        return ROW.formatted(
                "up",
                tunnel.age,
                scaled(tunnel.in.bytes * 8),
                scaled(tunnel.in.packets),
                scaled(tunnel.out.bytes * 8),
                scaled(tunnel.out.packets),
                scaled(tunnel.in.losses + tunnel.out.losses));
    }

    private List<Tunnel> tunnels() {
        List<Tunnel> tunnels = new ArrayList<>();
        for (Map<?, ?> connection : StatusText.maps(now.get("connections"))) {
            for (Map<?, ?> child : StatusText.maps(connection.get("children"))) {
                tunnels.add(tunnel(connection.get("name") + "/" + child.get("name"), child, connection));
            }
        }
        for (Map<?, ?> child : StatusText.maps(now.get("static"))) {
            tunnels.add(tunnel(String.valueOf(child.get("name")), child, child));
        }
        return tunnels;
    }

    private Tunnel tunnel(String name, Map<?, ?> child, Map<?, ?> connection) {
        Traffic in = Traffic.NONE;
        Traffic out = Traffic.NONE;
        String age = "-";
        for (Map<?, ?> pair : StatusText.maps(child.get("sas"))) {
            in = in.plus(rate("in", pair));
            out = out.plus(rate("out", pair));
            if ("current".equals(pair.get("use"))) {
                age = StatusText.duration(pair.get("age"));
            }
        }
        String failure = reason(child);
        return new Tunnel(
                name, "up".equals(child.get("state")), age, in, out, failure.isEmpty() ? reason(connection) : failure);
    }

    private static String reason(Map<?, ?> failed) {
        return failed.get("last_failure") instanceof Map<?, ?> failure ? String.valueOf(failure.get("reason")) : "";
    }

    private Traffic rate(String direction, Map<?, ?> pair) {
        if (!(pair.get(direction) instanceof Map<?, ?> counters)) {
            return Traffic.NONE;
        }
        Traffic earlier = before.getOrDefault(direction + counters.get("spi"), Traffic.NONE);
        return traffic(counters).since(earlier, seconds);
    }

    /** Of all SAs, by direction and SPI. */
    private static Map<String, Traffic> counters(Map<String, ? extends @Nullable Object> status) {
        Map<String, Traffic> counters = new HashMap<>();
        List<Map<?, ?>> children = new ArrayList<>(StatusText.maps(status.get("static")));
        StatusText.maps(status.get("connections"))
                .forEach(connection -> children.addAll(StatusText.maps(connection.get("children"))));
        for (Map<?, ?> child : children) {
            for (Map<?, ?> pair : StatusText.maps(child.get("sas"))) {
                for (String direction : List.of("in", "out")) {
                    if (pair.get(direction) instanceof Map<?, ?> sa) {
                        counters.put(direction + sa.get("spi"), traffic(sa));
                    }
                }
            }
        }
        return counters;
    }

    private static Traffic traffic(Map<?, ?> counters) {
        double losses = 0;
        if (counters.get("drops") instanceof Map<?, ?> drops) {
            for (Map.Entry<?, ?> drop : drops.entrySet()) {
                losses += NO_LOSSES.contains(String.valueOf(drop.getKey())) ? 0 : number(drop.getValue());
            }
        }
        return new Traffic(number(counters.get("packets")), number(counters.get("bytes")), losses);
    }

    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }

    private static String bits(Traffic traffic) {
        return scaled(traffic.bytes * 8) + "bit/s";
    }

    private static String packets(double rate) {
        return scaled(rate) + "packet/s";
    }

    /** For example {@code 1.31 G}; small numbers without a unit. */
    static String scaled(double value) {
        String[] units = {"", "k", "M", "G", "T"};
        double rest = value;
        int unit = 0;
        while (rest >= 999.5 && unit < units.length - 1) {
            rest /= 1000;
            unit++;
        }
        String digits = unit == 0 || rest >= 99.95 ? "%.0f" : rest >= 9.995 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, digits, rest) + ' ' + units[unit];
    }

    private static String pad(String text, int length) {
        return cut(text, length) + " ".repeat(Math.max(0, length - text.length()));
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, Math.max(0, length - 1)) + '…';
    }
}
