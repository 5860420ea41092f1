package dev.ringswan.bench;

import dev.ringswan.dataplane.policy.Flow;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.policy.PolicySnapshot;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.nativeio.PacketBurst;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Answers: what does it cost to read a packet's selectors, and to find its policy among few and among many? */
@State(Scope.Thread)
public class PolicyBenchmark extends MicroBenchmark {
    private static final int LENGTH = 64;
    /** Bursts that take turns, so that lookups do not always meet the same targets. */
    private static final int BURSTS = 64;

    /** Number of policies, each for one target address. */
    @Param({"1", "16", "256", "4096", "100000"})
    public int policyCount;

    private final List<PacketBurst> bursts = new ArrayList<>();
    private final Flow flow = new Flow();
    private PolicySnapshot<String> policies = PolicySnapshot.empty();
    private int next;

    /** Compiles the policies, and writes packets to targets in shuffled order. */
    @Setup
    public void setUp() {
        List<Policy<String>> list = new ArrayList<>();
        for (int i = 0; i < policyCount; i++) {
            String target = TestPackets.targetText(i) + "/32";
            list.add(Policy.protect(TrafficSelectors.of("192.168.0.0/16", target), target));
        }
        policies = new PolicySnapshot<>(list);
        TestPackets packets = new TestPackets(LENGTH, SEED);
        int[] targets = TestPackets.shuffled(policyCount, SEED);
        for (int i = 0; i < BURSTS; i++) {
            PacketBurst burst = PacketBurst.allocate(512);
            burst.count(BURST);
            for (int j = 0; j < BURST; j++) {
                packets.write(burst, j, LENGTH, targets[(i * BURST + j) % targets.length]);
            }
            bursts.add(burst);
        }
    }

    /** Addresses, protocol and ports into a {@link Flow}. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long parse() {
        PacketBurst burst = turn();
        long sum = 0;
        for (int i = 0; i < BURST; i++) {
            if (!flow.parse(burst, burst.offset(i), burst.length(i))) {
                throw new IllegalStateException("packet " + i + " is not sane");
            }
            sum += flow.targetLow();
        }
        return sum;
    }

    /** The same, and the lookup. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int parseAndLookup() {
        PacketBurst burst = turn();
        int sum = 0;
        for (int i = 0; i < BURST; i++) {
            boolean sane = flow.parse(burst, burst.offset(i), burst.length(i));
            int policy = policies.lookup(flow);
            if (!sane || policy == PolicySnapshot.NONE) {
                throw new IllegalStateException("no policy for packet " + i);
            }
            sum += policy;
        }
        return sum;
    }

    private PacketBurst turn() {
        next = (next + 1) % BURSTS;
        return bursts.get(next);
    }
}
