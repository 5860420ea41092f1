package dev.ringswan.gateway.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The details of a counters reply as lines for people. */
public final class CountersText {
    private CountersText() {}

    /** Renders what {@code counters} has replied. */
    public static List<String> of(Map<String, ? extends @Nullable Object> counters) {
        List<String> lines = new ArrayList<>();
        lines.add("running for " + StatusText.duration(counters.get("seconds")) + ", engine " + counters.get("engine"));
        lines.add("in     " + traffic(counters.get("inbound")));
        lines.add("out    " + traffic(counters.get("outbound")));
        for (Map<?, ?> child : StatusText.maps(counters.get("children"))) {
            lines.add("child  " + child.get("name"));
            lines.add("  in   " + sa(child.get("in")));
            lines.add("  out  " + sa(child.get("out")));
        }
        if (counters.get("ports") instanceof Map<?, ?> ports) {
            ports.forEach((name, events) -> lines.add("port   " + name + ": " + list(events)));
        }
        lines.add("reports of the data plane that were lost: " + counters.get("events_lost"));
        return lines;
    }

    private static String sa(@Nullable Object counters) {
        return counters instanceof Map<?, ?> map ? map.get("spi") + "  " + traffic(map) : "-";
    }

    private static String traffic(@Nullable Object counters) {
        return counters instanceof Map<?, ?> map && map.get("bytes") instanceof Number bytes
                ? map.get("packets") + " packets, " + StatusText.size(bytes.longValue()) + ", dropped: "
                        + list(map.get("drops"))
                : "-";
    }

    static String list(@Nullable Object counts) {
        return counts instanceof Map<?, ?> map && !map.isEmpty()
                ? map.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "))
                : "none";
    }
}
