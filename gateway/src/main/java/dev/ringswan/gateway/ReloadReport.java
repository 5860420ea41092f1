package dev.ringswan.gateway;

import dev.ringswan.gateway.ike.ConnectionChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a new configuration has changed.
 *
 * @param connections by name
 * @param needsRestart sentences about what cannot be changed while the gateway runs, and stays as it was
 */
public record ReloadReport(SequencedMap<String, ConnectionChange> connections, List<String> needsRestart) {
    public ReloadReport {
        needsRestart = List.copyOf(needsRestart);
    }

    /** Sentences for people. */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        connections.forEach((name, change) -> sentences.add(name + ": " + lowerCase(change)));
        if (sentences.isEmpty()) {
            sentences.add("there are no connections");
        }
        needsRestart.forEach(what -> sentences.add("needs a restart: " + what));
        return sentences;
    }

    /** The same for programs. */
    public Map<String, Object> toMap() {
        Map<String, Object> names = new LinkedHashMap<>();
        connections.forEach((name, change) -> names.put(name, lowerCase(change)));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("connections", names);
        map.put("needs_restart", needsRestart);
        return map;
    }

    private static String lowerCase(ConnectionChange change) {
        return change.name().toLowerCase(Locale.ROOT);
    }
}
