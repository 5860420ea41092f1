package dev.ringswan.gateway.ike;

import dev.ringswan.ike.api.ConnectionStatus;
import dev.ringswan.ike.api.IkeSaStatus;
import dev.ringswan.ike.api.TransportAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A configured connection at one moment, up or not.
 *
 * @param local as configured
 * @param remote as configured
 * @param ikeSa the one that is up; null for none
 * @param ageNs since the state is what it is
 * @param nextTryInNs until the gateway tries again by itself; {@link Long#MAX_VALUE} for never
 * @param lastFailure null when there was none since it came up
 * @param counts what has happened to it
 * @param children in the order of the configuration
 */
public record ConnectionReport(
        String name,
        State state,
        TransportAddress local,
        TransportAddress remote,
        @Nullable IkeSaStatus ikeSa,
        long ageNs,
        long nextTryInNs,
        @Nullable Failure lastFailure,
        ConnectionCounts counts,
        List<ChildReport> children) {
    /** What the IKE SA does. */
    public enum State {
        /** There is none. */
        DOWN,
        /** Negotiates. */
        CONNECTING,
        /** Is established. */
        UP,
        /** Is being deleted. */
        CLOSING;

        /** Of all IKE SAs of a connection: the one that is up counts most. */
        static State of(ConnectionStatus status) {
            State state = State.DOWN;
            for (IkeSaStatus sa : status.ikeSas()) {
                switch (sa.state()) {
                    case ESTABLISHED, SPARE -> {
                        return State.UP;
                    }
                    case INITIATING, AUTHENTICATING -> state = State.CONNECTING;
                    case DELETING -> state = State.CLOSING;
                    case REKEYED, CLOSED -> {}
                }
            }
            return state;
        }
    }

    /** Copies the list. */
    public ConnectionReport {
        children = List.copyOf(children);
    }

    /** The child of a name. */
    public Optional<ChildReport> child(String child) {
        return children.stream().filter(report -> report.name().equals(child)).findFirst();
    }
}
