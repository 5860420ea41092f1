package dev.ringswan.gateway;

import dev.ringswan.dataplane.Dataplane;
import dev.ringswan.dataplane.event.DataplaneListener;
import dev.ringswan.dataplane.event.Direction;
import dev.ringswan.gateway.flight.FlightWatch;
import dev.ringswan.gateway.group.TunnelGroups;
import dev.ringswan.gateway.ike.IkeControl;
import dev.ringswan.gateway.path.SaPaths;
import dev.ringswan.gateway.sequence.SequenceLease;
import dev.ringswan.gateway.sequence.SequenceStoreException;
import dev.ringswan.nativeio.Endpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * The control agent: hears what the data plane reports, runs IKE, keeps sequence numbers reserved ahead of their use,
 * probes tunnels that are in groups, sends NAT keepalives, follows path MTUs.
 *
 * <p><em>Threading:</em> one thread, which is also the control thread of the data plane.
 */
final class Conductor implements Agent, DataplaneListener {
    private static final Logger LOG = System.getLogger(Conductor.class.getName());
    private static final int EVENT_LIMIT = 64;
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);

    private final Dataplane dataplane;
    private final List<StaticChildren.Installed> children;
    private final IkeControl ike;
    private final TunnelGroups groups;
    private final SaPaths paths;
    private final NanoClock clock;
    private final FlightWatch watch;
    private long storeRetryNs;

    Conductor(
            Dataplane dataplane,
            List<StaticChildren.Installed> children,
            IkeControl ike,
            TunnelGroups groups,
            SaPaths paths,
            NanoClock clock) {
        this.dataplane = dataplane;
        this.children = children;
        this.ike = ike;
        this.groups = groups;
        this.paths = paths;
        this.clock = clock;
        storeRetryNs = clock.nanoTime();
        watch = new FlightWatch(dataplane.inboundCounters(), dataplane.outboundCounters(), storeRetryNs);
    }

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        watch.poll(nowNs);
        return dataplane.events().poll(this, EVENT_LIMIT)
                + dataplane.control().poll()
                + extendSequences(nowNs)
                + ike.poll(nowNs)
                + groups.poll(nowNs)
                + paths.poll(nowNs);
    }

    /** When the disk refuses, the SA runs to its limit and stops: it fails closed. */
    private int extendSequences(long nowNs) {
        if (nowNs - storeRetryNs < 0) {
            return 0;
        }
        int extended = 0;
        for (StaticChildren.Installed installed : children) {
            SequenceLease lease = installed.lease();
            if (lease == null || !lease.isShort(installed.outbound().nextSequence())) {
                continue;
            }
            try {
                installed.outbound().extendSequence(lease.extend() - 1);
                extended++;
            } catch (SequenceStoreException e) {
                LOG.log(Level.ERROR, "child {0}: {1}", installed.child().name(), e.getMessage());
                storeRetryNs = nowNs + RETRY_NS;
            }
        }
        return extended;
    }

    @Override
    public void onSoftLimit(Direction direction, int spi) {
        if (!ike.onLimit(direction, spi, false)) {
            LOG.log(
                    Level.INFO,
                    "{0} SA {1} reached its soft lifetime; static keys are not replaced",
                    direction,
                    hex(spi));
        }
    }

    @Override
    public void onHardLimit(Direction direction, int spi) {
        LOG.log(Level.WARNING, "{0} SA {1} reached its hard lifetime and stops", direction, hex(spi));
        ike.onLimit(direction, spi, true);
    }

    @Override
    public void onAcquire(int childIndex) {
        if (!ike.onAcquire(childIndex)) {
            LOG.log(Level.DEBUG, "child {0} has no outbound SA, and nothing may make one", childIndex);
        }
    }

    @Override
    public void onPeerMoved(int spi, Endpoint newPeer) {
        if (!ike.onPeerMoved(spi, newPeer)) {
            LOG.log(Level.WARNING, "SA {0} has packets from {1}; static SAs do not move", hex(spi), newPeer);
        }
    }

    @Override
    public void onProbeAnswered(int spi, int target, int number, long receivedNs) {
        groups.onAnswer(spi, target, number, receivedNs);
    }

    @Override
    public void onControlDatagram(int portIndex, Endpoint source, byte[] datagram) {
        ike.onDatagram(portIndex, source, datagram);
    }

    /** The thread that runs this agent is about to end. */
    @Override
    public void onClose() {
        ike.shutDown();
    }

    private static String hex(int spi) {
        return "0x%08x".formatted(spi);
    }

    @Override
    public String roleName() {
        return "conductor";
    }
}
