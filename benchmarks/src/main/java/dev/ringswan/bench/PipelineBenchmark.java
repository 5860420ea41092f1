package dev.ringswan.bench;

import static java.util.Objects.requireNonNull;

import dev.ringswan.bench.pipeline.Codec;
import dev.ringswan.bench.pipeline.PairSetup;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.crypto.AeadProviders;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Answers: what does a packet cost in the whole pipeline, by protocol, size and number of SAs in one thread, and at what rate does the
 * outbound direction go in each mode? Making and taking the packets counts. A lost or changed packet makes the run fail.
 */
@State(Scope.Thread)
public class PipelineBenchmark extends MicroBenchmark {
    /** Both directions in one thread. */
    @State(Scope.Thread)
    public static class Inline {
        /** The protocol. */
        @Param({"ESP", "WIREGUARD"})
        public Codec codec = Codec.ESP;

        /** The suite; WireGuard has one only, and JMH goes on where that does not fit. */
        @Param({"AES256_GCM16", "CHACHA20_POLY1305"})
        public EspSuite suite = EspSuite.AES256_GCM16;

        /** Bytes of the inner packet. */
        @Param({"64", "128", "256", "512", "1024", "1280", "1400", "1518", "imix"})
        public String size = "64";

        /** SAs that packets go round. */
        @Param({"1", "1000", "100000"})
        public int sas = 1;

        private final long[] nanos = new long[2];
        private @Nullable Leg leg;

        /** Builds both gateways, and checks that packets arrive unchanged. */
        @Setup
        public void setUp() throws Exception {
            leg = PipelineLeg.inline(
                    PairSetup.inline(codec, suite, AeadProviders.select(AeadProviders.AUTO))
                            .withSas(sas),
                    size);
            leg.digests();
        }

        /** Fails when a packet was lost. */
        @TearDown
        public void tearDown() throws Exception {
            finish(requireNonNull(leg));
        }
    }

    /** The outbound direction on threads of its own. */
    @State(Scope.Thread)
    public static class Threaded {
        /** The mode, and its workers. */
        @Param({"DIRECT 1", "RING 1", "RING 2"})
        public String mode = "DIRECT 1";

        /** Bytes of the inner packet. */
        @Param({"64", "128", "256", "512", "1024", "1280", "1400", "1518", "imix"})
        public String size = "64";

        private final long[] nanos = new long[2];
        private @Nullable Leg leg;

        /** Builds the gateways, and starts the threads. */
        @Setup
        public void setUp() {
            String[] words = mode.split(" ", 2);
            PairSetup setup =
                    PairSetup.inline(Codec.ESP, EspSuite.AES256_GCM16, AeadProviders.select(AeadProviders.AUTO));
            leg = PipelineLeg.threaded(setup, RunMode.valueOf(words[0]), Integer.parseInt(words[1]), size);
        }

        /** Stops the threads; fails when a packet was lost. */
        @TearDown
        public void tearDown() throws Exception {
            finish(requireNonNull(leg));
        }
    }

    private static void finish(Leg leg) throws Exception {
        long drops = leg.drops();
        leg.close();
        if (drops != 0) {
            throw new IllegalStateException(drops + " packets were dropped");
        }
    }

    /** A burst from the generator through both gateways to the sink. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long inline(Inline state) throws Exception {
        requireNonNull(state.leg).run(state.nanos);
        return state.nanos[0];
    }

    /** A burst more on the line. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long outbound(Threaded state) throws Exception {
        requireNonNull(state.leg).run(state.nanos);
        return state.nanos[0];
    }
}
