package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.Connection;
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
import java.util.stream.Collectors;

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

    /** Connections that a refusal names. */
    private static final int DESCRIBED_MAX = 10;

    private ConnectionChoice() {}

    /**
     * Those that would have chosen what was chosen in IKE_SA_INIT. To contain it is not enough: a connection that insists
     * on an additional key exchange must not be had without.
     */
    static List<ConnectionTable.Group> allowing(List<ConnectionTable.Group> groups, TransformSet suite) {
        SaPayload chosen = new SaPayload(List.of(new Proposal(1, ProtocolId.IKE, Bytes.EMPTY, suite.transforms())));
        return groups.stream()
                .filter(group ->
                        Proposals.choose(ProtocolId.IKE, group.first().proposals(), chosen) instanceof Proposals.Chosen)
                .toList();
    }

    /**
     * The one that is meant by the identities of an IKE_AUTH request.
     *
     * @param groups between these addresses, with this suite
     * @throws CryptoRefusal when there is none, or the peer does not prove its identity in the way that is configured
     */
    static Connection identified(List<ConnectionTable.Group> groups, Identity claimed, Message request)
            throws CryptoRefusal, InvalidSyntaxException {
        Optional<Identity> wanted = request.identity(Side.RESPONDER);
        int method = request.required(AuthPayload.class).method();
        List<Connection> meant = groups.stream()
                .flatMap(group -> group.of(claimed).stream())
                .filter(connection ->
                        wanted.map(connection.localAuth().identity()::isSameAs).orElse(true))
                .sorted(PRECISE_FIRST)
                .toList();
        if (meant.isEmpty()) {
            throw new CryptoRefusal("no connection for the peer " + claimed
                    + wanted.map(identity -> " that wants to speak to " + identity)
                            .orElse("")
                    + "; configured between these addresses are " + describe(groups));
        }
        return meant.stream()
                .filter(connection -> connection.remoteAuth().expects(method))
                .findFirst()
                .orElse(meant.getFirst());
    }

    private static String describe(List<ConnectionTable.Group> groups) {
        List<Connection> all =
                groups.stream().flatMap(group -> group.all().stream()).toList();
        String names = all.stream()
                .limit(DESCRIBED_MAX)
                .map(ConnectionChoice::describe)
                .collect(Collectors.joining(", "));
        return "[" + names + (all.size() > DESCRIBED_MAX ? " and " + (all.size() - DESCRIBED_MAX) + " more]" : "]");
    }

    private static String describe(Connection connection) {
        return connection.name() + ": " + connection.remoteAuth().identity() + " to "
                + connection.localAuth().identity();
    }
}
