package dev.ringswan.dataplane;

/** How the stages are spread over agents. The stages are the same in all three. */
public enum RunMode {
    /** One agent per direction that does everything; no threads of its own: the caller drives it. For tests and simulation. */
    INLINE,
    /** The same agents, each run by a thread of its own: run to completion. The default on small machines. */
    DIRECT,
    /** Per direction an ingress, several workers and an egress around a ring: one SA uses several cores. */
    RING;

    /** Agents of both directions together, each for a thread. */
    public int agentCount(int workerCount) {
        return this == RING ? 2 * (workerCount + 2) : 2;
    }

    /** RING where each of its agents can have a processor to itself, else DIRECT. */
    public static RunMode automatic(int workerCount, int processorCount) {
        return processorCount >= RING.agentCount(workerCount) ? RING : DIRECT;
    }
}
