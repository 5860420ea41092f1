package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.Encapsulation;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Identity;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a configuration, and the ways to find one: by name, by addresses, by the peer's identity. None of them
 * looks at all connections: there may be thousands, as many as peers.
 */
public final class ConnectionTable {
    /** All that counts in IKE_SA_INIT. */
    private record First(
            TransportAddress local,
            TransportAddress remote,
            List<TransformSet> proposals,
            Encapsulation encapsulation) {}

    /** Connections that cannot be told apart before IKE_AUTH, in the order of configuration. */
    static final class Group {
        private final Connection first;
        private final SequencedMap<String, List<Connection>> byIdentity = new LinkedHashMap<>();
        private final List<Connection> withPattern = new ArrayList<>();
        private final List<RemoteAuth> certified = new ArrayList<>();
        private boolean ppk;

        private Group(Connection first) {
            this.first = first;
        }

        private void add(Connection connection) {
            connection
                    .remoteAuth()
                    .identity()
                    .single()
                    .map(identity -> byIdentity.computeIfAbsent(identity.canonical(), _ -> new ArrayList<>()))
                    .orElse(withPattern)
                    .add(connection);
            if (connection.remoteAuth() instanceof RemoteAuth.Certificate certificate) {
                certified.add(certificate);
            }
            ppk |= connection.ppk() != null;
        }

        /** One for all in IKE_SA_INIT. */
        Connection first() {
            return first;
        }

        /** Those whose peer may have this identity, the one that is named exactly first. */
        List<Connection> of(Identity peer) {
            List<Connection> found = new ArrayList<>(byIdentity.getOrDefault(peer.canonical(), List.of()));
            withPattern.stream()
                    .filter(connection -> connection.remoteAuth().identity().matches(peer))
                    .forEach(found::add);
            return found;
        }

        /** All. */
        List<Connection> all() {
            List<Connection> all = new ArrayList<>(withPattern);
            byIdentity.values().forEach(all::addAll);
            return all;
        }

        /** How the peers prove who they are that do it by certificate. */
        List<RemoteAuth> certified() {
            return certified;
        }

        /** Whether one of them has a postquantum preshared key. */
        boolean hasPpk() {
            return ppk;
        }
    }

    private static final Comparator<Group> EXACT_FIRST = Comparator.comparing(
                    (Group group) -> group.first.remote().isAny())
            .thenComparing(group -> group.first.local().isAny());

    private final SequencedMap<String, Connection> byName = new LinkedHashMap<>();
    /** By identities of both sides, where the peer's is one. */
    private final SequencedMap<List<String>, List<Connection>> byIdentities = new LinkedHashMap<>();

    private final SequencedMap<InetAddress, List<Group>> byRemote = new LinkedHashMap<>();
    private final List<Group> fromAnywhere = new ArrayList<>();

    ConnectionTable(IkeConfig config) {
        SequencedMap<First, Group> groups = new LinkedHashMap<>();
        for (Connection connection : config.connections()) {
            byName.put(connection.name(), connection);
            connection
                    .remoteAuth()
                    .identity()
                    .single()
                    .ifPresent(peer -> byIdentities
                            .computeIfAbsent(identities(connection, peer), _ -> new ArrayList<>())
                            .add(connection));
            First first = new First(
                    connection.local(), connection.remote(), connection.proposals(), connection.encapsulation());
            groups.computeIfAbsent(first, _ -> new Group(connection)).add(connection);
        }
        for (Group group : groups.values()) {
            TransportAddress remote = group.first.remote();
            (remote.isAny() ? fromAnywhere : byRemote.computeIfAbsent(remote.address(), _ -> new ArrayList<>()))
                    .add(group);
        }
    }

    /** The connection of a name; null for none. */
    public @Nullable Connection find(String name) {
        return byName.get(name);
    }

    /** A connection, and all others between the same two identities. */
    List<Connection> betweenSameIdentities(Connection connection) {
        return connection
                .remoteAuth()
                .identity()
                .single()
                .map(peer -> byIdentities.getOrDefault(identities(connection, peer), List.of()))
                .orElse(List.of(connection));
    }

    private static List<String> identities(Connection connection, Identity peer) {
        return List.of(connection.localAuth().identity().canonical(), peer.canonical());
    }

    /** Whether a connection names this address of its peer. */
    boolean isRemote(InetAddress address) {
        return byRemote.containsKey(address);
    }

    /** Those between the addresses of a first message; exact addresses first. */
    List<Group> between(IkeInput.Datagram datagram) {
        List<Group> found =
                new ArrayList<>(byRemote.getOrDefault(datagram.remote().address(), List.of()));
        found.addAll(fromAnywhere);
        found.removeIf(group -> !group.first.isBetween(datagram.local(), datagram.remote()));
        found.sort(EXACT_FIRST);
        return found;
    }
}
