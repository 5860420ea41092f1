package dev.ringswan.gateway.control;

import dev.ringswan.dataplane.DataplanePorts;
import dev.ringswan.dataplane.PublicPort;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.gateway.Gateway;
import dev.ringswan.gateway.GatewayContext;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.ike.IkePort;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.MemoryPort;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.Agent;

/** Two gateways over memory, the first with a control socket, with a clock that the test moves. */
final class GatewayPair implements AutoCloseable {
    private static final int CELL_SIZE = 2_048;

    final MemoryPort esp;
    final MemoryPort ike;
    final ControlServer server;
    private final Gateway first;
    private final Gateway second;
    private final List<Agent> firstAgents = new ArrayList<>();
    private final List<Agent> secondAgents = new ArrayList<>();
    private final List<MemoryPort> ports = new ArrayList<>();
    private String reloaded;
    private long nowNs;
    boolean secondRuns = true;
    boolean stopped;

    GatewayPair(Path socket, String firstConfig, String secondConfig) throws ConfigException {
        reloaded = firstConfig;
        esp = pair("192.0.2.1", "192.0.2.2", 4_500);
        ike = pair("192.0.2.1", "192.0.2.2", 500);
        first = gateway(
                parse(firstConfig), esp, ike, pair("10.1.0.2", "10.1.0.1", 0).peer());
        second = gateway(
                parse(secondConfig),
                esp.peer(),
                ike.peer(),
                pair("10.2.0.2", "10.2.0.1", 0).peer());
        server = new ControlServer(socket, first, () -> parse(reloaded), () -> stopped = true, () -> nowNs);
        addAgents(first, firstAgents);
        addAgents(second, secondAgents);
        firstAgents.add(server.operator());
    }

    private MemoryPort pair(String near, String far, int port) {
        MemoryPort made = MemoryPort.pair(CELL_SIZE, 16, Endpoint.of(near, port), Endpoint.of(far, port));
        ports.add(made);
        return made;
    }

    private static void addAgents(Gateway gateway, List<Agent> agents) {
        agents.addAll(gateway.outboundAgents());
        agents.addAll(gateway.inboundAgents());
        agents.add(gateway.conductor());
    }

    private Gateway gateway(GatewayConfig config, MemoryPort espPort, MemoryPort ikePort, MemoryPort privatePort) {
        TransportAddress local =
                new TransportAddress(config.publicSide().udp().getFirst().address(), TransportAddress.IKE_PORT);
        return new Gateway(new GatewayContext(
                config,
                AeadProviders.select("jca"),
                new DataplanePorts(List.of(new PublicPort(espPort, true)), privatePort, privatePort.sender(), null),
                List.of(new IkePort(local, ikePort, false)),
                null,
                true,
                _ -> SaParameters.PATH_MTU_DEFAULT,
                () -> nowNs,
                new SecureRandom(),
                new SecureRandom(),
                error -> {
                    throw new IllegalStateException(error);
                }));
    }

    private static GatewayConfig parse(String text) throws ConfigException {
        return ConfigLoader.parse(text, "test.conf", Path.of("."));
    }

    Gateway first() {
        return first;
    }

    /** What the next reload reads. */
    void reloads(String config) {
        reloaded = config;
    }

    void advance(long ns) {
        nowNs += ns;
    }

    /** Runs everything once. */
    void turn() throws Exception {
        server.doWork();
        for (Agent agent : firstAgents) {
            agent.doWork();
        }
        for (Agent agent : secondRuns ? secondAgents : List.<Agent>of()) {
            agent.doWork();
        }
    }

    @Override
    public void close() {
        server.close();
        first.close();
        second.close();
        ports.forEach(MemoryPort::close);
    }
}
