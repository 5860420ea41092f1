package dev.ringswan.gateway.simulation;

import dev.ringswan.nativeio.Endpoint;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the gateways. It loses, repeats, delays, reorders and changes datagrams, holds them back (clogging) or takes
 * none (a partition), as the plan says, and has a NAT in front of A if the plan wants one.
 */
final class SimulatedNetwork {
    private static final int FIRST_NAT_PORT = 20_000;
    private static final int BITS_CHANGED_MAX = 3;

    /** A port and whose it is. */
    private record Place(Side side, SimulatedPort port) {}

    private final World world;
    private final Journal journal;
    private final FaultPlan plan;
    private final SeededRandom random;
    private final BiConsumer<Side, byte[]> tap;
    private final Consumer<Side> arrivals;
    private final @Nullable SimulatedNat nat;
    private final Map<Endpoint, Place> places = new HashMap<>();
    private boolean healed;
    private @Nullable String lostKind;
    private long lostFromNs;

    /**
     * Makes a network without ports.
     *
     * @param tap sees what each side sends, before anything befalls it
     * @param arrivals told of the side at which a datagram arrived
     */
    SimulatedNetwork(
            World world,
            Journal journal,
            FaultPlan plan,
            SeededRandom random,
            BiConsumer<Side, byte[]> tap,
            Consumer<Side> arrivals) {
        this.world = world;
        this.journal = journal;
        this.plan = plan;
        this.random = random;
        this.tap = tap;
        this.arrivals = arrivals;
        nat = plan.wiring().nat() ? new SimulatedNat(plan.wiring().seen(Side.A), FIRST_NAT_PORT) : null;
    }

    /** Plugs a socket of a gateway in, at an address and port of its own. */
    SimulatedPort plug(Side side, Endpoint endpoint) {
        SimulatedPort port = new SimulatedPort(
                endpoint, plan.pace().burstMax(), (_, target, content) -> send(side, endpoint, target, content));
        if (places.put(endpoint, new Place(side, port)) != null) {
            throw new IllegalStateException("two ports at " + endpoint);
        }
        return port;
    }

    /** Loses the first datagram from {@code fromNs} on that {@link Datagrams#describe} says to be of a kind. */
    void loseFirst(String kind, long fromNs) {
        lostKind = kind;
        lostFromNs = fromNs;
    }

    private boolean losesThis(byte[] content) {
        if (lostKind == null
                || world.nowNs() < lostFromNs
                || !Datagrams.describe(content).contains(lostKind)) {
            return false;
        }
        lostKind = null;
        return true;
    }

    /** Ends all faults. What is held back or still under way arrives; what was lost is lost. */
    void heal() {
        healed = true;
    }

    /** Gives the mappings of the NAT up, if there is one. */
    void rebind() {
        if (nat != null) {
            nat.rebind();
        }
    }

    private void send(Side side, Endpoint endpoint, @Nullable Endpoint target, byte[] content) {
        tap.accept(side, content);
        journal.add(world.nowNs(), side + " sends to", content, target);
        Endpoint source = nat != null && side == Side.A ? nat.outward(endpoint) : endpoint;
        if (source == null || target == null || (!healed && plan.isPartitioned(side, world.nowNs()))) {
            journal.add(world.nowNs(), "network", "takes none");
            return;
        }
        LinkFaults faults = healed ? LinkFaults.none(plan.faults(side).delayMinNs()) : plan.faults(side);
        if (faults.loss().happens(random) || losesThis(content)) {
            journal.add(world.nowNs(), "network", "loses it");
            return;
        }
        for (int copies = faults.duplicate().happens(random) ? 2 : 1; copies > 0; copies--) {
            byte[] arriving = faults.corrupt().happens(random) ? changed(content) : content;
            long arrivalNs =
                    Math.max(world.nowNs() + faults.delayNs(random), healed ? 0 : plan.clogEndNs(side, world.nowNs()));
            world.at(arrivalNs, () -> arrive(source, target, arriving));
        }
    }

    private byte[] changed(byte[] content) {
        if (content.length > 1 && random.oneIn(4)) {
            return Arrays.copyOf(content, random.below(content.length));
        }
        byte[] changed = content.clone();
        for (int bits = random.between(1, BITS_CHANGED_MAX); bits > 0; bits--) {
            int bit = random.below(changed.length * Byte.SIZE);
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        }
        return changed;
    }

    private void arrive(Endpoint source, Endpoint target, byte[] content) {
        Endpoint inside = nat != null && nat.owns(target) ? nat.inward(target) : target;
        Place place = inside == null ? null : places.get(inside);
        if (place == null) {
            journal.add(world.nowNs(), "network: nobody is at", content, target);
        } else if (place.port.arrive(source, content)) {
            journal.add(world.nowNs(), place.side + " receives from", content, source);
            arrivals.accept(place.side);
        } else {
            journal.add(world.nowNs(), place.side.toString(), "has no room for more");
        }
    }
}
