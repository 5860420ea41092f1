package dev.ringswan.dataplane;

import dev.ringswan.dataplane.burst.Deferral;
import dev.ringswan.dataplane.burst.Injection;
import dev.ringswan.dataplane.counter.TrafficCounters;
import dev.ringswan.dataplane.esp.IvPool;
import dev.ringswan.dataplane.event.DataplaneEvents;
import dev.ringswan.dataplane.ip.Probe;
import dev.ringswan.dataplane.pipeline.InlineRunner;
import dev.ringswan.dataplane.pipeline.Pipeline;
import dev.ringswan.dataplane.pipeline.PortSource;
import dev.ringswan.dataplane.pipeline.PrivateSource;
import dev.ringswan.dataplane.pipeline.RingRunner;
import dev.ringswan.dataplane.pipeline.Runner;
import dev.ringswan.dataplane.policy.PolicyTable;
import dev.ringswan.dataplane.sa.InboundSaTable;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.Sa;
import dev.ringswan.dataplane.sa.SaControl;
import dev.ringswan.dataplane.stage.ClassifyStage;
import dev.ringswan.dataplane.stage.DecapStage;
import dev.ringswan.dataplane.stage.DeliverStage;
import dev.ringswan.dataplane.stage.EncapStage;
import dev.ringswan.dataplane.stage.InboundLookupStage;
import dev.ringswan.dataplane.stage.OpenStage;
import dev.ringswan.dataplane.stage.PolicyStage;
import dev.ringswan.dataplane.stage.ReplayCommitStage;
import dev.ringswan.dataplane.stage.ReplayPrecheckStage;
import dev.ringswan.dataplane.stage.SealStage;
import dev.ringswan.dataplane.stage.SelectorCheckStage;
import dev.ringswan.dataplane.stage.SequenceStage;
import dev.ringswan.dataplane.stage.Stage;
import dev.ringswan.dataplane.stage.TooBig;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Both directions of ESP between a private port and the public ports.
 *
 * <pre>
 *                 ┌──────────────── outbound pipeline ───────────────▶┐
 *   private port ─┤   policy · sequence │ encap · seal │ deliver      ├─ public ports
 *                 └◀─────────────── inbound pipeline ─────────────────┘
 *                      deliver · selectors · decap · replay │ open │ replay · lookup · classify
 * </pre>
 *
 * <p><em>Threading:</em> the data plane starts no thread; whoever builds it runs {@link #agents}, and one control thread uses
 * {@link #control} and {@link #events}. <em>Ownership:</em> the ports stay the caller's; {@link #close} comes after the agents
 * have stopped, and wipes all keys.
 */
public final class Dataplane implements AutoCloseable {
    private final DataplaneConfig config;
    private final AeadProvider provider;
    private final DataplanePorts ports;
    private final NanoClock clock;
    private final SecureRandom random;
    private final ErrorHandler errorHandler;
    private final InboundSaTable table;
    private final PolicyTable<OutboundSlot> policies = new PolicyTable<>();
    private final DataplaneEvents events = new DataplaneEvents();
    private final TrafficCounters inboundCounters = new TrafficCounters();
    private final TrafficCounters outboundCounters = new TrafficCounters();
    private final Deferral deferral;
    private final Injection injection = new Injection();
    private final long probeToken;
    private final Runner inbound;
    private final Runner outbound;
    private final SaControl control;

    /**
     * Builds a data plane.
     *
     * @param provider engines and keys, chosen and self-tested
     * @param clock monotonic time in nanoseconds
     * @param random for SPIs and CBC IVs
     * @param errorHandler told of defects; never of what packets hold
     */
    public Dataplane(
            DataplaneConfig config,
            AeadProvider provider,
            DataplanePorts ports,
            NanoClock clock,
            SecureRandom random,
            ErrorHandler errorHandler) {
        int publicCount = ports.publicPorts().size();
        if (publicCount < 1 || publicCount > Sa.PORT_COUNT_MAX) {
            throw new IllegalArgumentException(
                    publicCount + " public ports: 1 to " + Sa.PORT_COUNT_MAX + " are possible");
        }
        this.config = config;
        this.provider = provider;
        this.ports = ports;
        this.clock = clock;
        this.random = random;
        this.errorHandler = errorHandler;
        probeToken = random.nextLong();
        table = new InboundSaTable(config.saCapacity());
        deferral = new Deferral(config.cellSize());
        inbound = runner("inbound", inboundPipeline());
        outbound = runner("outbound", outboundPipeline());
        control = new SaControl(
                table,
                policies,
                provider,
                encapsulated(),
                inbound.gracePeriod(),
                outbound.gracePeriod(),
                clock,
                random);
    }

    private Runner runner(String name, Pipeline pipeline) {
        return config.mode() == RunMode.RING
                ? new RingRunner(name, pipeline, config.ringLength(), config.cellSize())
                : new InlineRunner(name, pipeline, config.cellSize());
    }

    private Pipeline inboundPipeline() {
        List<Stage> ingress = List.of(
                new ClassifyStage(encapsulated(), events), new InboundLookupStage(table), new ReplayPrecheckStage());
        List<List<Stage>> workers = new ArrayList<>();
        for (int i = 0; i < workerCount(); i++) {
            workers.add(List.of(new OpenStage(provider.newEngine())));
        }
        List<Stage> egress = List.of(
                new ReplayCommitStage(events),
                new DecapStage(),
                new SelectorCheckStage(config.clampMss(), events, probeToken),
                new DeliverStage(inboundCounters, new PacketPort[] {ports.privatePort()}, null, null));
        return new Pipeline(new PortSource(publicPorts()), ingress, workers, egress, clock, errorHandler);
    }

    private Pipeline outboundPipeline() {
        List<Stage> ingress = List.of(
                new PolicyStage(policies, events, tooBig(), config.clampMss(), ports.bypassPort() != null),
                new SequenceStage(events));
        List<List<Stage>> workers = new ArrayList<>();
        for (int i = 0; i < workerCount(); i++) {
            workers.add(List.of(new EncapStage(new IvPool(random)), new SealStage(provider.newEngine())));
        }
        List<Stage> egress =
                List.of(new DeliverStage(outboundCounters, publicPorts(), ports.answerPort(), ports.bypassPort()));
        return new Pipeline(
                new PrivateSource(ports.privatePort(), deferral, injection),
                ingress,
                workers,
                egress,
                clock,
                errorHandler);
    }

    private TooBig tooBig() {
        return new TooBig(deferral, config.icmpSource4(), config.icmpSource6());
    }

    private int workerCount() {
        return config.mode() == RunMode.RING ? config.workerCount() : 1;
    }

    private PacketPort[] publicPorts() {
        return ports.publicPorts().stream().map(PublicPort::port).toArray(PacketPort[]::new);
    }

    private boolean[] encapsulated() {
        boolean[] encapsulated = new boolean[ports.publicPorts().size()];
        for (int i = 0; i < encapsulated.length; i++) {
            encapsulated[i] = ports.publicPorts().get(i).encapsulated();
        }
        return encapsulated;
    }

    /** SAs and policy, for the control thread. */
    public SaControl control() {
        return control;
    }

    /** What the packet path has to say, for the control thread. */
    public DataplaneEvents events() {
        return events;
    }

    /** Packets of our own by a child of the control thread's choice. */
    public Injection injection() {
        return injection;
    }

    /** What the probes of this data plane begin their payload with, by which their answers are told ({@link Probe}). */
    public long probeToken() {
        return probeToken;
    }

    /** The agents of the inbound direction: one, or ingress, workers and egress. */
    public List<Agent> inboundAgents() {
        return inbound.agents();
    }

    /** The agents of the outbound direction. */
    public List<Agent> outboundAgents() {
        return outbound.agents();
    }

    /** All agents, each for one thread; in mode INLINE the caller invokes them in turn. */
    public List<Agent> agents() {
        List<Agent> agents = new ArrayList<>(inbound.agents());
        agents.addAll(outbound.agents());
        return agents;
    }

    /** Packets received by ESP and delivered to the private side, and what ended on the way. */
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
