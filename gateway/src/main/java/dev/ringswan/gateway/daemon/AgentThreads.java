package dev.ringswan.gateway.daemon;

import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.nativeio.PortPoller;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SystemNanoClock;

/** One platform thread per agent. */
final class AgentThreads implements AutoCloseable {
    /** On a large machine a burst that comes within some 20 µs finds its worker awake. */
    private static final int SPINS = 20;
    /** Where threads share few processors, spinning takes time from whoever would hand the burst over. */
    private static final int SPINS_FEW_PROCESSORS = 1;

    private static final long CLOSE_TIMEOUT_MS = 1_000;

    private final ErrorHandler errorHandler;
    private final List<AgentRunner> runners = new ArrayList<>();
    private final List<PortPoller> pollers = new ArrayList<>();

    AgentThreads(ErrorHandler errorHandler) {
        this.errorHandler = errorHandler;
    }

    /** Which threads carry packets, and why not others, for the log. */
    static String describe(DataplaneConfig config, int processorCount) {
        int workers = config.workerCount();
        int wanted = RunMode.RING.agentCount(workers);
        String mode = config.mode().name().toLowerCase(Locale.ROOT);
        String text = "mode " + mode + ", " + config.mode().agentCount(workers) + " threads on " + processorCount
                + " processors";
        if (config.mode() != RunMode.RING) {
            return text + "; mode ring would take " + wanted + " (gateway.workers = " + workers + ")";
        }
        return wanted <= processorCount ? text : text + "; mode direct would be faster, as threads wait for processors";
    }

    /** Starts the agents of one direction; the first of them receives from the ports of the poller. */
    void startDirection(List<Agent> agents, PortPoller poller) {
        int spins = Runtime.getRuntime().availableProcessors() > 4 ? SPINS : SPINS_FEW_PROCESSORS;
        pollers.add(poller);
        start(agents.getFirst(), new PollingIdleStrategy(poller, SystemNanoClock.INSTANCE));
        for (Agent agent : agents.subList(1, agents.size())) {
            start(
                    agent,
                    new BackoffIdleStrategy(
                            spins, 4, TimeUnit.MICROSECONDS.toNanos(1), TimeUnit.MICROSECONDS.toNanos(500)));
        }
    }

    /** Starts one agent. */
    void start(Agent agent, IdleStrategy idleStrategy) {
        AgentRunner runner = new AgentRunner(idleStrategy, errorHandler, null, agent);
        runners.add(runner);
        AgentRunner.startOnThread(runner);
    }

    /** Stops all agents and waits for them: those that receive first, so that what is in flight is finished. */
    @Override
    public void close() {
        pollers.forEach(PortPoller::wakeup);
        for (AgentRunner runner : runners) {
            runner.close((int) CLOSE_TIMEOUT_MS, thread -> {});
        }
    }
}
