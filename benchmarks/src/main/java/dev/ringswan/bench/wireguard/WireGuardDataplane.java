package dev.ringswan.bench.wireguard;

import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.dataplane.DataplanePorts;
import dev.ringswan.dataplane.PublicPort;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.dataplane.burst.Deferral;
import dev.ringswan.dataplane.burst.Injection;
import dev.ringswan.dataplane.counter.TrafficCounters;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.event.DataplaneEvents;
import dev.ringswan.dataplane.pipeline.InlineRunner;
import dev.ringswan.dataplane.pipeline.Pipeline;
import dev.ringswan.dataplane.pipeline.PortSource;
import dev.ringswan.dataplane.pipeline.PrivateSource;
import dev.ringswan.dataplane.pipeline.RingRunner;
import dev.ringswan.dataplane.pipeline.Runner;
import dev.ringswan.dataplane.policy.PolicyTable;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.InboundSaTable;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaControl;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.dataplane.stage.DeliverStage;
import dev.ringswan.dataplane.stage.PolicyStage;
import dev.ringswan.dataplane.stage.ReplayCommitStage;
import dev.ringswan.dataplane.stage.SelectorCheckStage;
import dev.ringswan.dataplane.stage.SequenceStage;
import dev.ringswan.dataplane.stage.Stage;
import dev.ringswan.dataplane.stage.TooBig;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Both directions of WireGuard between a private port and one UDP port: {@link dev.ringswan.dataplane.Dataplane} with another
 * protocol.
 *
 * <p><em>Threading:</em> as there: whoever builds it runs the agents, and one control thread uses {@link #control}.
 */
public final class WireGuardDataplane implements AutoCloseable {
    private final DataplaneConfig config;
    private final NanoClock clock;
    private final ErrorHandler errorHandler;
    private final InboundSaTable table;
    private final PolicyTable<OutboundSlot> policies = new PolicyTable<>();
    private final DataplaneEvents events = new DataplaneEvents();
    private final TrafficCounters inboundCounters = new TrafficCounters();
    private final TrafficCounters outboundCounters = new TrafficCounters();
    private final Deferral deferral;
    private final Runner inbound;
    private final Runner outbound;
    private final SaControl control;

    /** Builds a data plane; the arguments are those of {@code Dataplane}, and {@code ports} has one public port. */
    public WireGuardDataplane(
            DataplaneConfig config,
            AeadProvider provider,
            DataplanePorts ports,
            NanoClock clock,
            SecureRandom random,
            ErrorHandler errorHandler) {
        this.config = config;
        this.clock = clock;
        this.errorHandler = errorHandler;
        table = new InboundSaTable(config.saCapacity());
        deferral = new Deferral(config.cellSize());
        PacketPort outside =
                ports.publicPorts().stream().map(PublicPort::port).findFirst().orElseThrow();
        inbound = runner("inbound", inboundPipeline(provider, ports.privatePort(), outside, random.nextLong()));
        outbound = runner("outbound", outboundPipeline(provider, ports, outside));
        control = new SaControl(
                table,
                policies,
                provider,
                new boolean[] {true},
                inbound.gracePeriod(),
                outbound.gracePeriod(),
                clock,
                random);
    }

    /**
     * One direction of a WireGuard session as an SA.
     *
     * @param index receiver index, 256 or more
     * @param key 32 bytes; copied
     */
    public static SaParameters session(
            int index, byte[] key, Endpoint local, Endpoint remote, TrafficSelectors allowedIps) {
        byte[] material = Arrays.copyOf(key, EspSuite.CHACHA20_POLY1305.keyMaterialLength()); // the salt stays zero
        return SaParameters.of(index, EspSuite.CHACHA20_POLY1305, material, local, remote, allowedIps)
                .withReplayWindow(DataMessage.WINDOW_LENGTH);
    }

    private Runner runner(String name, Pipeline pipeline) {
        return config.mode() == RunMode.RING
                ? new RingRunner(name, pipeline, config.ringLength(), config.cellSize())
                : new InlineRunner(name, pipeline, config.cellSize());
    }

    private Pipeline inboundPipeline(AeadProvider provider, PacketPort inside, PacketPort outside, long probeToken) {
        List<Stage> egress = List.of(
                new ReplayCommitStage(events),
                new UnwrapStage(),
                new SelectorCheckStage(config.clampMss(), events, probeToken),
                new DeliverStage(inboundCounters, new PacketPort[] {inside}, null, null));
        return new Pipeline(
                new PortSource(outside),
                List.of(new ReceiveMessageStage(table)),
                workers(() -> List.of(new OpenMessageStage(provider.newEngine()))),
                egress,
                clock,
                errorHandler);
    }

    private Pipeline outboundPipeline(AeadProvider provider, DataplanePorts ports, PacketPort outside) {
        TooBig tooBig = new TooBig(deferral, config.icmpSource4(), config.icmpSource6());
        List<Stage> ingress =
                List.of(new PolicyStage(policies, events, tooBig, config.clampMss(), false), new SequenceStage(events));
        return new Pipeline(
                new PrivateSource(ports.privatePort(), deferral, new Injection()),
                ingress,
                workers(() -> List.of(new WrapStage(), new SealMessageStage(provider.newEngine()))),
                List.of(new DeliverStage(outboundCounters, new PacketPort[] {outside}, ports.answerPort(), null)),
                clock,
                errorHandler);
    }

    private List<List<Stage>> workers(Supplier<List<Stage>> stages) {
        int count = config.mode() == RunMode.RING ? config.workerCount() : 1;
        return IntStream.range(0, count).mapToObj(_ -> stages.get()).toList();
    }

    /** Sessions and allowed IPs, for the control thread. */
    public SaControl control() {
        return control;
    }

    /** The agents of the inbound direction. */
    public List<Agent> inboundAgents() {
        return inbound.agents();
    }

    /** The agents of the outbound direction. */
    public List<Agent> outboundAgents() {
        return outbound.agents();
    }

    /** Packets delivered to the private side, and what ended on the way. */
    public TrafficCounters inboundCounters() {
        return inboundCounters;
    }

    /** Packets of the private side that were sent, and what ended on the way. */
    public TrafficCounters outboundCounters() {
        return outboundCounters;
    }

    /** Wipes all keys and frees all memory. Only when the agents have stopped. */
    @Override
    public void close() {
        control.close();
        inbound.close();
        outbound.close();
        deferral.close();
    }
}
