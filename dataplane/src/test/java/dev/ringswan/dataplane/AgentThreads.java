package dev.ringswan.dataplane;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.Agent;

/** Runs each agent on a thread of its own until closed. An idle agent sleeps for a moment, so that few cores serve many. */
final class AgentThreads implements AutoCloseable {
    private static final long IDLE_NS = 10_000;

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean running = true;

    AgentThreads(List<Agent> agents) {
        for (Agent agent : agents) {
            threads.add(Thread.ofPlatform().name(agent.roleName()).start(() -> run(agent)));
        }
    }

    private void run(Agent agent) {
        try {
            while (running) {
                if (agent.doWork() == 0) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
        } catch (Exception | AssertionError e) {
            failures.add(e);
        }
    }

    /** What ended an agent before its time. */
    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        running = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a test", e);
            }
        }
    }
}
