package dev.ringswan.gateway.config;

import java.util.List;

/**
 * A whole configuration, valid.
 *
 * @param publicSide section {@code public}
 * @param policies what bypasses the children or is discarded before them, in order
 * @param children the static children, in order: the first that matches a packet protects it
 * @param ike sections {@code connections} and {@code secrets}
 */
public record GatewayConfig(
        GatewaySettings gateway,
        TunSettings tun,
        PublicSettings publicSide,
        List<PolicyRule> policies,
        List<StaticChild> children,
        IkeSettings ike)
        implements AutoCloseable {
    public GatewayConfig {
        policies = List.copyOf(policies);
        children = List.copyOf(children);
    }

    /** Wipes the keys, once they have been installed. */
    @Override
    public void close() {
        for (StaticChild child : children) {
            child.security().inbound().key().close();
            child.security().outbound().key().close();
        }
    }
}
