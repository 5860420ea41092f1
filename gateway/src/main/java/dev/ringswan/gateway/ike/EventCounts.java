package dev.ringswan.gateway.ike;

import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.IkeEvent;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts what IKE reports, by connection.
 *
 * <p><em>Threading:</em> the conductor's.
 */
final class EventCounts {
    private static final class Counts {
        private long ikeSas;
        private long ikeRekeys;
        private long childRekeys;
        private final Map<FailureKind, Long> failures = new EnumMap<>(FailureKind.class);

        private void failed(String reason) {
            failures.merge(FailureKind.of(reason), 1L, Long::sum);
        }
    }

    private final Map<String, Counts> connections = new HashMap<>();

    /** Forgets all others. */
    void retain(Set<String> names) {
        connections.keySet().retainAll(names);
    }

    void on(IkeEvent event) {
        switch (event) {
            case IkeEvent.Established up -> counts(up.connection()).ikeSas++;
            case IkeEvent.IkeRekeyed up -> counts(up.connection()).ikeRekeys++;
            case IkeEvent.ChildRekeyed up -> counts(up.connection()).childRekeys++;
            case IkeEvent.IkeRekeyFailed failed -> counts(failed.connection()).failed(failed.reason());
            case IkeEvent.ChildFailed failed -> counts(failed.connection()).failed(failed.reason());
            case IkeEvent.Refused refused -> counts(refused.connection()).failed(refused.reason());
            case IkeEvent.Closed closed -> {
                if (closed.cause() != CloseCause.OPERATOR) {
                    counts(closed.connection()).failed(closed.reason());
                }
            }
            case IkeEvent.ChildClosed closed -> {
                if (closed.cause() != CloseCause.OPERATOR) {
                    counts(closed.connection()).failed(closed.reason());
                }
            }
            case IkeEvent.ChildEstablished _, IkeEvent.PeerMoved _, IkeEvent.Ignored _ -> {}
        }
    }

    private Counts counts(String connection) {
        return connections.computeIfAbsent(connection, _ -> new Counts());
    }

    /** Until now. */
    ConnectionCounts of(String connection) {
        Counts counts = connections.get(connection);
        return counts == null
                ? ConnectionCounts.NONE
                : new ConnectionCounts(counts.ikeSas, counts.ikeRekeys, counts.childRekeys, counts.failures);
    }
}
