package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.ConnectionStatus.Failure;
import dev.ringswan.ike.api.IkeEvent;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The last failure of each configured connection.
 *
 * <p><i>Threading:</i> one thread.
 */
public final class Failures {
    private final SequencedMap<String, Failure> last = new LinkedHashMap<>();

    Failures() {}

    /** Remembers an event that is a failure of a connection. */
    void note(IkeEvent event, long nowNs) {
        switch (event) {
            case IkeEvent.ChildFailed failed ->
                put(failed.connection(), failed.child() + ": " + failed.reason(), nowNs);
            case IkeEvent.IkeRekeyFailed failed -> put(failed.connection(), "rekey: " + failed.reason(), nowNs);
            case IkeEvent.Refused refused -> put(refused.connection(), refused.reason(), nowNs);
            case IkeEvent.Closed closed
            when closed.cause() != CloseCause.OPERATOR -> put(closed.connection(), closed.reason(), nowNs);
            case IkeEvent.ChildClosed closed
            when closed.cause() != CloseCause.OPERATOR ->
                put(closed.connection(), closed.child() + ": " + closed.reason(), nowNs);
            default -> {}
        }
    }

    private void put(String connection, String reason, long nowNs) {
        if (!connection.isEmpty()) {
            last.put(connection, new Failure(reason, nowNs));
        }
    }

    /** Forgets connections that are not configured any more. */
    void retain(ConnectionTable connections) {
        last.keySet().removeIf(name -> connections.find(name) == null);
    }

    /** Of a connection. */
    public Optional<Failure> last(String connection) {
        return Optional.ofNullable(last.get(connection));
    }
}
