package dev.ringswan.bench;

import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.crypto.AeadProviders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Answers: what do sealing and opening again cost together, by engine, suite, size and packets in a call? scripts/bench suite quick
 * tells them apart.
 */
@State(Scope.Thread)
public class AeadEngineBenchmark extends MicroBenchmark {
    /** Name of the engine; one that cannot serve here fails, and JMH goes on with the next. */
    @Param({"ipsec-mb", "jdk-intrinsic", "jca"})
    public String engine = "";

    /** The suite. */
    @Param({"AES128_GCM16", "AES256_GCM16", "CHACHA20_POLY1305", "AES256_SHA256"})
    public EspSuite suite = EspSuite.AES256_GCM16;

    /** Bytes of the inner packet. */
    @Param({"64", "512", "1400"})
    public int length;

    /** Packets in a call of the engine; divides the burst. */
    @Param({"1", "8", "64"})
    public int perCall;

    private final long[] nanos = new long[2];
    private CipherLeg leg = new CipherLeg(AeadProviders.select("jca"), EspSuite.AES256_GCM16, 64, BURST);

    /** Makes the engine and its packets. */
    @Setup
    public void setUp() {
        leg.close();
        leg = new CipherLeg(AeadProviders.select(engine), suite, length, perCall);
    }

    /** Seals a burst with fresh sequence numbers and opens it. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long sealAndOpen() {
        leg.run(nanos);
        return nanos[0];
    }

    /** Frees the memory. */
    @TearDown
    public void tearDown() {
        leg.close();
    }
}
