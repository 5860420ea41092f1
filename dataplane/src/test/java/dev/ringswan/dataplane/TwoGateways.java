package dev.ringswan.dataplane;

import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.policy.TrafficSelector;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.MemoryPort;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.Agent;

/**
 * Two data planes joined by memory, driven by the test's own thread.
 *
 * <pre>
 *   hostA ── A ══ ESP ══ B ── hostB         10.1.0.0/16, 2001:db8:1::/48 | 10.2.0.0/16, 2001:db8:2::/48
 * </pre>
 */
public final class TwoGateways implements AutoCloseable {
    public static final Endpoint ENDPOINT_A = Endpoint.of("192.0.2.1", 4500);
    public static final Endpoint ENDPOINT_B = Endpoint.of("192.0.2.2", 4500);
    public static final int SPI_A = 0xA000_0001;
    public static final int SPI_B = 0xB000_0002;

    public final MemoryPort hostA;
    public final MemoryPort hostB;
    public final Dataplane a;
    public final Dataplane b;
    public final OutboundSlot childA;
    public final OutboundSlot childB;
    public long nowNs = 1_000_000_000L;
    public final List<Throwable> defects = new ArrayList<>();

    private final byte[] keyAtoB;
    private final byte[] keyBtoA;

    /** Builds both with the same suite and configuration; {@code adjust} is applied to all four SAs. */
    public TwoGateways(
            AeadProvider provider, DataplaneConfig config, EspSuite suite, UnaryOperator<SaParameters> adjust) {
        int queue = 64;
        MemoryPort publicA = MemoryPort.pair(config.cellSize(), queue, ENDPOINT_A, ENDPOINT_B);
        MemoryPort privateA = MemoryPort.pair(config.cellSize(), queue, ENDPOINT_A, ENDPOINT_A);
        MemoryPort privateB = MemoryPort.pair(config.cellSize(), queue, ENDPOINT_B, ENDPOINT_B);
        hostA = privateA.peer();
        hostB = privateB.peer();
        a = dataplane(provider, config, publicA, privateA);
        b = dataplane(provider, config, publicA.peer(), privateB);
        keyAtoB = key(suite, 1);
        keyBtoA = key(suite, 2);
        TrafficSelectors selectorsA = selectors("1", "2");
        TrafficSelectors selectorsB = selectors("2", "1");
        childA = a.control().newChild("a");
        childB = b.control().newChild("b");
        a.control()
                .installInbound(
                        adjust.apply(SaParameters.of(SPI_A, suite, keyBtoA, ENDPOINT_A, ENDPOINT_B, selectorsA)));
        b.control()
                .installInbound(
                        adjust.apply(SaParameters.of(SPI_B, suite, keyAtoB, ENDPOINT_B, ENDPOINT_A, selectorsB)));
        a.control()
                .activateOutbound(
                        childA,
                        adjust.apply(SaParameters.of(SPI_B, suite, keyAtoB, ENDPOINT_A, ENDPOINT_B, selectorsA)));
        b.control()
                .activateOutbound(
                        childB,
                        adjust.apply(SaParameters.of(SPI_A, suite, keyBtoA, ENDPOINT_B, ENDPOINT_A, selectorsB)));
        a.control().publishPolicy(List.of(Policy.protect(selectorsA, childA)));
        b.control().publishPolicy(List.of(Policy.protect(selectorsB, childB)));
    }

    private Dataplane dataplane(
            AeadProvider provider, DataplaneConfig config, MemoryPort publicPort, MemoryPort privatePort) {
        return new Dataplane(
                config,
                provider,
                new DataplanePorts(List.of(new PublicPort(publicPort, true)), privatePort, privatePort, null),
                () -> nowNs,
                new SecureRandom(),
                defects::add);
    }

    private static TrafficSelectors selectors(String local, String remote) {
        return new TrafficSelectors(
                List.of(
                        TrafficSelector.parse("10." + local + ".0.0/16"),
                        TrafficSelector.parse("2001:db8:" + local + "::/48")),
                List.of(
                        TrafficSelector.parse("10." + remote + ".0.0/16"),
                        TrafficSelector.parse("2001:db8:" + remote + "::/48")));
    }

    private static byte[] key(EspSuite suite, int seed) {
        byte[] key = new byte[suite.keyMaterialLength()];
        new Random(seed).nextBytes(key);
        return key;
    }

    /** Runs every agent until none has anything to do. */
    public void run() throws Exception {
        List<Agent> agents = new ArrayList<>(a.agents());
        agents.addAll(b.agents());
        int work;
        do {
            work = 0;
            for (Agent agent : agents) {
                work += agent.doWork();
            }
        } while (work != 0);
    }

    @Override
    public void close() {
        a.close();
        b.close();
    }
}
