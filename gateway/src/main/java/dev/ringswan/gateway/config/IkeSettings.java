package dev.ringswan.gateway.config;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeTimers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sections {@code connections} and {@code secrets}.
 *
 * @param config what IKE may agree on, with whom
 * @param connections how the gateway keeps the connections up, in the order of the file
 * @param children how the data plane carries the children of the connections, in the order of the file
 */
public record IkeSettings(IkeConfig config, List<ConnectionSettings> connections, List<ChildSettings> children) {
    /** No connection: IKE does nothing. */
    public static final IkeSettings NONE =
            new IkeSettings(IkeConfig.of(List.of(), IkeTimers.DEFAULT), List.of(), List.of());

    public IkeSettings {
        connections = List.copyOf(connections);
        children = List.copyOf(children);
    }

    /** The settings of one connection. */
    public Optional<ConnectionSettings> connection(String name) {
        return connections.stream()
                .filter(connection -> connection.name().equals(name))
                .findFirst();
    }

    /** The names of the connections, in the order of the file. */
    public Set<String> connectionNames() {
        return config.connections().stream().map(Connection::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The settings of one child. */
    public Optional<ChildSettings> child(String connection, String name) {
        return children.stream()
                .filter(child ->
                        child.connection().equals(connection) && child.name().equals(name))
                .findFirst();
    }

    /** Whether the other reading has this connection and it is the same, secrets included and children apart. */
    public boolean hasSameConnection(IkeSettings other, String name) {
        return connection(name).isPresent() && connection(name).equals(other.connection(name));
    }

    /** Whether the other reading has this child and it is the same, whatever became of the connection. */
    public boolean hasSameChild(IkeSettings other, String connection, String name) {
        return child(connection, name).isPresent()
                && child(connection, name).equals(other.child(connection, name))
                && config.connection(connection)
                        .flatMap(c -> c.child(name))
                        .equals(other.config.connection(connection).flatMap(c -> c.child(name)));
    }
}
