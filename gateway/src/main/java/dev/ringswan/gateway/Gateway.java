package dev.ringswan.gateway;

import dev.ringswan.dataplane.Dataplane;
import dev.ringswan.dataplane.PublicPort;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.explain.IkeExplanation;
import dev.ringswan.gateway.explain.PacketAnswer;
import dev.ringswan.gateway.explain.PacketExplanation;
import dev.ringswan.gateway.explain.PacketQuestion;
import dev.ringswan.gateway.group.GroupReport;
import dev.ringswan.gateway.group.TunnelGroups;
import dev.ringswan.gateway.ike.ChildReport;
import dev.ringswan.gateway.ike.IkeControl;
import dev.ringswan.gateway.ike.IkePort;
import dev.ringswan.gateway.ike.PairReport;
import dev.ringswan.gateway.path.Keepalives;
import dev.ringswan.gateway.path.PathMtus;
import dev.ringswan.gateway.path.SaPaths;
import dev.ringswan.gateway.sequence.SequenceLease;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * One gateway: a data plane with its SAs and policies in force, and its conductor.
 *
 * <p><em>Threading:</em> starts no thread; whoever builds it runs {@link #inboundAgents}, {@link #outboundAgents} and {@link
 * #conductor}, each on one thread at a time, or all on one. <em>Ownership:</em> ports and store stay the caller's. {@link
 * #close} comes after the agents have stopped.
 */
public final class Gateway implements AutoCloseable {
    /** RFC 3948 §4 recommends 20 seconds. */
    private static final long KEEPALIVE_NS = TimeUnit.SECONDS.toNanos(20);

    private final GatewayContext context;
    private final Dataplane dataplane;
    private final List<StaticChildren.Installed> children;
    private final IkeControl ike;
    private final TunnelGroups groups;
    private final Conductor conductor;
    private final long startNs;

    /**
     * Builds the data plane and installs what the configuration says.
     *
     * @throws IllegalArgumentException when the configuration cannot be brought into force; says why, and the cure
     */
    public Gateway(GatewayContext context) {
        StaticChildren.requireSafeSequences(context.config(), context.sequenceStore(), context.ivReuseAccepted());
        this.context = context;
        startNs = context.clock().nanoTime();
        dataplane = new Dataplane(
                context.config().gateway().dataplane(),
                context.provider(),
                context.ports(),
                context.clock(),
                context.random(),
                context.errorHandler());
        List<@Nullable PacketPort> senders = new ArrayList<>();
        for (PublicPort port : context.ports().publicPorts()) {
            senders.add(port.encapsulated() ? port.port().sender() : null);
        }
        SaPaths paths = new SaPaths(
                new Keepalives(
                        KEEPALIVE_NS, context.config().gateway().dataplane().cellSize()),
                new PathMtus(context.pathMtus(), startNs),
                senders);
        List<Policy<OutboundSlot>> policies = new ArrayList<>();
        try {
            children = new StaticChildren(context.config(), context.sequenceStore(), dataplane.control())
                    .install(policies);
        } catch (RuntimeException e) {
            dataplane.close();
            throw e;
        } finally {
            context.config().close();
        }
        for (StaticChildren.Installed installed : children) {
            paths.add(
                    installed.child().name(),
                    installed.outbound(),
                    installed.child().path().mtu(),
                    startNs);
        }
        ike = new IkeControl(
                context.config(),
                ikePorts(senders),
                dataplane.control(),
                paths,
                policies,
                context.clock(),
                context.random(),
                context.secretRandom(),
                context.errorHandler());
        groups = new TunnelGroups(ike, dataplane, startNs);
        conductor = new Conductor(dataplane, children, ike, groups, paths, context.clock());
    }

    /** The ports of IKE alone, and those that it shares with ESP in UDP. */
    private List<IkePort> ikePorts(List<@Nullable PacketPort> senders) {
        List<IkePort> ports = new ArrayList<>(context.ikePorts());
        List<Endpoint> udp = context.config().publicSide().udp();
        for (int i = 0; i < udp.size(); i++) {
            Endpoint local = udp.get(i);
            ports.add(new IkePort(
                    new TransportAddress(local.address(), local.port()), Objects.requireNonNull(senders.get(i)), true));
        }
        return ports;
    }

    /** Public to private: the first receives from the public ports. */
    public List<Agent> inboundAgents() {
        return dataplane.inboundAgents();
    }

    /** Private to public: the first receives from the private port. */
    public List<Agent> outboundAgents() {
        return dataplane.outboundAgents();
    }

    /** The control agent. */
    public Agent conductor() {
        return conductor;
    }

    /**
     * What ends the sleep of whoever runs {@link #outboundAgents}, when the conductor has something for them. To be set before
     * the agents run.
     */
    public void outboundWakeup(Runnable wakeup) {
        groups.outboundWakeup(wakeup);
    }

    /** The SPIs of all SAs that the data plane receives on. The conductor's thread only. */
    public Set<Integer> inboundSpis() {
        return dataplane.control().inboundSas().stream().map(InboundSa::spi).collect(Collectors.toSet());
    }

    /** The counters as they stand. Any thread. */
    public GatewayStatus status() {
        return GatewayStatus.of(
                context, dataplane, children, ike, context.clock().nanoTime() - startNs);
    }

    /** What IKE is asked by an operator. The conductor's thread only. */
    public IkeControl ike() {
        return ike;
    }

    /** Every configured child, up or not. The conductor's thread only. */
    public StatusReport report() {
        long nowNs = context.clock().nanoTime();
        List<ChildReport> statics = children.stream()
                .map(installed -> staticReport(installed, nowNs - startNs))
                .toList();
        return new StatusReport(
                context.provider().name(), nowNs, nowNs - startNs, ike.report(nowNs), statics, groups.report(nowNs));
    }

    /** What would become of a packet from the private side. The conductor's thread only. */
    public PacketAnswer explain(PacketQuestion question) {
        long nowNs = context.clock().nanoTime();
        IkeExplanation explanation = new IkeExplanation(ike, nowNs);
        Map<String, GroupReport> reports =
                groups.report(nowNs).stream().collect(Collectors.toMap(GroupReport::name, group -> group));
        return PacketExplanation.inGateway(
                question,
                dataplane.control().policies(),
                dataplane.control().inboundSas(),
                context.ports().bypassPort() != null,
                explanation::trouble,
                group -> Objects.requireNonNull(reports.get(group)).sentences());
    }

    /** What we would offer in a connection, and how it stands; empty when there is none. The conductor's thread only. */
    public Optional<List<String>> explainIke(String connection) {
        return new IkeExplanation(ike, context.clock().nanoTime()).connection(connection);
    }

    /**
     * Brings a configuration into force as far as that can be done while the gateway runs. SAs of connections that are as
     * before stay. The conductor's thread only.
     *
     * @param next its static keys are wiped
     */
    public ReloadReport reload(GatewayConfig next) {
        try (next) {
            Reloading reloading = new Reloading(context.config(), children);
            List<String> needsRestart = reloading.needsRestart(next);
            ReloadReport report =
                    new ReloadReport(ike.configure(next.ike(), reloading.firstPolicies(next)), needsRestart);
            groups.configure(context.clock().nanoTime());
            return report;
        }
    }

    private static ChildReport staticReport(StaticChildren.Installed installed, long ageNs) {
        PairReport pair = new PairReport(
                PairReport.Use.CURRENT, installed.inbound(), installed.outbound(), ageNs, Long.MAX_VALUE);
        return new ChildReport(installed.child().name(), installed.child().selectors(), List.of(pair), null);
    }

    /** Wipes all keys, and gives sequence numbers back that were reserved and not used. */
    @Override
    public void close() {
        ike.close();
        for (StaticChildren.Installed installed : children) {
            SequenceLease lease = installed.lease();
            if (lease != null) {
                lease.release(installed.outbound().nextSequence());
            }
        }
        dataplane.close();
    }
}
