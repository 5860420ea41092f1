package dev.ringswan.bench.load;

import dev.ringswan.bench.pipeline.GatewayPair;
import dev.ringswan.bench.pipeline.PairSetup;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.nativeio.PacketBurst;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Two gateways in this JVM, and generator and sink in the caller's thread.
 *
 * <pre>
 *   INLINE   one thread: what is due │ sealing │ opening │ what arrived
 *   DIRECT   the gateways have one thread more
 *   RING     each role of the gateways has a thread
 * </pre>
 *
 * Packets that are due are sent together, up to 64, as soon as the port takes them. When the trial is over, those that the port has
 * not taken are lost.
 */
public final class MemoryLoad implements Loader {
    private static final int HEADER_LENGTH = 28;
    private static final int FLOW_SEED = 7;
    private static final long DRAIN_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final GatewayPair pair;
    private final Lengths lengths;
    private final Probe probe;
    private final long[] flows;
    private final Agent[] agents;
    private final List<AgentRunner> runners = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final YieldingIdleStrategy idle = new YieldingIdleStrategy();
    private final PacketBurst offered = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final PacketBurst arrived = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final LongSupplier clock;
    private int trial;

    /**
     * Builds the gateways and starts their threads.
     *
     * @param flowCount inner flows, spread over all SAs, with addresses and ports that follow no pattern
     */
    public MemoryLoad(PairSetup setup, Lengths lengths, int flowCount) {
        this(setup, lengths, flowCount, System::nanoTime);
    }

    private MemoryLoad(PairSetup setup, Lengths lengths, int flowCount, LongSupplier clock) {
        this.clock = clock;
        this.lengths = lengths;
        pair = new GatewayPair(setup, MemoryLoad::target);
        probe = new Probe(lengths.max());
        flows = flows(flowCount, setup.saCount());
        List<Agent> all = new ArrayList<>(pair.sealing());
        all.addAll(pair.opening());
        boolean inline = setup.mode() == RunMode.INLINE;
        agents = inline ? all.toArray(Agent[]::new) : new Agent[0];
        if (setup.mode() == RunMode.DIRECT) {
            start(new CompositeAgent(all));
        } else if (!inline) {
            all.forEach(this::start);
        }
    }

    /**
     * The same by another clock, which may stand still while the caller's thread does not have its core. For what a core carries on a
     * machine that is shared, not for latency.
     *
     * @param setup in mode INLINE, since the other modes have more threads
     * @param clock nanoseconds; asked in the thread that calls {@link #run}
     */
    public static MemoryLoad byClock(PairSetup setup, Lengths lengths, int flowCount, LongSupplier clock) {
        if (setup.mode() != RunMode.INLINE) {
            throw new IllegalArgumentException("another clock is that of one thread: it takes mode inline");
        }
        return new MemoryLoad(setup, lengths, flowCount, clock);
    }

    private void start(Agent agent) {
        AgentRunner runner = new AgentRunner(new YieldingIdleStrategy(), failure::set, null, agent);
        runners.add(runner);
        AgentRunner.startOnThread(runner);
    }

    private static String target(int sa) {
        return "10." + (sa >>> 16 & 0xFF) + "." + (sa >>> 8 & 0xFF) + "." + (sa & 0xFF);
    }

    /** Source address low half, source port, SA of each flow, packed. */
    private static long[] flows(int count, int saCount) {
        Random random = new Random(FLOW_SEED);
        long[] flows = new long[count];
        for (int i = 0; i < count; i++) {
            flows[i] =
                    (long) random.nextInt(1 << 16) << 48 | (long) (1024 + random.nextInt(60_000)) << 32 | (i % saCount);
        }
        return flows;
    }

    @Override
    public Trial run(double load, double seconds) throws Exception {
        trial++;
        long dropsBefore = pair.dropCount();
        Schedule schedule = Schedule.start(clock.getAsLong(), load, seconds);
        Tally tally = new Tally(trial, schedule.total());
        long endNs = schedule.startNs() + (long) (seconds * 1e9);
        long sent = 0;
        int waiting = 0;
        for (long nowNs = schedule.startNs(); nowNs < endNs; nowNs = clock.getAsLong()) {
            if (waiting == 0) {
                waiting = write(schedule, sent, schedule.dueCount(nowNs));
            }
            if (waiting != 0 && pair.generator().transmit(offered, PacketBurst.FORWARD) != 0) {
                sent += waiting;
                waiting = 0;
            }
            work(tally);
        }
        long drainEndNs = clock.getAsLong() + DRAIN_NS;
        while (tally.received() + pair.dropCount() - dropsBefore < sent && clock.getAsLong() < drainEndNs) {
            work(tally);
        }
        Throwable defect = failure.get();
        if (defect != null) {
            throw new IllegalStateException("the packet path failed", defect);
        }
        return tally.finish(load, seconds, schedule.offered(sent), sent);
    }

    private void work(Tally tally) throws Exception {
        for (Agent agent : agents) {
            agent.doWork();
        }
        int count = pair.sink().receive(arrived);
        if (count != 0) {
            tally.add(arrived, HEADER_LENGTH, clock.getAsLong());
        } else if (agents.length == 0) {
            idle.idle();
        }
    }

    /** Lays out the packets that are due and not sent, up to a burst; returns their number. */
    private int write(Schedule schedule, long sent, long due) {
        int count = (int) Math.min(PacketBurst.CAPACITY, due - sent);
        offered.count(count);
        for (int i = 0; i < count; i++) {
            long index = sent + i;
            int length = lengths.of(index);
            int offset = offered.packetOffset(i);
            long flow = flows[(int) (index % flows.length)];
            offered.packet(i, offset, length);
            offered.putInt(offset, 0x4500_0000 | length);
            offered.putInt(offset + 4, 0);
            offered.putInt(offset + 8, 0x4011_0000); // TTL 64, UDP
            offered.putInt(offset + 12, 0xC0A8_0000 | (int) (flow >>> 48));
            offered.putInt(offset + 16, 0x0A00_0000 | (int) flow);
            offered.putInt(offset + 20, (int) (flow >>> 32 & 0xFFFF) << 16 | 9);
            offered.putInt(offset + 24, (length - 20) << 16);
            probe.write(
                    offered,
                    offset + HEADER_LENGTH,
                    length - HEADER_LENGTH,
                    Tally.number(trial, index),
                    schedule.dueNs(index));
        }
        return count;
    }

    /** Why packets ended in the gateways so far. */
    public Map<String, Long> drops() {
        return pair.drops();
    }

    @Override
    public void close() {
        CloseHelper.closeAll(runners);
        pair.close();
    }
}
