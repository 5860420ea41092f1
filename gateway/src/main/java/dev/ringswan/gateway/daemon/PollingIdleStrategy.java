package dev.ringswan.gateway.daemon;

import dev.ringswan.nativeio.PortPoller;
import org.agrona.concurrent.IdleStrategy;

/**
 * Waits for packets: looks again a few times, gives the processor away a few times, then sleeps in the kernel until a port has
 * a packet. So a busy gateway pays no wake-ups, and an idle one no processor.
 *
 * <p><em>Threading:</em> one agent's thread.
 */
final class PollingIdleStrategy implements IdleStrategy {
    /** Bounds how long a retired SA waits for an idle direction to say that it holds nothing. */
    private static final int SLEEP_MS = 100;

    private static final int YIELDS = 4;

    private final PortPoller poller;
    private final int spins;
    private int idle;

    /** @param spins how often to look again at once; each look is a system call */
    PollingIdleStrategy(PortPoller poller, int spins) {
        this.poller = poller;
        this.spins = spins;
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
        if (idle < spins) {
            idle++;
            Thread.onSpinWait();
        } else if (idle < spins + YIELDS) {
            idle++;
            Thread.yield();
        } else {
            poller.await(SLEEP_MS);
        }
    }

    @Override
    public void reset() {
        idle = 0;
    }

    @Override
    public String alias() {
        return "polling";
    }
}
