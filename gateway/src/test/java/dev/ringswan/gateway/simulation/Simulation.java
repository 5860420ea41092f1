package dev.ringswan.gateway.simulation;

import dev.ringswan.dataplane.DataplanePorts;
import dev.ringswan.dataplane.PublicPort;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.gateway.Gateway;
import dev.ringswan.gateway.GatewayContext;
import dev.ringswan.gateway.config.ChildSettings.StartAction;
import dev.ringswan.gateway.ike.IkePort;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One run: both sites, the network between them, and the hosts behind them, as the plan says.
 *
 * <pre>
 *   phase one   faults, deeds: nothing wrong may happen
 *   heal        the network carries everything; nobody intervenes
 *   phase two   the tunnel must carry packets both ways within a bound, and from then on lose none
 * </pre>
 */
final class Simulation implements AutoCloseable {
    /** Packets in a row that have to arrive before a direction counts as recovered: IPv4 and IPv6 may have a child each. */
    private static final int RECOVERED_COUNT = InnerPackets.IPV6_ONE_IN;

    private static final long RECOVERY_STEP_NS = FaultPlan.SECOND;
    private static final long STEADY_NS = 5 * FaultPlan.SECOND;
    /** More than any datagram is under way, and any agent late. */
    private static final long DRAIN_NS = 3 * FaultPlan.SECOND;

    private final FaultPlan plan;
    private final Journal journal;
    private final SeededRandom random;
    private final Sabotage sabotage;
    private final AeadProvider provider;
    private final Configurations configurations;
    private final World world;
    private final SimulatedNetwork network;
    private final Traffic traffic;
    private final Map<Side, Site> sites = new EnumMap<>(Side.class);
    private final Invariants invariants;

    Simulation(FaultPlan plan, Journal journal, AeadProvider ciphers, Sabotage sabotage) {
        this.plan = plan;
        this.journal = journal;
        random = new SeededRandom(plan.seed());
        this.sabotage = sabotage;
        provider = new WatchedProvider(sabotage.ciphers(ciphers));
        configurations = new Configurations(plan);
        world = new World(0, this::afterStep);
        network = new SimulatedNetwork(world, journal, plan, random.split("network"), Simulation::watch, this::wake);
        traffic = new Traffic(world, journal, plan, random.split("traffic"));
        for (Side side : Side.values()) {
            sites.put(side, build(side));
            traffic.start(side, () -> wake(side));
        }
        invariants = new Invariants(sites, plan.mayHideNat());
        plan.deeds().forEach(deed -> world.at(deed.timeNs(), () -> carryOut(deed)));
    }

    private Site build(Side side) {
        SimulatedPort esp = network.plug(side, plan.wiring().own(side, 0));
        SimulatedPort udp = network.plug(side, plan.wiring().own(side, Wiring.NAT_PORT));
        SimulatedPort ike = network.plug(side, plan.wiring().own(side, Wiring.IKE_PORT));
        SimulatedPort device = traffic.device(side);
        SeededRandom own = random.split("gateway " + side);
        long offsetNs = own.pick(0L, own.between(0, Long.MAX_VALUE / 4));
        TransportAddress ikeAddress = new TransportAddress(plan.wiring().own(side), Wiring.IKE_PORT);
        List<SimulatedPort> ports = List.of(esp, udp, ike, device);
        List<String> names = configurations.connections();
        return new Site(side, world, journal, plan.pace(), own.split("agents"), names, ports, life -> {
            SeededRandom ownLife = own.split("life " + life);
            PacketPort tun = sabotage.device(device);
            Gateway gateway = new Gateway(new GatewayContext(
                    configurations.of(side),
                    provider,
                    new DataplanePorts(
                            List.of(new PublicPort(udp, true), new PublicPort(esp, false)), tun, tun.sender(), null),
                    List.of(new IkePort(ikeAddress, ike, false)),
                    null,
                    true,
                    _ -> SaParameters.PATH_MTU_DEFAULT,
                    () -> world.nowNs() + offsetNs,
                    ownLife.split("public"),
                    ownLife.split("secret"),
                    Simulation::fail));
            sabotage.change(gateway);
            return gateway;
        });
    }

    private static void fail(Throwable defect) {
        throw defect instanceof SimulationFailure failure
                ? failure
                : new SimulationFailure("a defect in the packet path: " + defect, defect);
    }

    /** Invariant 4: inner packets do not show on the public side. */
    private static void watch(Side side, byte[] content) {
        if (InnerPackets.showsThrough(content)) {
            throw new SimulationFailure("4: " + side + " sends an inner packet in clear");
        }
    }

    private Site site(Side side) {
        return Objects.requireNonNull(sites.get(side), "both sites are there before anything happens");
    }

    private void wake(Side side) {
        site(side).wake();
    }

    private void afterStep() {
        sites.values().forEach(Site::pump);
        if (!plan.staticKeys()) {
            invariants.check();
        }
    }

    private void carryOut(Deed deed) {
        journal.add(world.nowNs(), deed.side().toString(), deed.kind().toString());
        switch (deed.kind()) {
            case REBIND_NAT -> network.rebind();
            case RESTART -> site(deed.side()).restart();
            case UP -> site(deed.side()).up();
            case DOWN -> site(deed.side()).down();
            case REKEY_CHILD -> site(deed.side()).rekeyChildren();
            case REKEY_IKE -> site(deed.side()).rekeyIke();
        }
    }

    /** Loses one datagram on purpose, see {@link SimulatedNetwork#loseFirst}. */
    void loseFirst(String kind, long fromNs) {
        network.loseFirst(kind, fromNs);
    }

    /** Runs both phases; throws {@link SimulationFailure}. A calm plan has no faults to wait for: it loses nothing from the start. */
    void run() {
        if (!plan.calm()) {
            world.run(plan.faultsNs());
            network.heal();
            journal.add(world.nowNs(), "network", "heals");
            wantAgain();
            recover();
            world.run(world.nowNs() + settleNs());
        }
        recover();
        traffic.mark();
        world.run(Math.max(plan.faultsNs(), world.nowNs() + STEADY_NS));
        traffic.stop();
        world.run(world.nowNs() + DRAIN_NS);
        if (!plan.staticKeys()) {
            invariants.requireAgreement();
        }
        for (Side side : Side.values()) {
            if (traffic.lost(side) != 0) {
                throw new SimulationFailure(
                        "7: nothing went wrong, but of %s's packets %d are lost and %d arrived; first %s"
                                .formatted(side, traffic.lost(side), traffic.delivered(side), traffic.firstLost(side)));
            }
        }
        if (!plan.staticKeys()) {
            sites.values().forEach(Site::down);
            world.run(world.nowNs() + settleNs() + plan.protocol().timers().overlapNs());
            invariants.requireNothing();
        }
    }

    /** Operators want again what they have taken down: until they say so it stays down. */
    private void wantAgain() {
        sites.forEach((side, site) -> {
            if (!plan.staticKeys() && plan.protocol().start(side) != StartAction.NONE) {
                site.up();
            }
        });
    }

    private void recover() {
        long limitNs = world.nowNs() + boundNs();
        while (!recovered()) {
            if (world.nowNs() >= limitNs) {
                throw new SimulationFailure(
                        "8: %.1f s after the network healed the tunnel does not carry packets both ways"
                                .formatted(boundNs() / 1e9));
            }
            world.run(world.nowNs() + RECOVERY_STEP_NS);
        }
    }

    private boolean recovered() {
        return traffic.arrives(Side.A, RECOVERED_COUNT, RECOVERY_STEP_NS)
                && traffic.arrives(Side.B, RECOVERED_COUNT, RECOVERY_STEP_NS);
    }

    /** How long what went wrong may have consequences: IKE SAs whose other end is gone are noticed, and given up. */
    private long settleNs() {
        return plan.protocol().livenessNs() + 2 * plan.protocol().giveUpNs() + 2 * FaultPlan.SECOND;
    }

    private long boundNs() {
        Protocol protocol = plan.protocol();
        return protocol.livenessNs()
                + 3 * protocol.giveUpNs()
                + protocol.timers().halfOpenNs()
                + 10 * FaultPlan.SECOND;
    }

    long steps() {
        return world.steps();
    }

    int packets() {
        return traffic.sent(Side.A) + traffic.sent(Side.B);
    }

    @Override
    public void close() {
        sites.values().forEach(Site::close);
    }
}
