package dev.ringswan.gateway.ike;

import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of each configured connection: its state, since when, and the last failure's reason, which stays until it is up.
 *
 * <p><em>Threading:</em> the conductor's; {@link #suites} any.
 */
final class ConnectionHistory {
    /** One connection. */
    static final class Entry {
        private ConnectionReport.State state = ConnectionReport.State.DOWN;
        private long sinceNs;
        private boolean endWanted;
        private volatile @Nullable String suite;
        private @Nullable Failure failure;
        private final Map<String, Failure> childFailures = new LinkedHashMap<>();

        private Entry(long nowNs) {
            sinceNs = nowNs;
        }

        long sinceNs() {
            return sinceNs;
        }

        @Nullable
        Failure failure() {
            return failure;
        }

        @Nullable
        Failure failure(String child) {
            return childFailures.get(child);
        }

        private void state(ConnectionReport.State newState, long nowNs) {
            if (state != newState) {
                state = newState;
                sinceNs = nowNs;
            }
        }
    }

    private volatile Map<String, Entry> entries = Map.of();
    private final EventCounts counts = new EventCounts();
    private boolean isOver;
    private long failureCount;
    private long eventCount;

    /** Knows these connections from now on, and no others. */
    void connections(Set<String> names, long nowNs) {
        Map<String, Entry> next = new LinkedHashMap<>();
        for (String name : names) {
            Entry known = entries.get(name);
            next.put(name, known == null ? new Entry(nowNs) : known);
        }
        entries = next;
        counts.retain(names);
    }

    /** What protects IKE itself, by connection that is up. Any thread. */
    Map<String, String> suites() {
        Map<String, String> suites = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            String suite = entry.suite;
            if (suite != null) {
                suites.put(name, suite);
            }
        });
        return suites;
    }

    /** The gateway ends: what is shown afterwards is what was up until then. */
    void end() {
        isOver = true;
    }

    /** A known connection. */
    Entry entry(String connection) {
        Entry entry = entries.get(connection);
        if (entry == null) {
            throw new IllegalArgumentException("connection " + connection + " is not configured");
        }
        return entry;
    }

    /** How often something happened to a connection. */
    ConnectionCounts counts(String connection) {
        return counts.of(connection);
    }

    /** The number of the last failure of any connection. */
    long failureCount() {
        return failureCount;
    }

    /** Rises whenever a connection may have changed. */
    long eventCount() {
        return eventCount;
    }

    /** IKE may be asked for a connection. */
    void on(IkeInput input, long nowNs) {
        switch (input) {
            case IkeInput.Initiate asked -> asked(asked.connection(), nowNs);
            case IkeInput.InitiateChild asked -> asked(asked.connection(), nowNs);
            case IkeInput.Acquire asked -> asked(asked.connection(), nowNs);
            default -> {}
        }
    }

    private void asked(String connection, long nowNs) {
        Entry entry = entries.get(connection);
        if (entry != null && entry.state == ConnectionReport.State.DOWN) {
            entry.endWanted = false;
            entry.state(ConnectionReport.State.CONNECTING, nowNs);
        }
    }

    /** The operator ends a connection: that it closes then is no failure. */
    void endWanted(String connection) {
        Entry entry = entries.get(connection);
        if (entry != null && entry.state != ConnectionReport.State.DOWN) {
            entry.endWanted = true;
        }
    }

    /** Hears what became of a connection. */
    void on(IkeEvent event, long nowNs) {
        eventCount++;
        Entry entry = entries.get(event.connection());
        if (entry == null || isOver) {
            return;
        }
        counts.on(event);
        switch (event) {
            case IkeEvent.Established up -> {
                entry.failure = null;
                entry.endWanted = false;
                entry.suite = up.suite();
                entry.state(ConnectionReport.State.UP, nowNs);
            }
            case IkeEvent.Closed closed -> {
                if (!entry.endWanted) {
                    entry.failure = failure(closed.reason(), nowNs);
                }
                entry.endWanted = false;
                entry.suite = null;
                entry.state(ConnectionReport.State.DOWN, nowNs);
            }
            case IkeEvent.IkeRekeyed up -> {
                entry.failure = null;
                entry.suite = up.suite();
            }
            case IkeEvent.IkeRekeyFailed failed ->
                entry.failure = failure("the IKE SA is not rekeyed: " + failed.reason(), nowNs);
            case IkeEvent.ChildRekeyed up -> entry.childFailures.remove(up.child());
            case IkeEvent.ChildEstablished up -> entry.childFailures.remove(up.child());
            case IkeEvent.ChildFailed failed ->
                entry.childFailures.put(failed.child(), failure(failed.reason(), nowNs));
            case IkeEvent.ChildClosed closed -> {
                if (closed.cause() != CloseCause.OPERATOR) {
                    entry.childFailures.put(closed.child(), failure(closed.reason(), nowNs));
                }
            }
            case IkeEvent.PeerMoved _, IkeEvent.Refused _, IkeEvent.Ignored _ -> {}
        }
    }

    private Failure failure(String reason, long nowNs) {
        return new Failure(reason, nowNs, ++failureCount);
    }
}
