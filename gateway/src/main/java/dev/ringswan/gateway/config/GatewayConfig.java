package dev.ringswan.gateway.config;

import java.util.List;

/**
 * A whole configuration, valid.
 *
 * @param publicSide section {@code public}
 * @param policies what bypasses the children or is discarded before them, in order
 * @param children the static children, in order: the first that matches a packet protects it
 * @param ike sections {@code connections}, {@code secrets} and {@code groups}
 * @param warnings what can be used and had better be otherwise, in the order of the file; never holds key material
 */
public record GatewayConfig(
        GatewaySettings gateway,
        TunSettings tun,
        PublicSettings publicSide,
        List<PolicyRule> policies,
        List<StaticChild> children,
        IkeSettings ike,
        List<ConfigException.Problem> warnings)
        implements AutoCloseable {
    public GatewayConfig {
        policies = List.copyOf(policies);
        children = List.copyOf(children);
        warnings = List.copyOf(warnings);
    }

    /** Wipes the keys of static children, once they have been installed. Those of IKE stay, for the next negotiation. */
    @Override
    public void close() {
        for (StaticChild child : children) {
            child.security().inbound().key().close();
            child.security().outbound().key().close();
        }
    }
}
