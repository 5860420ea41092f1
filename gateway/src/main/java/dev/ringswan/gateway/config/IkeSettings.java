package dev.ringswan.gateway.config;

import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeTimers;
import java.util.List;
import java.util.Optional;

/**
 * Sections {@code connections} and {@code secrets}.
 *
 * @param config what IKE may agree on, with whom
 * @param children how the data plane carries the children of the connections, in the order of the file
 */
public record IkeSettings(IkeConfig config, List<ChildSettings> children) {
    /** No connection: IKE does nothing. */
    public static final IkeSettings NONE = new IkeSettings(IkeConfig.of(List.of(), IkeTimers.DEFAULT), List.of());

    public IkeSettings {
        children = List.copyOf(children);
    }

    /** The settings of one child. */
    public Optional<ChildSettings> child(String connection, String name) {
        return children.stream()
                .filter(child ->
                        child.connection().equals(connection) && child.name().equals(name))
                .findFirst();
    }
}
