package dev.ringswan.gateway.ike;

import dev.ringswan.gateway.config.IkeSettings;
import dev.ringswan.ike.api.Connection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** What a new configuration does to a connection. */
public enum ConnectionChange {
    /** It is as before, and its SAs stay. */
    KEPT,
    /** It is negotiated anew. */
    CHANGED,
    /** It was not there. */
    ADDED,
    /** It is not there any more. */
    REMOVED;

    /** The names of those that are negotiated anew. */
    static Set<String> changed(SequencedMap<String, ConnectionChange> changes) {
        Set<String> names = new LinkedHashSet<>(changes.keySet());
        names.removeIf(name -> changes.get(name) != CHANGED);
        return names;
    }

    /** By name of the connection: those of the new configuration in its order, then those that are removed. */
    static SequencedMap<String, ConnectionChange> between(IkeSettings before, IkeSettings next) {
        SequencedMap<String, ConnectionChange> changes = new LinkedHashMap<>();
        for (Connection connection : next.config().connections()) {
            Optional<Connection> old = before.ike(connection.name());
            changes.put(connection.name(), old.isEmpty() ? ADDED : old.get().equals(connection) ? KEPT : CHANGED);
        }
        before.connectionNames().forEach(name -> changes.putIfAbsent(name, REMOVED));
        return changes;
    }
}
