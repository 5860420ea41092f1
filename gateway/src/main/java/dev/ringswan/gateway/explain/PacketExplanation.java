package dev.ringswan.gateway.explain;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.dataplane.ip.MssClamp;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.policy.PolicyAction;
import dev.ringswan.dataplane.policy.PolicySnapshot;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.gateway.config.ChildSettings;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.config.PolicyRule;
import dev.ringswan.gateway.config.StaticChild;
import dev.ringswan.gateway.explain.PacketAnswer.Fate;
import dev.ringswan.nativeio.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Follows one packet through policies and SAs, as the outbound stages do. */
public final class PacketExplanation {
    private final PacketQuestion question;
    private final List<String> lines = new ArrayList<>();

    private PacketExplanation(PacketQuestion question) {
        this.question = question;
        lines.add(question.toString());
    }

    /**
     * In a gateway that runs.
     *
     * @param policies in force
     * @param receivers all SAs that the gateway receives on
     * @param bypassPossible whether there is a port for packets in clear
     * @param trouble says of a child without an SA what is known; empty for nothing
     * @param group says how a group stands
     */
    public static PacketAnswer inGateway(
            PacketQuestion question,
            PolicySnapshot<OutboundSlot> policies,
            Collection<InboundSa> receivers,
            boolean bypassPossible,
            Function<String, List<String>> trouble,
            Function<String, List<String>> group) {
        PacketExplanation explanation = new PacketExplanation(question);
        int index = policies.lookup(question.flow());
        if (index == PolicySnapshot.NONE || policies.action(index) != PolicyAction.PROTECT) {
            return explanation.withoutChild(policies, index, bypassPossible, "");
        }
        OutboundSlot target = Objects.requireNonNull(policies.child(index));
        explanation.policy(policies, index, target.toString());
        OutboundSlot slot = target.member(question.flow());
        if (target.isGroup()) {
            explanation.lines.addAll(group.apply(target.name()));
            if (slot.isGroup()) {
                return explanation.dropped(DropReason.NO_MEMBER, index, null, null);
            }
            explanation.lines.add("this flow goes by " + slot.name());
        }
        OutboundSa sa = slot.current();
        if (sa == null) {
            explanation.lines.addAll(trouble.apply(slot.name()));
            return explanation.dropped(DropReason.NO_OUTBOUND_SA, index, slot.name(), null);
        }
        return explanation.bySa(sa, index, slot.name(), receivers);
    }

    /** By a configuration alone: which policy it meets. */
    public static PacketAnswer inFile(PacketQuestion question, GatewayConfig config) {
        PacketExplanation explanation = new PacketExplanation(question);
        List<Policy<String>> policies = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (PolicyRule rule : config.policies()) {
            boolean bypass = rule.action() == PolicyRule.Action.BYPASS;
            policies.add(bypass ? Policy.bypass(rule.selectors()) : Policy.discard(rule.selectors()));
            names.add("rule " + rule.name());
        }
        for (StaticChild child : config.children()) {
            policies.add(Policy.protect(child.selectors(), child.name()));
            names.add("child " + child.name());
        }
        for (ChildSettings child : config.ike().children()) {
            String name = child.connection() + "/" + child.name();
            policies.add(Policy.protect(child.selectors(), name));
            names.add("child " + name + group(config, name));
        }
        PolicySnapshot<String> snapshot = new PolicySnapshot<>(policies);
        int index = snapshot.lookup(question.flow());
        if (index == PolicySnapshot.NONE || snapshot.action(index) != PolicyAction.PROTECT) {
            boolean bypassPossible = config.publicSide().bypassInterface() != null;
            String name = index == PolicySnapshot.NONE ? "" : names.get(index);
            return explanation.withoutChild(snapshot, index, bypassPossible, name);
        }
        explanation.policy(snapshot, index, names.get(index));
        explanation.lines.add("it needs an SA of that child; a running gateway says whether there is one");
        return new PacketAnswer(Fate.NEEDS_SA, null, index + 1, snapshot.child(index), null, explanation.lines);
    }

    private static String group(GatewayConfig config, String child) {
        return config.ike().groups().stream()
                .filter(group -> group.members().stream()
                        .anyMatch(member -> member.name().equals(child)))
                .findFirst()
                .map(group -> " of group " + group.name())
                .orElse("");
    }

    private <T> void policy(PolicySnapshot<T> policies, int index, String what) {
        Policy<T> policy = policies.policies().get(index);
        lines.add("policy " + (index + 1) + " of " + policies.count() + ": " + policy.action() + " "
                + policy.selectors() + (what.isEmpty() ? "" : ", " + what));
    }

    private <T> PacketAnswer withoutChild(PolicySnapshot<T> policies, int index, boolean bypassPossible, String name) {
        if (index == PolicySnapshot.NONE) {
            lines.add("none of the " + policies.count() + " policies matches");
            return dropped(DropReason.POLICY_DISCARD, -1, null, null);
        }
        policy(policies, index, name);
        if (policies.action(index) == PolicyAction.DISCARD) {
            return dropped(DropReason.POLICY_DISCARD, index, null, null);
        }
        if (!bypassPossible) {
            return dropped(DropReason.NO_BYPASS_PORT, index, null, null);
        }
        lines.add("it is sent in clear");
        return new PacketAnswer(Fate.BYPASSED, null, index + 1, null, null, lines);
    }

    private PacketAnswer bySa(OutboundSa sa, int index, String child, Collection<InboundSa> receivers) {
        SaParameters parameters = sa.parameters();
        lines.add("SA %s: %s%s, %s mode, from %s to %s, next sequence number %d"
                .formatted(
                        hex(sa.spi()),
                        parameters.suite().keyword(),
                        parameters.esn() ? "-esn" : "",
                        parameters.mode().name().toLowerCase(Locale.ROOT),
                        outer(parameters.local()),
                        outer(sa.remote()),
                        sa.nextSequence()));
        String losses = sa.counters().drops().nonZero().entrySet().stream()
                .map(drop -> drop.getValue() + " " + drop.getKey().label())
                .collect(Collectors.joining(", "));
        lines.add("it has carried " + sa.counters().packets() + " packets"
                + (losses.isEmpty() ? " and dropped none" : " and dropped: " + losses));
        if (!parameters.selectors().matchesOutbound(question.flow())) {
            // The peer has agreed to less than the policy; it would drop what is beyond.
            lines.add("the peer has agreed to " + parameters.selectors() + " only, and may drop it");
        }
        lines.add(answers(receivers));
        if (Long.compareUnsigned(sa.nextSequence(), sa.sequenceLimit()) > 0) {
            return dropped(DropReason.SEQUENCE_EXHAUSTED, index, child, sa.spi());
        }
        int lengthMax = sa.innerLengthMax();
        if (question.length() > lengthMax) {
            lines.add(
                    "it has more than the " + lengthMax
                            + " bytes that go out in one piece; IPv4 without DF would be fragmented, the rest is answered by ICMP");
            return dropped(DropReason.TOO_BIG, index, child, sa.spi());
        }
        int family = question.source().getAddress().length == 4 ? 4 : 6;
        lines.add("it is sent; up to " + lengthMax + " bytes go out in one piece"
                + (question.protocol() == IpProtocol.TCP
                        ? ", the MSS is at most " + MssClamp.mssMax(family, lengthMax)
                        : ""));
        return new PacketAnswer(Fate.PROTECTED, null, index + 1, child, sa.spi(), lines);
    }

    private String answers(Collection<InboundSa> receivers) {
        String accepting = receivers.stream()
                .filter(sa -> sa.parameters().selectors().matchesInbound(question.answer()))
                .map(sa -> hex(sa.spi()))
                .collect(Collectors.joining(", "));
        return accepting.isEmpty()
                ? "an answer would be dropped: it is outside the selectors of all SAs (selector)"
                : "an answer is accepted by SA " + accepting;
    }

    private PacketAnswer dropped(DropReason reason, int index, @Nullable String child, @Nullable Integer spi) {
        lines.add("it is dropped: " + reason.label() + " (" + reason.name().toLowerCase(Locale.ROOT) + ")");
        return new PacketAnswer(Fate.DROPPED, reason, index + 1, child, spi, lines);
    }

    /** Plain ESP has no ports. */
    private static String outer(Endpoint endpoint) {
        return endpoint.port() == 0 ? endpoint.address().getHostAddress() : endpoint.toString();
    }

    private static String hex(int spi) {
        return "0x%08x".formatted(spi);
    }
}
