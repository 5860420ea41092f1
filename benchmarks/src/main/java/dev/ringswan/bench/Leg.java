package dev.ringswan.bench;

import java.util.List;
import java.util.Map;

/**
 * Something that handles a burst of {@link MicroBenchmark#BURST} packets, and times one or more parts of it.
 *
 * <p><em>Threading:</em> one thread. <em>Errors:</em> {@link #run} fails when a packet is lost or changed.
 */
interface Leg extends AutoCloseable {
    /** Name of each timed part. */
    List<String> benches();

    /** What was set, as text. */
    Map<String, String> params();

    /** Handles one burst and adds the nanoseconds of each part to its element. */
    void run(long[] nanos) throws Exception;

    /** A hash of what each part makes of its first burst; to be called before {@link #run}. */
    List<String> digests() throws Exception;

    /** Packets that have been lost. */
    default long drops() {
        return 0;
    }

    /** Whether it works on threads of its own, which share the machine with the one that measures. */
    default boolean ownThreads() {
        return false;
    }

    @Override
    default void close() {}
}
