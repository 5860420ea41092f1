package dev.ringswan.gateway.config;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeTimers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sections {@code connections}, {@code secrets} and {@code groups}. */
public final class IkeSettings {
    /** No connection: IKE does nothing. */
    public static final IkeSettings NONE =
            new IkeSettings(IkeConfig.of(List.of(), IkeTimers.DEFAULT), List.of(), List.of());

    private final IkeConfig config;
    private final List<ChildSettings> children;
    private final List<GroupSettings> groups;
    private final Map<String, Connection> byName = new LinkedHashMap<>();
    private final Map<String, ConnectionSettings> connections = new LinkedHashMap<>();
    private final Map<String, List<ChildSettings>> childrenOf = new LinkedHashMap<>();

    /**
     * Of a file.
     *
     * @param config what IKE may agree on, with whom
     * @param connections how the gateway keeps the connections up
     * @param children how the data plane carries the children of the connections, in the order of the file
     */
    public IkeSettings(IkeConfig config, List<ConnectionSettings> connections, List<ChildSettings> children) {
        this(config, connections, children, List.of());
    }

    private IkeSettings(
            IkeConfig config,
            Collection<ConnectionSettings> connections,
            List<ChildSettings> children,
            List<GroupSettings> groups) {
        this.config = config;
        this.children = List.copyOf(children);
        this.groups = List.copyOf(groups);
        config.connections().forEach(connection -> byName.put(connection.name(), connection));
        connections.forEach(connection -> this.connections.put(connection.name(), connection));
        children.forEach(child -> childrenOf
                .computeIfAbsent(child.connection(), _ -> new ArrayList<>())
                .add(child));
    }

    /** The same with groups of its children. */
    IkeSettings withGroups(List<GroupSettings> newGroups) {
        return new IkeSettings(config, connections.values(), children, newGroups);
    }

    /**
     * The same with those connections of an earlier reading that are equal, by which there may be IKE SAs; its own ones of them
     * are wiped.
     */
    @SuppressWarnings("ReferenceEquality") // equal ones are told apart: one of them is wiped
    public IkeSettings keeping(IkeSettings before) {
        List<Connection> kept = new ArrayList<>();
        for (Connection own : config.connections()) {
            Connection one = before.ike(own.name()).filter(own::equals).orElse(own);
            kept.add(one);
            if (one != own) {
                own.wipe();
            }
        }
        return new IkeSettings(config.with(kept), connections.values(), children, groups);
    }

    /** Wipes the shared keys of all connections that a later reading has not kept. */
    @SuppressWarnings("ReferenceEquality") // as above
    public void wipe(IkeSettings later) {
        config.connections().stream()
                .filter(own -> later.ike(own.name()).orElse(null) != own)
                .forEach(Connection::wipe);
    }

    /** Section {@code groups}, in the order of the file. */
    public List<GroupSettings> groups() {
        return groups;
    }

    /** What IKE may agree on, with whom. */
    public IkeConfig config() {
        return config;
    }

    /** The names of the connections, in the order of the file. */
    public Set<String> connectionNames() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** The settings of one connection. */
    public Optional<ConnectionSettings> connection(String name) {
        return Optional.ofNullable(connections.get(name));
    }

    /** The settings of all children, in the order of the file. */
    public List<ChildSettings> children() {
        return children;
    }

    /** The settings of the children of one connection, in the order of the file. */
    public List<ChildSettings> children(String connection) {
        return Collections.unmodifiableList(childrenOf.getOrDefault(connection, List.of()));
    }

    /** The settings of one child. */
    public Optional<ChildSettings> child(String connection, String name) {
        return children(connection).stream()
                .filter(child -> child.name().equals(name))
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
                && childConfig(connection, name).equals(other.childConfig(connection, name));
    }

    private Optional<ChildConfig> childConfig(String connection, String name) {
        return ike(connection).flatMap(found -> found.child(name));
    }

    /** What IKE may agree on in one connection. */
    public Optional<Connection> ike(String connection) {
        return Optional.ofNullable(byName.get(connection));
    }
}
