package dev.ringswan.gateway.demo;

import dev.ringswan.dataplane.DataplanePorts;
import dev.ringswan.dataplane.PublicPort;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.gateway.Gateway;
import dev.ringswan.gateway.GatewayContext;
import dev.ringswan.gateway.GatewayStatus;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.ike.IkePort;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.MemoryPort;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Two gateways in one JVM with memory in place of devices. Nothing runs by itself: {@link #pump} does.
 *
 * <pre>  hostA() ◀─▶ gateway A ◀─ ESP and IKE in memory ─▶ gateway B ◀─▶ hostB() </pre>
 *
 * <p><em>Threading:</em> one thread.
 */
public final class MemoryPair implements AutoCloseable {
    private static final int QUEUED_BURSTS = 8;

    private final List<MemoryPort> publicEnds = new ArrayList<>();
    private final MemoryPort ikeEnd;
    private final MemoryPort hostA;
    private final MemoryPort hostB;
    private final Gateway gatewayA;
    private final Gateway gatewayB;
    private final Agent[] agents;

    /**
     * Builds both gateways, and lets them negotiate their keys.
     *
     * @throws IllegalStateException when they do not agree
     */
    public MemoryPair(DemoConfig.Pair configs, AeadProvider provider, SecureRandom random) throws ConfigException {
        this(configs, provider, random, SystemNanoClock.INSTANCE);
        pump();
        if (statusA().children().isEmpty()) {
            throw new IllegalStateException("the two gateways have not agreed on keys; the log says why");
        }
    }

    /** Builds both gateways, at a time of the caller's; nothing has happened yet. */
    public MemoryPair(DemoConfig.Pair configs, AeadProvider provider, SecureRandom random, NanoClock clock)
            throws ConfigException {
        this(
                ConfigLoader.parse(configs.a(), "gw-a.conf", Path.of(".")),
                ConfigLoader.parse(configs.b(), "gw-b.conf", Path.of(".")),
                provider,
                random,
                clock);
    }

    /** The same with configurations that were read. */
    public MemoryPair(
            GatewayConfig configA, GatewayConfig configB, AeadProvider provider, SecureRandom random, NanoClock clock) {
        int cellSize = configA.gateway().dataplane().cellSize();
        List<Endpoint> endpointsA = endpoints(configA);
        List<Endpoint> endpointsB = endpoints(configB);
        for (int i = 0; i < endpointsA.size(); i++) {
            publicEnds.add(MemoryPort.pair(cellSize, QUEUED_BURSTS, endpointsA.get(i), endpointsB.get(i)));
        }
        ikeEnd = MemoryPort.pair(cellSize, QUEUED_BURSTS, ike(configA), ike(configB));
        hostA = MemoryPort.pair(cellSize, QUEUED_BURSTS, Endpoint.of("10.1.0.2", 0), Endpoint.of("10.1.0.1", 0));
        hostB = MemoryPort.pair(cellSize, QUEUED_BURSTS, Endpoint.of("10.2.0.2", 0), Endpoint.of("10.2.0.1", 0));
        gatewayA = gateway(configA, provider, publicEnds, ikeEnd, hostA.peer(), random, clock);
        gatewayB = gateway(
                configB,
                provider,
                publicEnds.stream().map(MemoryPort::peer).toList(),
                ikeEnd.peer(),
                hostB.peer(),
                random,
                clock);
        List<Agent> all = new ArrayList<>();
        for (Gateway gateway : List.of(gatewayA, gatewayB)) {
            all.addAll(gateway.outboundAgents());
            all.addAll(gateway.inboundAgents());
            all.add(gateway.conductor());
        }
        agents = all.toArray(Agent[]::new);
    }

    /** In the order of the data plane's ports. */
    private static List<Endpoint> endpoints(GatewayConfig config) {
        List<Endpoint> endpoints = new ArrayList<>(config.publicSide().udp());
        config.publicSide().esp().forEach(address -> endpoints.add(Endpoint.of(address, 0)));
        return endpoints;
    }

    private static Endpoint ike(GatewayConfig config) {
        return Endpoint.of(config.publicSide().ike().getFirst(), TransportAddress.IKE_PORT);
    }

    private static Gateway gateway(
            GatewayConfig config,
            AeadProvider provider,
            List<MemoryPort> publicEnds,
            MemoryPort ikePort,
            MemoryPort privatePort,
            SecureRandom random,
            NanoClock clock) {
        List<PublicPort> publicPorts = publicEnds.stream()
                .map(end -> new PublicPort(end, end.endpoint().port() != 0))
                .toList();
        return new Gateway(new GatewayContext(
                config,
                provider,
                new DataplanePorts(publicPorts, privatePort, privatePort, null),
                List.of(new IkePort(
                        new TransportAddress(ike(config).address(), TransportAddress.IKE_PORT), ikePort, false)),
                null,
                true,
                remote -> SaParameters.PATH_MTU_DEFAULT,
                clock,
                random,
                random,
                MemoryPair::fail));
    }

    private static void fail(Throwable defect) {
        throw new IllegalStateException("a defect in the packet path", defect);
    }

    /** The device of the host behind gateway A. */
    public MemoryPort hostA() {
        return hostA;
    }

    /** The device of the host behind gateway B. */
    public MemoryPort hostB() {
        return hostB;
    }

    /** The gateway that starts. */
    public Gateway gatewayA() {
        return gatewayA;
    }

    /** The gateway that answers. */
    public Gateway gatewayB() {
        return gatewayB;
    }

    /** The agents that move packets, of both gateways; the conductors are apart. */
    public Agent[] packetAgents() {
        return Stream.of(gatewayA, gatewayB)
                .flatMap(gateway -> Stream.concat(gateway.outboundAgents().stream(), gateway.inboundAgents().stream()))
                .toArray(Agent[]::new);
    }

    /** Counters of gateway A. */
    public GatewayStatus statusA() {
        return gatewayA.status();
    }

    /** Counters of gateway B. */
    public GatewayStatus statusB() {
        return gatewayB.status();
    }

    /** Runs every agent until none has anything to do. */
    public void pump() {
        int work;
        do {
            work = 0;
            for (Agent agent : agents) {
                work += doWork(agent);
            }
        } while (work != 0);
    }

    private static int doWork(Agent agent) {
        try {
            return agent.doWork();
        } catch (Exception e) {
            throw new IllegalStateException(agent.roleName() + " failed", e);
        }
    }

    @Override
    public void close() {
        gatewayA.close();
        gatewayB.close();
        publicEnds.forEach(MemoryPort::close);
        ikeEnd.close();
        hostA.close();
        hostB.close();
    }
}
