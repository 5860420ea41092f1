package dev.ringswan.gateway.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The groups of a status reply as a table for people. */
final class GroupText {
    private static final String ROW = "%-18s %-20s %-9s %9s %6s %9s";

    private GroupText() {}

    /** Nothing when there is no group; each line fits into 80 columns, unless names are long. */
    static List<String> of(Map<String, ? extends @Nullable Object> status) {
        List<String> lines = new ArrayList<>();
        List<Map<?, ?>> groups = StatusText.maps(status.get("groups"));
        if (!groups.isEmpty()) {
            lines.add(ROW.formatted("GROUP", " MEMBER", "STATE", "SINCE", "LOSS", "RTT"));
        }
        for (Map<?, ?> group : groups) {
            String name = String.valueOf(group.get("name"));
            for (Map<?, ?> member : StatusText.maps(group.get("members"))) {
                lines.add(row(name, member));
                name = "";
            }
            Object mode = group.get("mode");
            if (group.get("last_switch") instanceof Map<?, ?> last) {
                lines.add("  %s; %s ago to %s:"
                        .formatted(mode, StatusText.duration(last.get("seconds_ago")), carriers(last.get("to"))));
                lines.add("    " + last.get("reason"));
            } else {
                lines.add("  " + mode + "; nobody carries packets yet");
            }
        }
        return lines;
    }

    /** A star marks the members that carry packets. */
    private static String row(String group, Map<?, ?> member) {
        Map<?, ?> probes = member.get("probes") instanceof Map<?, ?> map ? map : Map.of();
        String star = Boolean.TRUE.equals(member.get("carries")) ? "*" : " ";
        return ROW.formatted(
                        group,
                        star + member.get("name"),
                        member.get("state"),
                        StatusText.duration(member.get("age")),
                        probes.get("loss_ratio") instanceof Number ratio
                                ? Math.round(ratio.doubleValue() * 100) + " %"
                                : "-",
                        probes.get("round_trip") instanceof Number seconds
                                ? String.format(Locale.ROOT, "%.1f ms", seconds.doubleValue() * 1000)
                                : "-")
                .stripTrailing();
    }

    private static String carriers(@Nullable Object names) {
        return names instanceof List<?> list && !list.isEmpty()
                ? String.join(", ", list.stream().map(String::valueOf).toList())
                : "nobody";
    }
}
