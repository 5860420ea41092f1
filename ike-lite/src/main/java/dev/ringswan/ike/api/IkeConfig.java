package dev.ringswan.ike.api;

import dev.ringswan.ike.crypto.KeyExchanges;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.negotiate.Suites;
import dev.ringswan.ike.negotiate.TransformSet;
import java.util.List;

/**
 * All that the operator decides.
 *
 * @param connections with unique names
 * @param timers of the protocol
 * @param keyExchanges those that can be computed
 * @param weakAlgorithms whether SHA-1 may be used
 * @param cookieThreshold half-open IKE SAs from which on initiators must return a cookie first (RFC 7296 §2.6)
 * @param halfOpenMax half-open IKE SAs from which on initiators are ignored
 * @param ikeSasMax IKE SAs in all from which on no peer may begin another one; for rekeying there is an eighth more
 * @param datagramLengthMax bytes of an IKE message that is not cut into fragments
 */
public record IkeConfig(
        List<Connection> connections,
        IkeTimers timers,
        KeyExchanges keyExchanges,
        WeakAlgorithms weakAlgorithms,
        int cookieThreshold,
        int halfOpenMax,
        int ikeSasMax,
        int datagramLengthMax) {
    /** Checks the limits, the names, and that all algorithms are known. */
    public IkeConfig {
        long names = connections.stream().map(Connection::name).distinct().count();
        if (names < connections.size()) {
            throw new IllegalArgumentException("two connections have the same name");
        }
        if (cookieThreshold < 0 || halfOpenMax < 1 || ikeSasMax < 1 || datagramLengthMax < 576) {
            throw new IllegalArgumentException("limits: cookie threshold " + cookieThreshold + ", half-open "
                    + halfOpenMax + ", in all " + ikeSasMax + ", datagram " + datagramLengthMax
                    + "; expected at least 0, 1, 1 and 576");
        }
        for (Connection connection : connections) {
            for (TransformSet set : connection.proposals()) {
                Suites.requireIke(set, weakAlgorithms, keyExchanges);
            }
            connection.children().stream()
                    .flatMap(child -> child.proposals().stream())
                    .forEach(set -> Suites.requireEsp(set, weakAlgorithms, keyExchanges));
        }
        connections = List.copyOf(connections);
    }

    /** The same with other connections. */
    public IkeConfig with(List<Connection> others) {
        return new IkeConfig(
                others,
                timers,
                keyExchanges,
                weakAlgorithms,
                cookieThreshold,
                halfOpenMax,
                ikeSasMax,
                datagramLengthMax);
    }

    /** Connections with the usual limits. */
    public static IkeConfig of(List<Connection> connections, IkeTimers timers) {
        return new IkeConfig(
                connections,
                timers,
                KeyExchanges.standard(WeakAlgorithms.REFUSED),
                WeakAlgorithms.REFUSED,
                30,
                1_000,
                100_000,
                1_200);
    }
}
