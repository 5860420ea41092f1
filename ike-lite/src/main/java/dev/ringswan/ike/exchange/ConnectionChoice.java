package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.negotiate.Proposals;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.AuthPayload;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.Proposal;
import dev.ringswan.ike.wire.ProtocolId;
import dev.ringswan.ike.wire.SaPayload;
import dev.ringswan.ike.wire.Side;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which connection a peer means, in two steps, since it says who it is only in IKE_AUTH (RFC 4301 §4.4.3):
 *
 * <pre>
 *  IKE_SA_INIT   addresses and proposals               leave some
 *  IKE_AUTH      IDi, IDr, and how the peer proves it  leave one
 * </pre>
 *
 * The most precise one is meant: first by the peer's identity, then by its address, then in the order of configuration.
 */
final class ConnectionChoice {
    private static final Comparator<Connection> PRECISE_FIRST = Comparator.comparingInt((Connection connection) ->
                    -connection.remoteAuth().identity().precision())
            .thenComparing(connection -> connection.remote().isAny())
            .thenComparing(connection -> connection.local().isAny());

    private ConnectionChoice() {}

    /** Those between the addresses of a first message; exact addresses first. */
    static List<Connection> between(List<Connection> connections, IkeInput.Datagram datagram) {
        return connections.stream()
                .filter(connection -> connection.isBetween(datagram.local(), datagram.remote()))
                .sorted(Comparator.comparing(
                                (Connection connection) -> connection.remote().isAny())
                        .thenComparing(connection -> connection.local().isAny()))
                .toList();
    }

    /**
     * Those that would have chosen what was chosen in IKE_SA_INIT. To contain it is not enough: a connection that insists
     * on an additional key exchange must not be had without.
     */
    static List<Connection> allowing(List<Connection> connections, TransformSet suite) {
        SaPayload chosen = new SaPayload(List.of(new Proposal(1, ProtocolId.IKE, Bytes.EMPTY, suite.transforms())));
        return connections.stream()
                .filter(connection ->
                        Proposals.choose(ProtocolId.IKE, connection.proposals(), chosen) instanceof Proposals.Chosen)
                .toList();
    }

    /**
     * The one that is meant by the identities of an IKE_AUTH request.
     *
     * @param connections between these addresses, with this suite
     * @throws CryptoRefusal when there is none, or the peer does not prove its identity in the way that is configured
     */
    static Connection identified(List<Connection> connections, Identity claimed, Message request)
            throws CryptoRefusal, InvalidSyntaxException {
        Optional<Identity> wanted = request.identity(Side.RESPONDER);
        int method = request.required(AuthPayload.class).method();
        List<Connection> meant = connections.stream()
                .filter(connection -> connection.remoteAuth().identity().matches(claimed)
                        && wanted.map(connection.localAuth().identity()::isSameAs)
                                .orElse(true))
                .sorted(PRECISE_FIRST)
                .toList();
        if (meant.isEmpty()) {
            throw new CryptoRefusal("no connection for the peer " + claimed
                    + wanted.map(identity -> " that wants to speak to " + identity)
                            .orElse("")
                    + "; configured between these addresses are "
                    + connections.stream().map(ConnectionChoice::describe).toList());
        }
        return meant.stream()
                .filter(connection -> connection.remoteAuth().expects(method))
                .findFirst()
                .orElse(meant.getFirst());
    }

    private static String describe(Connection connection) {
        return connection.name() + ": " + connection.remoteAuth().identity() + " to "
                + connection.localAuth().identity();
    }
}
