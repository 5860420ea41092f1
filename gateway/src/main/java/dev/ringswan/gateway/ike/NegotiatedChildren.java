package dev.ringswan.gateway.ike;

import dev.ringswan.dataplane.event.Direction;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaControl;
import dev.ringswan.dataplane.sa.SaLifetime;
import dev.ringswan.gateway.config.ChildSettings;
import dev.ringswan.gateway.config.IkeSettings;
import dev.ringswan.gateway.config.PublicSettings;
import dev.ringswan.gateway.ike.ChildSlots.ChildKey;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.SaDescription;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.nativeio.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * The SAs that IKE has made, in the data plane, and the policies that lead packets to them.
 *
 * <pre>
 *  policies, the first that matches decides:
 *    rules and static children of the configuration
 *    agreed selectors that are less than the configured ones ──▶ a slot of their own, as long as they are in force
 *    configured selectors of each child                      ──▶ its slot: without an SA packets end here, never in clear;
 *                                                                of children with equal selectors, the first that is up;
 *                                                                of those in a group, the group's slot
 * </pre>
 *
 * <p><em>Threading:</em> the conductor's; {@link #pairs} any.
 */
final class NegotiatedChildren {
    private record AgreedKey(ChildKey child, TrafficSelectors selectors) {}

    private IkeSettings settings;
    private final PublicSettings publicSide;
    private final SaControl control;
    private List<Policy<OutboundSlot>> firstPolicies;
    private final RandomGenerator random;
    private final ChildSlots slots;
    private final SequencedMap<AgreedKey, OutboundSlot> agreed = new LinkedHashMap<>();
    /** By our SPI. Other threads read it, so nothing here relies on its order. */
    private final Map<Integer, SaPair> pairs = new ConcurrentHashMap<>();

    private final Map<ChildKey, SequencedSet<Integer>> spisOf = new HashMap<>();
    /** By {@link OutboundSlot#index}: our SPI of the pair that is sent on. */
    private final Map<Integer, Integer> sendingBy = new HashMap<>();
    /** Those that are not sent on yet: the first packet that comes by one shows that the peer uses it. */
    private final SequencedSet<Integer> unused = new LinkedHashSet<>();

    private long pairCount;
    private final AtomicLong rekeys = new AtomicLong();
    private boolean policiesChanged = true;
    /** Whether there are children with equal selectors outside groups, of which one stands by for another. */
    private boolean standby;

    /**
     * Makes a slot for each configured child.
     *
     * @param firstPolicies those that come before any negotiated child's
     * @param random for the moments of rekeying
     */
    NegotiatedChildren(
            IkeSettings settings,
            PublicSettings publicSide,
            SaControl control,
            List<Policy<OutboundSlot>> firstPolicies,
            RandomGenerator random) {
        this.settings = IkeSettings.NONE;
        this.publicSide = publicSide;
        this.control = control;
        this.firstPolicies = List.of();
        this.random = random;
        slots = new ChildSlots(control);
        configure(settings, firstPolicies);
    }

    /**
     * Follows a configuration. Slots of children that stay are not touched; children that go have no SAs any more, since IKE
     * has been told before.
     */
    void configure(IkeSettings next, List<Policy<OutboundSlot>> nextFirst) {
        settings = next;
        firstPolicies = List.copyOf(nextFirst);
        List<OutboundSlot> gone = slots.configure(next);
        List<TrafficSelectors> alone = next.children().stream()
                .filter(child -> !slots.isInGroup(ChildKey.of(child)))
                .map(ChildSettings::selectors)
                .toList();
        standby = alone.stream().distinct().count() < alone.size();
        policiesChanged = true;
        publish();
        gone.forEach(control::removeChild);
    }

    /** Receives on an SA from now on. */
    SaPair installInbound(SaDescription sa, long nowNs) {
        ChildSettings child = settings(sa);
        SaLifetime lifetime = child.lifetime().draw(random);
        InboundSa inbound = control.installInbound(EspTranslation.parameters(sa, child, lifetime, publicSide));
        SaPair pair = new SaPair(key(sa), pairCount++, inbound, nowNs, lifetime, sa.pairSpi(), null, null);
        pairs.put(sa.spi(), pair);
        spisOf.computeIfAbsent(pair.child(), _ -> new LinkedHashSet<>()).add(sa.spi());
        unused.add(sa.spi());
        return pair;
    }

    /**
     * Sends on an SA from now on.
     *
     * @return the one that was sent on before, if there was one
     */
    Optional<OutboundSa> activateOutbound(SaDescription sa) {
        SaPair pair = pairs.get(sa.pairSpi());
        if (pair == null) {
            throw new IllegalStateException("there is no inbound SA " + hex(sa.pairSpi()) + " to go with it");
        }
        OutboundSlot slot = slot(sa);
        Optional<OutboundSa> before = Optional.ofNullable(slot.current());
        OutboundSa outbound = control.activateOutbound(
                slot, EspTranslation.parameters(sa, settings(sa), pair.lifetime(), publicSide));
        policiesChanged |= before.isEmpty() && standby;
        forgetOutbound(slot);
        unused.remove(sa.pairSpi());
        pairs.put(sa.pairSpi(), pair.with(outbound, slot));
        sendingBy.put(slot.index(), sa.pairSpi());
        if (before.isPresent()) {
            rekeys.incrementAndGet();
        }
        return before;
    }

    /** Sends to another address from now on: a NAT has moved the peer. */
    void moveOutbound(int inboundSpi, TransportAddress remote) {
        SaPair pair = pairs.get(inboundSpi);
        OutboundSa outbound = pair == null ? null : pair.outbound();
        if (outbound != null) {
            outbound.moveRemote(Endpoint.of(remote.address(), remote.port()));
        }
    }

    private OutboundSlot slot(SaDescription sa) {
        TrafficSelectors selectors = EspTranslation.selectors(sa);
        if (selectors.equals(settings(sa).selectors())) {
            return slots.child(key(sa));
        }
        return agreed.computeIfAbsent(new AgreedKey(key(sa), selectors), _ -> {
            policiesChanged = true;
            return control.newChild(sa.connection() + "/" + sa.child());
        });
    }

    /** Receives on an SA no more; one that could not be installed gives its SPI back. */
    void removeInbound(int spi) {
        if (!control.removeInbound(spi)) {
            control.releaseSpi(spi);
        }
        SaPair pair = pairs.remove(spi);
        if (pair != null) {
            unused.remove(spi);
            SequencedSet<Integer> others = Objects.requireNonNull(spisOf.get(pair.child()));
            others.remove(spi);
            if (others.isEmpty()) {
                spisOf.remove(pair.child());
            }
        }
    }

    /**
     * Sends on the outbound SA of a pair no more, if it is the one that is sent on; returns it. The pair is told by our SPI:
     * a peer may choose the SPI that another one has chosen, and must not stop what is sent there.
     */
    Optional<OutboundSa> removeOutbound(int inboundSpi) {
        SaPair pair = pairs.get(inboundSpi);
        if (pair == null || pair.use() != PairReport.Use.CURRENT) {
            return Optional.empty();
        }
        OutboundSlot slot = Objects.requireNonNull(pair.slot());
        boolean narrowed = agreed.values().remove(slot);
        Optional<OutboundSa> stopped = stop(slot);
        if (narrowed) {
            policiesChanged = true;
            control.removeChild(slot);
        }
        return stopped;
    }

    /**
     * What brings the other pairs of a child back that has just lost the SA it was sent by. When both sides bring a connection
     * up at the same time there are two pairs for a child, and only the younger one is sent on; the older one is all that is
     * left then. Its outbound keys are wiped, so it takes new ones, if IKE still has it.
     */
    List<IkeInput> passedOver(IkeEffect.RemoveOutbound removed) {
        ChildKey key = new ChildKey(removed.connection(), removed.child());
        boolean sends = !slots.has(key)
                || slots.child(key).current() != null
                || agreed.keySet().stream()
                        .anyMatch(narrowed -> narrowed.child().equals(key));
        return sends
                ? List.of()
                : spis(key).stream()
                        .filter(spi -> spi != removed.inboundSpi())
                        .<IkeInput>map(IkeInput.RekeyChild::new)
                        .toList();
    }

    private Optional<OutboundSa> stop(OutboundSlot slot) {
        Optional<OutboundSa> stopped = Optional.ofNullable(slot.current());
        control.removeOutbound(slot);
        forgetOutbound(slot);
        policiesChanged |= standby;
        return stopped;
    }

    /** The keys of what was sent on will be wiped. */
    private void forgetOutbound(OutboundSlot slot) {
        Integer spi = sendingBy.remove(slot.index());
        if (spi != null) {
            pairs.computeIfPresent(spi, (_, pair) -> pair.withoutOutbound());
        }
    }

    /** Brings changes of policy into force, all of one turn of the conductor at once. */
    void publish() {
        if (policiesChanged) {
            policiesChanged = false;
            List<Policy<OutboundSlot>> policies = new ArrayList<>(firstPolicies);
            agreed.forEach((key, slot) -> {
                if (!slots.isInGroup(key.child())) { // packets of a group go by its fit members only
                    policies.add(Policy.protect(key.selectors(), slot));
                }
            });
            sending().forEach((selectors, slot) -> policies.add(Policy.protect(selectors, slot)));
            control.publishPolicy(policies);
        }
    }

    /** Where packets go, by configured selectors: to the first child that is up, and without one to the first. */
    private SequencedMap<TrafficSelectors, OutboundSlot> sending() {
        SequencedMap<TrafficSelectors, OutboundSlot> sending = new LinkedHashMap<>();
        for (ChildSettings child : settings.children()) {
            OutboundSlot slot = slots.target(ChildKey.of(child));
            sending.merge(
                    child.selectors(),
                    slot,
                    (first, other) -> first.current() == null && other.current() != null ? other : first);
        }
        return sending;
    }

    /** The pairs in force, the oldest first. Any thread. */
    List<SaPair> pairs() {
        return pairs.values().stream()
                .sorted(Comparator.comparingLong(SaPair::number))
                .toList();
    }

    /** What a child has at this moment. */
    List<PairReport> report(ChildKey child, long nowNs) {
        return spis(child).stream().map(spi -> report(pair(spi), nowNs)).toList();
    }

    /** Whether a child has SAs. */
    boolean has(ChildKey child) {
        return spisOf.containsKey(child);
    }

    /** Whether a child is sent on. */
    boolean isUp(ChildKey child) {
        return spis(child).stream().anyMatch(spi -> pair(spi).use() == PairReport.Use.CURRENT);
    }

    private static PairReport report(SaPair pair, long nowNs) {
        long softNs = pair.lifetime().softNs();
        long ageNs = nowNs - pair.installedNs();
        long rekeyInNs = softNs < SaLifetime.UNLIMITED ? Math.max(0, softNs - ageNs) : Long.MAX_VALUE;
        return new PairReport(pair.use(), pair.inbound(), pair.outbound(), ageNs, rekeyInNs);
    }

    /** Reports our SPIs of pairs that the peer sends on, and we do not yet; returns how many. */
    int pollUsed(IntConsumer handler) {
        if (unused.isEmpty()) {
            return 0;
        }
        List<Integer> used = unused.stream()
                .filter(spi -> pair(spi).inbound().counters().packets() != 0)
                .toList();
        used.forEach(unused::remove);
        used.forEach(handler::accept);
        return used.size();
    }

    /** The pair whose inbound SA has an SPI; it must be installed. */
    SaPair pair(int inboundSpi) {
        return Objects.requireNonNull(pairs.get(inboundSpi));
    }

    /** How often an SA has taken the place of another. Any thread. */
    long rekeys() {
        return rekeys.get();
    }

    boolean isInstalled(int inboundSpi) {
        return pairs.containsKey(inboundSpi);
    }

    /** Our SPIs of the pairs that an SA with this SPI belongs to: peers may choose the same SPI for their ends. */
    List<Integer> inboundSpis(Direction direction, int spi) {
        if (direction == Direction.INBOUND) {
            return pairs.containsKey(spi) ? List.of(spi) : List.of();
        }
        return pairs().stream()
                .filter(pair -> pair.outboundSpi() == spi)
                .map(pair -> pair.inbound().spi())
                .toList();
    }

    /** The slots of what is configured. */
    ChildSlots slots() {
        return slots;
    }

    /** Lets packets ask again for the children of a connection, after an attempt has ended. */
    void endAcquire(String connection) {
        settings.children(connection).forEach(child -> slots.endAcquire(ChildKey.of(child)));
    }

    /** Our SPIs of the pairs of a child, the oldest first. */
    private List<Integer> spis(ChildKey child) {
        return List.copyOf(spisOf.getOrDefault(child, new LinkedHashSet<>()));
    }

    private ChildSettings settings(SaDescription sa) {
        return settings.child(sa.connection(), sa.child())
                .orElseThrow(() -> new IllegalStateException(
                        "child " + sa.connection() + "/" + sa.child() + " is not configured"));
    }

    private static ChildKey key(SaDescription sa) {
        return new ChildKey(sa.connection(), sa.child());
    }

    static String hex(int spi) {
        return "0x%08x".formatted(spi);
    }
}
