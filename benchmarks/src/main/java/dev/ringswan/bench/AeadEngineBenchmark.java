package dev.ringswan.bench;

import dev.ringswan.nativeio.crypto.AeadProviders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Answers: what do sealing and opening again cost together, by engine and size? scripts/bench floor tells them apart. */
@State(Scope.Thread)
public class AeadEngineBenchmark extends MicroBenchmark {
    /** Name of the engine; one that cannot serve here fails, and JMH goes on with the next. */
    @Param({"ipsec-mb", "jdk-intrinsic", "jca"})
    public String engine = "";

    /** Bytes of the inner packet. */
    @Param({"64", "512", "1400"})
    public int length;

    private final EngineLeg.Times times = new EngineLeg.Times();
    private EngineLeg leg = new EngineLeg(AeadProviders.select("jca"));

    /** Makes the engine and its packets. */
    @Setup
    public void setUp() {
        leg.close();
        leg = new EngineLeg(AeadProviders.select(engine));
        leg.length(length);
    }

    /** Seals a burst with fresh sequence numbers and opens it. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public EngineLeg.Times sealAndOpen() {
        leg.run(times);
        return times;
    }

    /** Frees the memory. */
    @TearDown
    public void tearDown() {
        leg.close();
    }
}
