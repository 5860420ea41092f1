package dev.ringswan.dataplane.pipeline;

import com.lmax.disruptor.EventPoller;
import dev.ringswan.dataplane.burst.BurstRing;
import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.sa.GracePeriod;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * Spreads the three lists of stages over an ingress, several workers and an egress around a ring: mode RING. Worker i takes every
 * k-th burst, and egress follows the slowest worker, so packets leave in the order they came.
 */
public final class RingRunner implements Runner {
    /** Bursts an agent takes before it shows its progress: bounds the wait of whoever is behind it. */
    private static final int BATCH_MAX = 4;

    private static final int EGRESS = -1;

    private final BurstRing ring;
    private final GracePeriod gracePeriod;
    private final List<Agent> agents = new ArrayList<>();
    private final Pipeline pipeline;

    /**
     * Makes the ring and its agents.
     *
     * @param name of the direction, in front of the roles
     * @param ringLength bursts, a power of two
     */
    public RingRunner(String name, Pipeline pipeline, int ringLength, int cellSize) {
        this.pipeline = pipeline;
        ring = new BurstRing(ringLength, cellSize, pipeline.workerCount());
        gracePeriod = new GracePeriod(ring::published, ring::finished);
        agents.add(new Ingress(name + "-ingress"));
        for (int i = 0; i < pipeline.workerCount(); i++) {
            agents.add(new Taker(name + "-worker-" + i, i, ring.worker(i)));
        }
        agents.add(new Taker(name + "-egress", EGRESS, ring.egress()));
    }

    @Override
    public List<Agent> agents() {
        return List.copyOf(agents);
    }

    @Override
    public GracePeriod gracePeriod() {
        return gracePeriod;
    }

    @Override
    public void close() {
        pipeline.close();
        ring.close();
    }

    private final class Ingress implements Agent {
        private final String roleName;

        Ingress(String roleName) {
            this.roleName = roleName;
        }

        @Override
        public int doWork() {
            EspBurst burst = ring.claim();
            if (burst == null) {
                return 0; // the ring is full: what waits stays in the device
            }
            int count = pipeline.ingress(burst, gracePeriod);
            if (count != 0) {
                ring.publish();
            } else {
                gracePeriod.enter();
            }
            return count;
        }

        @Override
        public String roleName() {
            return roleName;
        }
    }

    /** A worker, or the egress: takes bursts from its poller. */
    private final class Taker implements Agent, EventPoller.Handler<EspBurst> {
        private final String roleName;
        private final int worker;
        private final EventPoller<EspBurst> poller;
        private int taken;
        private @Nullable Throwable failure;

        Taker(String roleName, int worker, EventPoller<EspBurst> poller) {
            this.roleName = roleName;
            this.worker = worker;
            this.poller = poller;
        }

        @Override
        public int doWork() throws Exception {
            taken = 0;
            poller.poll(this);
            if (failure != null) {
                rethrow();
            }
            return taken;
        }

        /** The poller does not pass a burst whose handler throws, and would give it out again; so failures wait until it has. */
        @Override
        public boolean onEvent(EspBurst burst, long sequence, boolean endOfBatch) {
            try {
                if (worker == EGRESS) {
                    pipeline.egress(burst);
                } else if (sequence % ring.workerCount() == worker) {
                    pipeline.work(worker, burst);
                }
            } catch (RuntimeException | Error e) {
                failure = e;
                return false;
            }
            return ++taken < BATCH_MAX;
        }

        private void rethrow() {
            Throwable thrown = failure;
            failure = null;
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }

        @Override
        public String roleName() {
            return roleName;
        }
    }
}
