package dev.ringswan.gateway;

import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaControl;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.config.PolicyRule;
import dev.ringswan.gateway.config.StaticChild;
import dev.ringswan.gateway.config.StaticSa;
import dev.ringswan.gateway.sequence.KeyFingerprint;
import dev.ringswan.gateway.sequence.SequenceLease;
import dev.ringswan.gateway.sequence.SequenceStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings the static children and the policies of a configuration into force. */
final class StaticChildren {
    /** The flag that accepts what {@link #requireSafeSequences} refuses. */
    static final String ACKNOWLEDGE_FLAG = "--i-know-static-keys-reuse-ivs-after-restart";

    /** A few seconds at full speed, so that disk is asked rarely; lost at a crash, of 2^63 numbers. */
    private static final long BLOCK_LENGTH = 1 << 24;
    /** Without ESN numbers are scarce: 4,096 crashes. */
    private static final long BLOCK_LENGTH_32 = 1 << 20;

    private static final long LIMIT_32 = 1L << 32;

    /**
     * A child in force.
     *
     * @param lease where its outbound sequence numbers come from; null when they are not stored
     */
    record Installed(
            StaticChild child,
            String keyPrint,
            OutboundSlot slot,
            InboundSa inbound,
            OutboundSa outbound,
            @Nullable SequenceLease lease) {
        /** Whether it is a child of a configuration as that stands there; our own keys have been wiped since. */
        boolean isOf(StaticChild other) {
            StaticChild.Security ours = child.security();
            StaticChild.Security theirs = other.security();
            return child.name().equals(other.name())
                    && child.mode() == other.mode()
                    && child.path().equals(other.path())
                    && child.selectors().equals(other.selectors())
                    && child.lifetime().equals(other.lifetime())
                    && child.header().equals(other.header())
                    && ours.suite() == theirs.suite()
                    && ours.esn() == theirs.esn()
                    && ours.replayWindow() == theirs.replayWindow()
                    && ours.inbound().spi() == theirs.inbound().spi()
                    && ours.outbound().spi() == theirs.outbound().spi()
                    && keyPrint.equals(print(other));
        }
    }

    private final GatewayConfig config;
    private final @Nullable SequenceStore store;
    private final SaControl control;

    StaticChildren(GatewayConfig config, @Nullable SequenceStore store, SaControl control) {
        this.config = config;
        this.store = store;
        this.control = control;
    }

    /**
     * Refuses static keys whose IVs would start again after a restart: in AES-GCM and ChaCha20-Poly1305 two packets with one
     * IV give the authentication key away (RFC 4106 §2 has static keys forbidden for that reason).
     */
    static void requireSafeSequences(GatewayConfig config, @Nullable SequenceStore store, boolean accepted) {
        if (store != null || accepted) {
            return;
        }
        for (StaticChild child : config.children()) {
            if (child.security().suite().isAead()) {
                throw new IllegalArgumentException("child '" + child.name() + "' has static keys with "
                        + child.security().suite().keyword()
                        + ", whose IVs would be used again after a restart, and that"
                        + " gives the key away. Set gateway.sequence_store = DIRECTORY, or, for tests with throw-away"
                        + " keys, pass " + ACKNOWLEDGE_FLAG + ".");
            }
        }
    }

    /**
     * Installs all SAs.
     *
     * @param policies gets what is to be published: rules first, then the children, each in the order of the file
     */
    List<Installed> install(List<Policy<OutboundSlot>> policies) {
        List<Installed> installed = new ArrayList<>();
        policies.addAll(rules(config));
        for (StaticChild child : config.children()) {
            OutboundSlot slot = control.newChild(child.name());
            installed.add(install(child, slot));
            policies.add(Policy.protect(child.selectors(), slot));
        }
        return installed;
    }

    /** The policies without a child. */
    static List<Policy<OutboundSlot>> rules(GatewayConfig config) {
        List<Policy<OutboundSlot>> policies = new ArrayList<>();
        for (PolicyRule rule : config.policies()) {
            policies.add(
                    switch (rule.action()) {
                        case BYPASS -> Policy.bypass(rule.selectors());
                        case DISCARD -> Policy.discard(rule.selectors());
                    });
        }
        return policies;
    }

    /** Tells keys apart without holding them. */
    private static String print(StaticChild child) {
        byte[] inbound = child.security().inbound().key().copy();
        byte[] outbound = child.security().outbound().key().copy();
        try {
            return KeyFingerprint.of(inbound).hex()
                    + KeyFingerprint.of(outbound).hex();
        } finally {
            Arrays.fill(inbound, (byte) 0);
            Arrays.fill(outbound, (byte) 0);
        }
    }

    private Installed install(StaticChild child, OutboundSlot slot) {
        int portIndex = config.publicSide().portIndex(child.path().local());
        InboundSa inbound =
                control.installInbound(parameters(child, child.security().inbound(), portIndex));
        SequenceLease lease = lease(child);
        SaParameters parameters = parameters(child, child.security().outbound(), portIndex);
        OutboundSa outbound = control.activateOutbound(
                slot, lease == null ? parameters : parameters.withSequence(lease.first(), lease.limit() - 1));
        return new Installed(child, print(child), slot, inbound, outbound, lease);
    }

    private @Nullable SequenceLease lease(StaticChild child) {
        if (store == null) {
            return null;
        }
        byte[] key = child.security().outbound().key().copy();
        try {
            boolean esn = child.security().esn();
            return store.lease(
                    KeyFingerprint.of(key), esn ? BLOCK_LENGTH : BLOCK_LENGTH_32, esn ? Long.MAX_VALUE : LIMIT_32);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static SaParameters parameters(StaticChild child, StaticSa sa, int portIndex) {
        byte[] key = sa.key().copy();
        try {
            return SaParameters.of(
                            sa.spi(),
                            child.security().suite(),
                            key,
                            child.path().local(),
                            child.path().remote(),
                            child.selectors())
                    .withMode(child.mode())
                    .withPort(portIndex)
                    .withEsn(child.security().esn())
                    .withReplayWindow(child.security().replayWindow())
                    .withLifetime(child.lifetime())
                    .withOuterHeaderRules(child.header())
                    .withPathMtu(child.path().mtu());
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
