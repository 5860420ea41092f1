package dev.ringswan.gateway.daemon;

import dev.ringswan.nativeio.PortPoller;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/**
 * Waits for packets: looks again for a while, giving the processor to whoever wants it, then sleeps in the kernel until a port
 * has a packet. To be woken costs more than a packet, so whoever answers soon should find the thread awake; and an idle gateway
 * should cost nothing. So the while follows the traffic:
 *
 * <pre>
 *   waited         │ within the while │ up to 200 µs          │ longer
 *   the next while │ the same         │ twice as long, ≤ 100 µs │ half as long, 0 below 10 µs
 * </pre>
 *
 * <p><em>Threading:</em> one agent's thread.
 */
final class PollingIdleStrategy implements IdleStrategy {
    /** Bounds how long a retired SA waits for an idle direction to say that it holds nothing. */
    private static final int SLEEP_MS = 100;

    static final long AWAKE_MIN_NS = TimeUnit.MICROSECONDS.toNanos(10);
    static final long AWAKE_MAX_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final PortPoller poller;
    private final NanoClock clock;
    private long awakeNs;
    private boolean waiting;
    private long sinceNs;

    PollingIdleStrategy(PortPoller poller, NanoClock clock) {
        this.poller = poller;
        this.clock = clock;
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: it is one step before sleeping
    public void idle() {
        long nowNs = clock.nanoTime();
        if (!waiting) {
            waiting = true;
            sinceNs = nowNs;
        }
        if (nowNs - sinceNs < awakeNs) {
            Thread.yield();
        } else {
            poller.await(SLEEP_MS);
        }
    }

    /** There was work: the wait is over, and says how long the next one should be spent awake. */
    @Override
    public void reset() {
        if (waiting) {
            waiting = false;
            adapt(clock.nanoTime() - sinceNs);
        }
    }

    private void adapt(long waitedNs) {
        if (waitedNs <= awakeNs) {
            return;
        }
        if (waitedNs <= 2 * AWAKE_MAX_NS) {
            awakeNs = Math.clamp(2 * awakeNs, AWAKE_MIN_NS, AWAKE_MAX_NS);
        } else {
            awakeNs = awakeNs < 2 * AWAKE_MIN_NS ? 0 : awakeNs / 2;
        }
    }

    @Override
    public String alias() {
        return "polling";
    }
}
