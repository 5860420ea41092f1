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
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.MemoryPort;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Two gateways in one JVM with memory in place of devices. Nothing runs by itself: {@link #pump} does.
 *
 * <pre>  hostA() ◀─▶ gateway A ◀─ ESP in memory ─▶ gateway B ◀─▶ hostB() </pre>
 *
 * <p><em>Threading:</em> one thread.
 */
public final class MemoryPair implements AutoCloseable {
    private static final int QUEUED_BURSTS = 8;

    private final MemoryPort publicEnd;
    private final MemoryPort hostA;
    private final MemoryPort hostB;
    private final Gateway gatewayA;
    private final Gateway gatewayB;
    private final Agent[] agents;

    /** Builds both gateways; their keys are new and end with them. */
    public MemoryPair(DemoConfig.Pair configs, AeadProvider provider, SecureRandom random) throws ConfigException {
        GatewayConfig configA = ConfigLoader.parse(configs.a(), "gw-a.conf", Path.of("."));
        GatewayConfig configB = ConfigLoader.parse(configs.b(), "gw-b.conf", Path.of("."));
        int cellSize = configA.gateway().dataplane().cellSize();
        publicEnd = MemoryPort.pair(cellSize, QUEUED_BURSTS, outer(configA), outer(configB));
        hostA = MemoryPort.pair(cellSize, QUEUED_BURSTS, Endpoint.of("10.1.0.2", 0), Endpoint.of("10.1.0.1", 0));
        hostB = MemoryPort.pair(cellSize, QUEUED_BURSTS, Endpoint.of("10.2.0.2", 0), Endpoint.of("10.2.0.1", 0));
        gatewayA = gateway(configA, provider, publicEnd, hostA.peer(), random);
        gatewayB = gateway(configB, provider, publicEnd.peer(), hostB.peer(), random);
        List<Agent> all = new ArrayList<>();
        for (Gateway gateway : List.of(gatewayA, gatewayB)) {
            all.addAll(gateway.outboundAgents());
            all.addAll(gateway.inboundAgents());
            all.add(gateway.conductor());
        }
        agents = all.toArray(Agent[]::new);
    }

    private static Endpoint outer(GatewayConfig config) {
        return config.children().getFirst().path().local();
    }

    private static Gateway gateway(
            GatewayConfig config,
            AeadProvider provider,
            MemoryPort publicPort,
            MemoryPort privatePort,
            SecureRandom random) {
        boolean udp = config.children().getFirst().path().isUdpEncapsulated();
        return new Gateway(new GatewayContext(
                config,
                provider,
                new DataplanePorts(List.of(new PublicPort(publicPort, udp)), privatePort, privatePort, null),
                List.of(),
                null,
                true,
                remote -> SaParameters.PATH_MTU_DEFAULT,
                SystemNanoClock.INSTANCE,
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

    /** What lies between the gateways, as gateway A sees it. */
    public MemoryPort publicEnd() {
        return publicEnd;
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
        publicEnd.close();
        hostA.close();
        hostB.close();
    }
}
