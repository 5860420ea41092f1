package dev.ringswan.dataplane.pipeline;

import dev.ringswan.dataplane.sa.GracePeriod;
import java.util.List;
import org.agrona.concurrent.Agent;

/** One direction, ready to run: its agents, and the grace period that tells when they have let go of an SA. */
public sealed interface Runner extends AutoCloseable permits InlineRunner, RingRunner {
    /** The agents, each for one thread; they may also share threads. */
    List<Agent> agents();

    GracePeriod gracePeriod();

    /** Frees the bursts; only when the agents have stopped. */
    @Override
    void close();
}
