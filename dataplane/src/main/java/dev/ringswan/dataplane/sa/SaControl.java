package dev.ringswan.dataplane.sa;

import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.policy.PolicySnapshot;
import dev.ringswan.dataplane.policy.PolicyTable;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * What the control thread may do to the data plane. Each change is published by one release store; what it replaces keeps
 * working until no burst can refer to it, and then its keys are wiped ({@link #poll}).
 *
 * <p><em>Threading:</em> one control thread. <em>Errors:</em> {@link IllegalArgumentException} for what a configuration or a
 * peer got wrong, {@link IllegalStateException} when a limit is reached; the data plane is then unchanged.
 */
public final class SaControl implements AutoCloseable {
    private final InboundSaTable table;
    private final PolicyTable<OutboundSlot> policies;
    private final AeadProvider provider;
    private final boolean[] encapsulated;
    private final GracePeriod inboundGrace;
    private final GracePeriod outboundGrace;
    private final NanoClock clock;
    private final SecureRandom random;
    private final Map<Integer, InboundSa> inboundSas = new LinkedHashMap<>();
    /** Children and groups, by {@link OutboundSlot#index}. */
    private final List<@Nullable OutboundSlot> children = new ArrayList<>();

    private final Queue<Integer> freeChildren = new ArrayDeque<>();

    /**
     * Binds control to a data plane.
     *
     * @param encapsulated per public port, whether it is UDP
     */
    public SaControl(
            InboundSaTable table,
            PolicyTable<OutboundSlot> policies,
            AeadProvider provider,
            boolean[] encapsulated,
            GracePeriod inboundGrace,
            GracePeriod outboundGrace,
            NanoClock clock,
            SecureRandom random) {
        this.table = table;
        this.policies = policies;
        this.provider = provider;
        this.encapsulated = encapsulated.clone();
        this.inboundGrace = inboundGrace;
        this.outboundGrace = outboundGrace;
        this.clock = clock;
        this.random = random;
    }

    /** Reserves an SPI for an inbound SA to come. */
    public int allocateSpi() {
        return table.allocate(random);
    }

    /** Gives back an SPI that {@link #allocateSpi} reserved and no SA was installed with. */
    public void releaseSpi(int spi) {
        table.free(spi);
    }

    /** Makes room for the outbound SAs of a child; policy can point there at once. */
    public OutboundSlot newChild(String name) {
        return place(new OutboundSlot(freeIndex(), name));
    }

    /** Makes room for a group of children, to which {@link #spread} leads; until then its packets end as NO_MEMBER. */
    public OutboundSlot newGroup(String name) {
        return place(OutboundSlot.group(freeIndex(), name));
    }

    private int freeIndex() {
        Integer free = freeChildren.poll();
        return free == null ? children.size() : free;
    }

    private OutboundSlot place(OutboundSlot slot) {
        if (slot.index() == children.size()) {
            children.add(slot);
        } else {
            children.set(slot.index(), slot);
        }
        return slot;
    }

    /**
     * Says which children carry the packets of a group from now on; those of a burst that has been looked up still go as
     * before.
     *
     * @param slots by the low bits of a flow's hash: as many as a power of two, or none
     */
    public void spread(OutboundSlot group, List<OutboundSlot> slots) {
        if (!group.isGroup() || slots.stream().anyMatch(OutboundSlot::isGroup)) {
            throw new IllegalArgumentException("a group leads to children, not " + group + " to " + slots);
        }
        if (Integer.bitCount(slots.size()) > 1) {
            throw new IllegalArgumentException(slots.size() + " slots are not a power of two");
        }
        group.spread(slots.toArray(OutboundSlot[]::new));
        group.endAcquire();
    }

    /** Forgets a child that policy does not point to any more, with its outbound SA. Its index may be given to another. */
    public void removeChild(OutboundSlot child) {
        removeOutbound(child);
        children.set(child.index(), null);
        freeChildren.add(child.index());
    }

    /** Inbound SAs that are installed, oldest first. */
    public List<InboundSa> inboundSas() {
        return List.copyOf(inboundSas.values());
    }

    /** Installs an SA to receive by, and wipes the key material of its description. */
    public InboundSa installInbound(SaParameters parameters) {
        requirePort(parameters);
        InboundSa sa = new InboundSa(parameters, provider, encapsulated[parameters.portIndex()], clock.nanoTime());
        try {
            table.install(sa);
        } catch (IllegalArgumentException e) {
            sa.close();
            throw e;
        }
        inboundSas.put(sa.spi(), sa);
        return sa;
    }

    /** Makes an SA the one its child sends by, retires the one before, and wipes the key material of the description. */
    public OutboundSa activateOutbound(OutboundSlot child, SaParameters parameters) {
        requirePort(parameters);
        int port = parameters.portIndex();
        OutboundSa sa =
                new OutboundSa(parameters, provider, encapsulated[port], Sa.portVerdict(port), clock.nanoTime());
        retire(child.swap(sa));
        return sa;
    }

    private void requirePort(SaParameters parameters) {
        if (parameters.portIndex() < 0 || parameters.portIndex() >= encapsulated.length) {
            throw new IllegalArgumentException(
                    parameters + " names public port " + parameters.portIndex() + " of " + encapsulated.length);
        }
    }

    /** Stops receiving by an SA; false when there is none with this SPI. */
    public boolean removeInbound(int spi) {
        InboundSa sa = table.unlink(spi);
        if (sa == null) {
            return false;
        }
        inboundSas.remove(spi);
        inboundGrace.retire(() -> {
            sa.close();
            table.free(spi);
        });
        return true;
    }

    /** Leaves a child without an SA to send by: its packets end as NO_OUTBOUND_SA, never in clear. */
    public void removeOutbound(OutboundSlot child) {
        retire(child.swap(null));
    }

    private void retire(@Nullable OutboundSa sa) {
        if (sa != null) {
            outboundGrace.retire(sa::close);
        }
    }

    /** Puts policies in force, the first of the list first; what none matches is discarded. */
    public void publishPolicy(List<Policy<OutboundSlot>> ordered) {
        boolean groups = ordered.stream()
                .anyMatch(policy -> policy.child() != null && policy.child().isGroup());
        policies.publish(new PolicySnapshot<>(ordered, groups));
    }

    /** The policies in force. */
    public PolicySnapshot<OutboundSlot> policies() {
        return policies.current();
    }

    /** Wipes the keys of retired SAs that no burst can refer to any more; returns how many that were. */
    public int poll() {
        return inboundGrace.poll() + outboundGrace.poll();
    }

    /** Retired SAs whose keys are not wiped yet. */
    public int retiredCount() {
        return inboundGrace.pendingCount() + outboundGrace.pendingCount();
    }

    /** Removes every SA and wipes every key; only when the agents have stopped. */
    @Override
    public void close() {
        List.copyOf(inboundSas.keySet()).forEach(this::removeInbound);
        children.stream().filter(Objects::nonNull).forEach(this::removeOutbound);
        inboundGrace.releaseAll();
        outboundGrace.releaseAll();
    }
}
