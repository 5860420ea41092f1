package dev.ringswan.bench.pipeline;

import dev.ringswan.bench.wireguard.WireGuardDataplane;
import dev.ringswan.dataplane.Dataplane;
import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.dataplane.DataplanePorts;
import dev.ringswan.dataplane.PublicPort;
import dev.ringswan.dataplane.counter.TrafficCounters;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaControl;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.MemoryPort;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Two gateways joined by memory; packets go one way.
 *
 * <pre>
 *   generator() ─▶ sealing agents ─▶ line ─▶ opening agents ─▶ sink()
 *                  └ an SA for each target    └ replay window, selectors
 * </pre>
 *
 * SPIs and keys are always the same, so that the same packets give the same bytes on the line. The line carries packets of any
 * length that fits a cell: path MTU {@value #PATH_MTU}.
 *
 * <p><em>Threading:</em> none of its own: the caller runs the agents, as {@code Dataplane} says.
 */
public final class GatewayPair implements AutoCloseable {
    /** Bytes of the longest outer packet. */
    public static final int PATH_MTU = 2_000;
    /** What the private network of the sender is. */
    public static final String SOURCES = "192.168.0.0/16";

    private static final Endpoint SENDER = Endpoint.of("192.0.2.1", 4500);
    private static final Endpoint RECEIVER = Endpoint.of("192.0.2.2", 4500);
    private static final int SEED = 20_260_416;
    private static final int SPI_BASE = 0x5E00_0000;

    private final PairSetup setup;
    private final MemoryPort generator;
    private final MemoryPort sink;
    private final MemoryPort line;
    private final End sender;
    private final End receiver;

    /** What both protocols offer. */
    private record End(
            SaControl control,
            List<Agent> outbound,
            List<Agent> inbound,
            TrafficCounters outboundCounters,
            TrafficCounters inboundCounters,
            AutoCloseable dataplane) {}

    /**
     * Builds both gateways and all SAs.
     *
     * @param targets the target address of SA i as text
     */
    public GatewayPair(PairSetup setup, IntFunction<String> targets) {
        this.setup = setup;
        DataplaneConfig config = DataplaneConfig.DEFAULT
                .withMode(setup.mode())
                .withWorkers(setup.workers())
                .withSaCapacity(Math.max(4096, Integer.highestOneBit(setup.saCount()) << 1));
        line = MemoryPort.pair(config.cellSize(), setup.queuedBursts(), SENDER, RECEIVER);
        MemoryPort senderInside = MemoryPort.pair(config.cellSize(), setup.queuedBursts(), SENDER, SENDER);
        MemoryPort receiverInside = MemoryPort.pair(config.cellSize(), setup.queuedBursts(), RECEIVER, RECEIVER);
        generator = senderInside.peer();
        sink = receiverInside.peer();
        sender = end(config, line, senderInside);
        receiver = end(config, line.peer(), receiverInside);
        connect(targets);
    }

    private End end(DataplaneConfig config, MemoryPort outside, MemoryPort inside) {
        DataplanePorts ports = new DataplanePorts(List.of(new PublicPort(outside, true)), inside, inside, null);
        if (setup.codec() == Codec.WIREGUARD) {
            WireGuardDataplane made = new WireGuardDataplane(
                    config,
                    setup.provider(),
                    ports,
                    SystemNanoClock.INSTANCE,
                    new SecureRandom(),
                    GatewayPair::onDefect);
            return new End(
                    made.control(),
                    made.outboundAgents(),
                    made.inboundAgents(),
                    made.outboundCounters(),
                    made.inboundCounters(),
                    made);
        }
        Dataplane made = new Dataplane(
                config, setup.provider(), ports, SystemNanoClock.INSTANCE, new SecureRandom(), GatewayPair::onDefect);
        return new End(
                made.control(),
                made.outboundAgents(),
                made.inboundAgents(),
                made.outboundCounters(),
                made.inboundCounters(),
                made);
    }

    private static void onDefect(Throwable defect) {
        throw new IllegalStateException("a stage failed", defect);
    }

    private void connect(IntFunction<String> targets) {
        List<Policy<OutboundSlot>> policies = new ArrayList<>();
        for (int i = 0; i < setup.saCount(); i++) {
            String target = targets.apply(i) + "/32";
            TrafficSelectors there = TrafficSelectors.of(SOURCES, target);
            OutboundSlot child = sender.control().newChild("sa-" + i);
            sender.control().activateOutbound(child, parameters(i, SENDER, RECEIVER, there));
            policies.add(Policy.protect(there, child));
            receiver.control().installInbound(parameters(i, RECEIVER, SENDER, TrafficSelectors.of(target, SOURCES)));
        }
        sender.control().publishPolicy(policies);
    }

    private SaParameters parameters(int sa, Endpoint local, Endpoint remote, TrafficSelectors selectors) {
        byte[] key = new byte[setup.suite().keyMaterialLength()];
        new Random(SEED + sa).nextBytes(key);
        int spi = SPI_BASE | sa;
        SaParameters parameters = setup.codec() == Codec.WIREGUARD
                ? WireGuardDataplane.session(
                        spi, Arrays.copyOf(key, key.length - setup.suite().saltLength()), local, remote, selectors)
                : SaParameters.of(spi, setup.suite(), key, local, remote, selectors);
        return parameters.withPathMtu(PATH_MTU);
    }

    public PairSetup setup() {
        return setup;
    }

    /** Bursts that are transmitted here arrive at the sender's private port. */
    public MemoryPort generator() {
        return generator;
    }

    /** Receives what the receiver delivers. */
    public MemoryPort sink() {
        return sink;
    }

    /** Receives what is on the line, in place of the receiver: for measuring the sender alone. */
    public MemoryPort lineEnd() {
        return line.peer();
    }

    /** The agents of the sender's outbound direction. */
    public List<Agent> sealing() {
        return sender.outbound();
    }

    /** The agents of the receiver's inbound direction. */
    public List<Agent> opening() {
        return receiver.inbound();
    }

    /** Packets that ended in either gateway, by reason; what found a full port is {@code transmit}. */
    public Map<String, Long> drops() {
        Map<String, Long> drops = new TreeMap<>();
        for (TrafficCounters counters : List.of(sender.outboundCounters(), receiver.inboundCounters())) {
            counters.drops().nonZero().forEach((reason, count) -> drops.merge(reason.label(), count, Long::sum));
        }
        return drops;
    }

    /** The number of packets that ended in either gateway. */
    public long dropCount() {
        return drops().values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        CloseHelper.closeAll(sender.dataplane(), receiver.dataplane());
    }
}
