package dev.ringswan.bench;

import dev.ringswan.bench.load.Lengths;
import dev.ringswan.bench.pipeline.GatewayPair;
import dev.ringswan.bench.pipeline.PairSetup;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.nativeio.PacketBurst;
import java.util.List;
import java.util.Map;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * The whole pipeline as a leg.
 *
 * <pre>
 *   INLINE        this thread: offer │ sealing agents │ opening agents │ take        both directions are timed apart
 *   DIRECT, RING  this thread: offer as long as the port takes, take from the line   the sender alone is timed, on threads
 * </pre>
 *
 * With threads a burst is timed from one that arrives to the next, so what is measured is the rate, not the effort. Threads that
 * have nothing to do yield, since there may be more of them than cores.
 */
final class PipelineLeg implements Leg {
    private static final int QUEUED_BURSTS = 16;
    private static final long PATIENCE_NS = 5_000_000_000L;

    private final GatewayPair pair;
    private final Lengths lengths;
    private final boolean threaded;
    private final IdleStrategy idle = new YieldingIdleStrategy();
    private final Agent[] sealing;
    private final Agent[] opening;
    private final AgentRunner[] runners;
    private final PacketBurst offered = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final PacketBurst taken = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final TestPackets packets;
    private final int[] targets;
    private int next;
    private boolean waiting;
    private int underway;

    private PipelineLeg(PairSetup setup, Lengths lengths) {
        this.lengths = lengths;
        pair = new GatewayPair(setup, TestPackets::targetText);
        threaded = setup.mode() != RunMode.INLINE;
        sealing = pair.sealing().toArray(Agent[]::new);
        opening = pair.opening().toArray(Agent[]::new);
        packets = new TestPackets(lengths.max(), MicroBenchmark.SEED);
        targets = TestPackets.shuffled(setup.saCount(), MicroBenchmark.SEED);
        runners = new AgentRunner[threaded ? sealing.length : 0];
        for (int i = 0; i < runners.length; i++) {
            runners[i] = new AgentRunner(
                    new YieldingIdleStrategy(),
                    defect -> System.err.println("bench: the packet path failed: " + defect),
                    null,
                    sealing[i]);
            AgentRunner.startOnThread(runners[i]);
        }
    }

    /** Both directions in one thread. */
    static Leg inline(PairSetup setup, String size) {
        return new PipelineLeg(setup, Lengths.of(size));
    }

    /** The outbound direction on threads of its own. */
    static Leg threaded(PairSetup setup, RunMode mode, int workers, String size) {
        return new PipelineLeg(setup.withMode(mode, workers, QUEUED_BURSTS), Lengths.of(size));
    }

    @Override
    public List<String> benches() {
        return threaded ? List.of("pipeline.outbound") : List.of("pipeline.outbound", "pipeline.inbound");
    }

    @Override
    public Map<String, String> params() {
        PairSetup setup = pair.setup();
        return Map.of(
                "engine", setup.provider().name(),
                "algorithm", setup.suite().algorithm().name(),
                "size", lengths.label(),
                "mode", setup.modeLabel(),
                "workers", String.valueOf(setup.workers()),
                "sas", String.valueOf(setup.saCount()),
                "codec", setup.codec().label(),
                "burst", String.valueOf(MicroBenchmark.BURST));
    }

    @Override
    public boolean ownThreads() {
        return threaded;
    }

    /** Offers the next burst; it waits here for the next call when the port takes no more. */
    private boolean offer() {
        if (!waiting) {
            offered.count(MicroBenchmark.BURST);
            for (int i = 0; i < MicroBenchmark.BURST; i++) {
                packets.write(offered, i, lengths.of(i), targets[next]);
                next = next + 1 == targets.length ? 0 : next + 1;
            }
        }
        waiting = pair.generator().transmit(offered, PacketBurst.FORWARD) == 0;
        return !waiting;
    }

    @Override
    public void run(long[] nanos) throws Exception {
        if (threaded) {
            runThreaded(nanos);
            return;
        }
        offer();
        long start = System.nanoTime();
        work(sealing);
        long between = System.nanoTime();
        work(opening);
        nanos[0] += between - start;
        nanos[1] += System.nanoTime() - between;
        expect(pair.sink().receive(taken));
    }

    /** Never offers more than fits behind the sender, too: what is measured is its rate, not how a full port ends packets. */
    private void runThreaded(long[] nanos) {
        long start = System.nanoTime();
        int count = 0;
        while (count == 0) {
            if (underway < QUEUED_BURSTS && offer()) {
                underway++;
            }
            count = pair.lineEnd().receive(taken);
            if (count == 0) {
                if (System.nanoTime() - start > PATIENCE_NS) {
                    throw new IllegalStateException("the sender has stopped; drops " + pair.drops());
                }
                idle.idle();
            }
        }
        underway--;
        expect(count);
        nanos[0] += System.nanoTime() - start;
    }

    private static void work(Agent[] agents) throws Exception {
        for (Agent agent : agents) {
            agent.doWork();
        }
    }

    private void expect(int count) {
        if (count != MicroBenchmark.BURST) {
            throw new IllegalStateException(
                    count + " packets arrived of " + MicroBenchmark.BURST + "; drops " + pair.drops());
        }
    }

    /** Hashes one burst on the line, and one behind the receiver, which also has to be what was offered. */
    @Override
    public List<String> digests() throws Exception {
        if (threaded) {
            return List.of();
        }
        offer();
        work(sealing);
        expect(pair.lineEnd().receive(taken));
        String line = new Digest().add(taken).toString();
        int first = next;
        offer();
        work(sealing);
        work(opening);
        expect(pair.sink().receive(taken));
        for (int i = 0; i < MicroBenchmark.BURST; i++) {
            packets.check(taken, i, lengths.of(i), targets[(first + i) % targets.length]);
        }
        return List.of(line, new Digest().add(taken).toString());
    }

    @Override
    public long drops() {
        return pair.dropCount();
    }

    @Override
    public void close() {
        CloseHelper.closeAll(runners);
        pair.close();
    }
}
