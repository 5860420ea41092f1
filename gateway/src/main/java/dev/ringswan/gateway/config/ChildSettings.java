package dev.ringswan.gateway.config;

import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.dataplane.policy.TrafficSelectors;

/**
 * How the data plane carries a child of a connection, whatever IKE agrees on for it.
 *
 * @param connection name of its connection
 * @param name of the child
 * @param startAction what happens when the gateway starts
 * @param closeAction what happens when the peer has closed it
 * @param dpdAction what happens when the peer is found dead
 * @param selectors which packets are its own, as configured: what IKE agrees on may be less
 * @param lifetime of its SAs
 * @param replayWindow sequence numbers that may arrive late
 * @param header what passes between inner and outer header
 * @param pathMtu largest outer packet, IP header included, in bytes
 */
public record ChildSettings(
        String connection,
        String name,
        StartAction startAction,
        StartAction closeAction,
        StartAction dpdAction,
        TrafficSelectors selectors,
        ChildLifetime lifetime,
        int replayWindow,
        OuterHeaderRules header,
        int pathMtu) {

    /** What happens to a child that is down. */
    public enum StartAction {
        /** Waits for the peer or the operator. */
        NONE,
        /** Waits for traffic (RFC 4301 §4.4.1), the peer or the operator. */
        TRAP,
        /** Is brought up at once. */
        START
    }
}
