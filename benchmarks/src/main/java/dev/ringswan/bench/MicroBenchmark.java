package dev.ringswan.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What all JMH benchmarks have in common: ns per operation, three forks, one thread. Forks inherit the flags of the JVM that starts
 * them, which scripts/bench takes from scripts/jvm.flags, and have a heap of fixed size.
 *
 * <p>An operation is one packet: benchmarks over bursts say {@code @OperationsPerInvocation(BURST)}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class MicroBenchmark {
    /** Packets in a burst. */
    static final int BURST = 64;
    /** Seeds whatever is random, so that every fork sees the same. */
    static final int SEED = 1;
}
