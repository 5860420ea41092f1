package dev.ringswan.bench;

import dev.ringswan.dataplane.burst.EspBurst;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Answers: what does each stage without cryptography cost a packet? The burst is laid out again each time, which counts; a packet
 * that a stage ends makes the run fail.
 */
@State(Scope.Thread)
public class StageBenchmark extends MicroBenchmark {
    /** Inbound SAs; only {@code lookup} uses more than one. */
    @Param("1")
    public int sas;

    private StageFixture stages = new StageFixture(1);

    /** Makes SAs and packets. */
    @Setup(Level.Iteration)
    public void setUp() {
        stages.close();
        stages = new StageFixture(sas);
    }

    /** Frees the memory. */
    @TearDown
    public void tearDown() {
        stages.close();
    }

    /** ClassifyStage. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public EspBurst classify() {
        return stages.classify();
    }

    /** InboundLookupStage. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public EspBurst lookup() {
        return stages.lookup();
    }

    /** ReplayPrecheckStage. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public EspBurst precheck() {
        return stages.precheck();
    }

    /** ReplayCommitStage. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public EspBurst commit() {
        return stages.commit();
    }

    /** EncapStage. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public EspBurst encap() {
        return stages.encap();
    }

    /** DecapStage. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public EspBurst decap() {
        return stages.decap();
    }
}
