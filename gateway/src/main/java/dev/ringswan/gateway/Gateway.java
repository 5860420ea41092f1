package dev.ringswan.gateway;

import dev.ringswan.dataplane.Dataplane;
import dev.ringswan.dataplane.PublicPort;
import dev.ringswan.gateway.sequence.SequenceLease;
import dev.ringswan.nativeio.PacketPort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
        try {
            children = new StaticChildren(context.config(), context.sequenceStore(), dataplane.control()).install();
        } catch (RuntimeException e) {
            dataplane.close();
            throw e;
        } finally {
            context.config().close();
        }
        conductor = new Conductor(dataplane, children, keepalives(), pathMtus(), context.clock());
    }

    private Keepalives keepalives() {
        Keepalives keepalives = new Keepalives(
                KEEPALIVE_NS, context.config().gateway().dataplane().cellSize());
        List<PublicPort> ports = context.ports().publicPorts();
        List<@Nullable PacketPort> senders = new ArrayList<>(Collections.nCopies(ports.size(), null));
        for (StaticChildren.Installed installed : children) {
            int index = installed.portIndex();
            if (ports.get(index).encapsulated()) {
                PacketPort sender = senders.get(index);
                if (sender == null) {
                    sender = ports.get(index).port().sender();
                    senders.set(index, sender);
                }
                keepalives.add(installed.outbound(), sender, startNs);
            }
        }
        return keepalives;
    }

    private PathMtus pathMtus() {
        PathMtus pathMtus = new PathMtus(context.pathMtus(), startNs);
        for (StaticChildren.Installed installed : children) {
            pathMtus.add(
                    installed.child().name(),
                    installed.outbound(),
                    installed.child().path().mtu());
        }
        return pathMtus;
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

    /** The counters as they stand. Any thread. */
    public GatewayStatus status() {
        return GatewayStatus.of(context, dataplane, children, context.clock().nanoTime() - startNs);
    }

    /** Wipes all keys, and gives sequence numbers back that were reserved and not used. */
    @Override
    public void close() {
        for (StaticChildren.Installed installed : children) {
            SequenceLease lease = installed.lease();
            if (lease != null) {
                lease.release(installed.outbound().nextSequence());
            }
        }
        dataplane.close();
    }
}
