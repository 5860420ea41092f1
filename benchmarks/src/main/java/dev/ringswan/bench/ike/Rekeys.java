package dev.ringswan.bench.ike;

import dev.ringswan.gateway.GatewayStatus;
import dev.ringswan.gateway.demo.DemoConfig;
import dev.ringswan.gateway.demo.MemoryPair;
import dev.ringswan.gateway.ike.IkeControl;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Answers: what do rekeys cost the packets that are under way? One thread carries packets through two gateways at half of
 * what it can, another negotiates: blocks of seconds without rekeys and blocks with a child rekey each second and an IKE
 * rekey every five take turns. Latency counts from when a packet was due, not from when it was sent, so that a pause is
 * seen by every packet that waits.
 *
 * <pre>
 *   packet thread   generator ─▶ gateway A ─▶ ESP ─▶ gateway B ─▶ sink, latency
 *   control thread  conductors of A and B: IKE
 * </pre>
 */
final class Rekeys {
    private static final int BLOCK_SECONDS = 5;
    private static final int WARM_UP_SECONDS = 5;
    private static final int HEADER_LENGTH = 20;
    private static final long LATENCY_MAX_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long DRAIN_NS = TimeUnit.SECONDS.toNanos(1);

    /**
     * What was measured.
     *
     * @param size bytes of a packet
     * @param packetsPerSecond offered
     * @param childRekeys how often the child got new keys
     * @param ikeRekeys how often the IKE SA was asked to
     * @param sent packets
     * @param lost packets that did not arrive, or not in their order
     * @param drops of both gateways, by reason
     * @param without latency in blocks without rekeys
     * @param with latency in blocks with them
     */
    record Result(
            int size,
            double packetsPerSecond,
            long childRekeys,
            long ikeRekeys,
            long sent,
            long lost,
            Map<String, Long> drops,
            Histogram without,
            Histogram with) {
        String toText() {
            return """
                    %d-byte packets at %.0f a second, half of what the thread carries; %d child rekeys, %d IKE rekeys
                    %d packets, %d lost, drops %s
                    latency in microseconds      p50      p99    p99.9       max
                      without rekeys      %s
                      with rekeys         %s
                    """.formatted(
                    size, packetsPerSecond, childRekeys, ikeRekeys, sent, lost, drops, line(without), line(with));
        }

        private static String line(Histogram histogram) {
            return "%10.1f %8.1f %8.1f %9.1f"
                    .formatted(
                            histogram.getValueAtPercentile(50) / 1e3,
                            histogram.getValueAtPercentile(99) / 1e3,
                            histogram.getValueAtPercentile(99.9) / 1e3,
                            histogram.getMaxValue() / 1e3);
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("benchmark", "rekeys");
            map.put("size", size);
            map.put("packets_per_second", packetsPerSecond);
            map.put("child_rekeys", childRekeys);
            map.put("ike_rekeys", ikeRekeys);
            map.put("sent", sent);
            map.put("lost", lost);
            map.put("drops", drops);
            map.put("latency_ns_without", quantiles(without));
            map.put("latency_ns_with", quantiles(with));
            return map;
        }

        private static Map<String, Object> quantiles(Histogram histogram) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("p50", histogram.getValueAtPercentile(50));
            map.put("p99", histogram.getValueAtPercentile(99));
            map.put("p99_9", histogram.getValueAtPercentile(99.9));
            map.put("max", histogram.getMaxValue());
            return map;
        }
    }

    /** Runs both conductors, and asks for rekeys while it is told to. */
    private static final class Control implements Agent {
        private final MemoryPair pair;
        private volatile boolean rekeying;
        private final AtomicLong ikeRekeys = new AtomicLong();
        private long nextNs = System.nanoTime();
        private int seconds;

        Control(MemoryPair pair) {
            this.pair = pair;
        }

        @Override
        public int doWork() throws Exception {
            long nowNs = System.nanoTime();
            if (rekeying && nowNs - nextNs >= 0) {
                nextNs = nowNs + TimeUnit.SECONDS.toNanos(1);
                rekey();
            }
            return pair.gatewayA().conductor().doWork()
                    + pair.gatewayB().conductor().doWork();
        }

        private void rekey() {
            IkeControl ike = pair.gatewayA().ike();
            if (seconds++ % BLOCK_SECONDS == BLOCK_SECONDS / 2) {
                ike.handle(new IkeInput.RekeyIke("demo"));
                ikeRekeys.incrementAndGet();
            }
            ike.pairs().forEach(active -> ike.rekey(active.inbound().spi()));
        }

        @Override
        public String roleName() {
            return "conductors";
        }
    }

    private final MemoryPair pair;
    private final Agent[] packetAgents;
    private final int size;
    private final PacketBurst offered;
    private final PacketBurst arrived;
    private long sent;
    private long expected;
    private long misplaced;

    private Rekeys(MemoryPair pair, int size, int cellSize) {
        this.pair = pair;
        this.size = size;
        packetAgents = pair.packetAgents();
        offered = PacketBurst.allocate(cellSize);
        arrived = PacketBurst.allocate(cellSize);
    }

    /** Measures for {@code seconds} with rekeys and as long without. */
    static Result run(int seconds, int size) throws Exception {
        DemoConfig config = new DemoConfig(false, true, "aes256gcm16", "inline", Long.MAX_VALUE / 1_000);
        SecureRandom random = new SecureRandom();
        try (MemoryPair pair = new MemoryPair(config.generate(random), AeadProviders.select("auto"), random)) {
            return new Rekeys(pair, size, PacketBurst.CELL_SIZE_DEFAULT).measure(seconds);
        }
    }

    private Result measure(int seconds) throws Exception {
        Control control = new Control(pair);
        Throwable[] failure = new Throwable[1];
        try (AgentRunner runner =
                new AgentRunner(new SleepingMillisIdleStrategy(1), error -> failure[0] = error, null, control)) {
            AgentRunner.startOnThread(runner);
            double capacity = capacity();
            double rate = capacity / 2;
            Histogram without = new Histogram(LATENCY_MAX_NS, 3);
            Histogram with = new Histogram(LATENCY_MAX_NS, 3);
            long rekeysBefore = pair.statusA().rekeys();
            for (int second = 0; second < seconds; second += BLOCK_SECONDS) {
                run(rate, BLOCK_SECONDS, without);
                control.rekeying = true;
                run(rate, BLOCK_SECONDS, with);
                control.rekeying = false;
            }
            drain(null);
            if (failure[0] != null) {
                throw new IllegalStateException("negotiating failed", failure[0]);
            }
            return new Result(
                    size,
                    rate,
                    pair.statusA().rekeys() - rekeysBefore,
                    control.ikeRekeys.get(),
                    sent,
                    sent - expected + misplaced,
                    drops(),
                    without,
                    with);
        }
    }

    private Map<String, Long> drops() {
        Map<String, Long> drops = new TreeMap<>();
        for (GatewayStatus status : List.of(pair.statusA(), pair.statusB())) {
            status.drops().forEach((reason, count) -> drops.merge(reason.name(), count, Long::sum));
        }
        return drops;
    }

    /** Packets per second when each burst follows the one before at once. */
    private double capacity() throws Exception {
        long packets = 0;
        long startNs = System.nanoTime();
        long measureNs = startNs + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
        long endNs = measureNs + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
        long nowNs = startNs;
        while (nowNs < endNs) {
            offer(nowNs);
            work(null);
            if (nowNs >= measureNs) {
                packets += PacketBurst.CAPACITY;
            }
            nowNs = System.nanoTime();
        }
        drain(null);
        return packets * 1e9 / (nowNs - measureNs);
    }

    private void run(double rate, int seconds, Histogram latency) throws Exception {
        double intervalNs = PacketBurst.CAPACITY * 1e9 / rate;
        long startNs = System.nanoTime();
        long bursts = (long) (seconds * 1e9 / intervalNs);
        for (long burst = 0; burst < bursts; burst++) {
            long dueNs = startNs + (long) (burst * intervalNs);
            while (System.nanoTime() < dueNs) {
                work(latency);
            }
            offer(dueNs);
            work(latency);
        }
        drain(latency);
    }

    private void drain(@Nullable Histogram latency) throws Exception {
        long endNs = System.nanoTime() + DRAIN_NS;
        while (expected < sent && System.nanoTime() < endNs) {
            work(latency);
        }
    }

    /** Hands a burst to gateway A, each packet with its number and when it was due. */
    private void offer(long dueNs) {
        offered.count(PacketBurst.CAPACITY);
        for (int i = 0; i < PacketBurst.CAPACITY; i++) {
            int offset = offered.packetOffset(i);
            offered.packet(i, offset, size);
            offered.putInt(offset, 0x4500_0000 | size);
            offered.putInt(offset + 4, 0x4000); // DF
            offered.putInt(offset + 8, 0x40FE_0000); // TTL 64, protocol 254
            offered.putInt(offset + 12, 0x0A01_0002);
            offered.putInt(offset + 16, 0x0A02_0002);
            offered.putLong(offset + HEADER_LENGTH, sent + i);
            offered.putLong(offset + HEADER_LENGTH + Long.BYTES, dueNs);
        }
        sent += pair.hostA().transmit(offered, PacketBurst.FORWARD);
    }

    private void work(@Nullable Histogram latency) throws Exception {
        for (Agent agent : packetAgents) {
            agent.doWork();
        }
        int count = pair.hostB().receive(arrived);
        long nowNs = count == 0 ? 0 : System.nanoTime();
        for (int i = 0; i < count; i++) {
            int offset = arrived.offset(i) + HEADER_LENGTH;
            if (arrived.getLong(offset) == expected) {
                expected++;
            } else {
                misplaced++;
                expected = arrived.getLong(offset) + 1;
            }
            if (latency != null) {
                latency.recordValue(Math.min(LATENCY_MAX_NS, nowNs - arrived.getLong(offset + Long.BYTES)));
            }
        }
    }
}
