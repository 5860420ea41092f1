package dev.ringswan.bench;

import dev.ringswan.dataplane.Dataplane;
import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.dataplane.DataplanePorts;
import dev.ringswan.dataplane.PublicPort;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.MemoryPort;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Two data planes in mode DIRECT, joined by memory, with a generator in front and a sink behind. The caller's thread runs all of
 * it, step by step, and puts its clock around the step it is interested in.
 *
 * <pre>
 *   offer ─▶ MemoryPort ─▶ seal: outbound agent ─▶ MemoryPort ─▶ open: inbound agent ─▶ MemoryPort ─▶ take
 *                          │  of the sender                      │  of the receiver
 *                          └ one SA for each of saCount targets  └ replay window 1,024, extended sequence numbers
 * </pre>
 *
 * Each packet goes to the next target of a shuffled list, as traffic does: SAs that were made one after the other, and lie one
 * after the other in memory, are not used one after the other.
 *
 * <p><em>Threading:</em> one thread.
 */
final class Tunnel implements AutoCloseable {
    /** Packets in each burst. */
    static final int BURST = PacketBurst.CAPACITY;
    /** The suite that is measured. */
    static final EspSuite SUITE = EspSuite.AES256_GCM16;

    private static final Endpoint SENDER = Endpoint.of("192.0.2.1", 4500);
    private static final Endpoint RECEIVER = Endpoint.of("192.0.2.2", 4500);
    private static final String SOURCES = "192.168.0.0/16";
    private static final int QUEUED_BURSTS = 1;
    private static final int SEED = 20_250_916;

    private final DataplaneConfig config;
    private final MemoryPort generator;
    private final MemoryPort sink;
    private final Dataplane sender;
    private final Dataplane receiver;
    private final Agent sealing;
    private final Agent opening;
    private final PacketBurst offered;
    private final PacketBurst taken;
    private final TestPackets packets;
    private final int[] targets;
    private long outboundBytes;
    private long inboundBytes;
    private int next;

    /**
     * Builds both gateways.
     *
     * @param saCount number of SAs that packets go round
     * @param lengthMax longest inner packet that will be offered
     */
    Tunnel(AeadProvider provider, int saCount, int lengthMax) {
        config = DataplaneConfig.DEFAULT
                .withMode(RunMode.DIRECT)
                .withSaCapacity(Math.max(4096, Integer.highestOneBit(saCount) << 1));
        MemoryPort line = MemoryPort.pair(config.cellSize(), QUEUED_BURSTS, SENDER, RECEIVER);
        MemoryPort senderInside = MemoryPort.pair(config.cellSize(), QUEUED_BURSTS, SENDER, SENDER);
        MemoryPort receiverInside = MemoryPort.pair(config.cellSize(), QUEUED_BURSTS, RECEIVER, RECEIVER);
        generator = senderInside.peer();
        sink = receiverInside.peer();
        sender = dataplane(provider, line, senderInside);
        receiver = dataplane(provider, line.peer(), receiverInside);
        sealing = sender.outboundAgents().getFirst();
        opening = receiver.inboundAgents().getFirst();
        offered = PacketBurst.allocate(config.cellSize());
        taken = PacketBurst.allocate(config.cellSize());
        packets = new TestPackets(lengthMax, SEED);
        targets = TestPackets.shuffled(saCount, SEED);
        connect();
    }

    private Dataplane dataplane(AeadProvider provider, MemoryPort outside, MemoryPort inside) {
        return new Dataplane(
                config,
                provider,
                new DataplanePorts(List.of(new PublicPort(outside, true)), inside, inside, null),
                SystemNanoClock.INSTANCE,
                new SecureRandom(),
                defect -> {
                    throw new IllegalStateException("a stage failed", defect);
                });
    }

    /** Makes all SAs, first those of one gateway, then those of the other, and weighs the heap in between. */
    private void connect() {
        int[] spis = new int[targets.length];
        for (int i = 0; i < spis.length; i++) {
            spis[i] = receiver.control().allocateSpi();
        }
        long empty = usedHeap();
        List<Policy<OutboundSlot>> policies = new ArrayList<>();
        for (int i = 0; i < spis.length; i++) {
            TrafficSelectors selectors = TrafficSelectors.of(SOURCES, TestPackets.targetText(i) + "/32");
            OutboundSlot child = sender.control().newChild("sa-" + i);
            sender.control()
                    .activateOutbound(child, SaParameters.of(spis[i], SUITE, key(i), SENDER, RECEIVER, selectors));
            policies.add(Policy.protect(selectors, child));
        }
        sender.control().publishPolicy(policies);
        policies.clear();
        long halfWay = usedHeap();
        for (int i = 0; i < spis.length; i++) {
            TrafficSelectors selectors = TrafficSelectors.of(TestPackets.targetText(i) + "/32", SOURCES);
            receiver.control().installInbound(SaParameters.of(spis[i], SUITE, key(i), RECEIVER, SENDER, selectors));
        }
        long keyLength =
                receiver.control().inboundSas().getFirst().cipher().key().footprint();
        outboundBytes = (halfWay - empty) / spis.length + keyLength;
        inboundBytes = (usedHeap() - halfWay) / spis.length + keyLength;
    }

    private static byte[] key(int sa) {
        byte[] key = new byte[SUITE.keyMaterialLength()];
        new Random(SEED + sa).nextBytes(key);
        return key;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Number of SAs each way. */
    int saCount() {
        return targets.length;
    }

    /** Bytes of memory that each SA of one direction takes, heap and keys; means little where there are few. */
    long bytesPerSa(Series.Way way) {
        return way == Series.Way.OUTBOUND ? outboundBytes : inboundBytes;
    }

    /** Puts a burst of packets of {@code length} bytes in front of the sender. */
    void offer(int length) {
        offered.count(BURST);
        for (int i = 0; i < BURST; i++) {
            packets.write(offered, i, length, targets[next]);
            next = next + 1 == targets.length ? 0 : next + 1;
        }
        expect("offered", generator.transmit(offered, PacketBurst.FORWARD));
    }

    /** Runs the sender's outbound direction over one burst: what "outbound" measures. */
    int seal() throws Exception {
        return sealing.doWork();
    }

    /** Runs the receiver's inbound direction over one burst: what "inbound" measures. */
    int open() throws Exception {
        return opening.doWork();
    }

    /** Takes the burst that was offered through both gateways and adds what each of them needed for it. */
    void time(EngineLeg.Times times) throws Exception {
        long start = System.nanoTime();
        int sealed = sealing.doWork();
        long between = System.nanoTime();
        int opened = opening.doWork();
        long end = System.nanoTime();
        times.seal += between - start;
        times.open += end - between;
        expect("sealed", sealed);
        expect("opened", opened);
    }

    /** Takes the burst from behind the receiver; fails when a packet is missing. */
    PacketBurst take() {
        expect("delivered", sink.receive(taken));
        return taken;
    }

    /** Sends one burst all the way; fails unless it arrives whole, in order, and unchanged. */
    void verify(int length) throws Exception {
        int first = next;
        offer(length);
        expect("sealed", seal());
        expect("opened", open());
        PacketBurst arrived = take();
        for (int i = 0; i < BURST; i++) {
            packets.check(arrived, i, length, targets[(first + i) % targets.length]);
        }
        expectNoDrops();
    }

    /** Packets that either gateway has ended. */
    long drops() {
        return sender.outboundCounters().drops().nonZero().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()
                + receiver.inboundCounters().drops().nonZero().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
    }

    /** Fails when a packet was dropped. */
    void expectNoDrops() {
        if (drops() != 0) {
            throw new IllegalStateException("packets were dropped: outbound "
                    + sender.outboundCounters().drops().nonZero() + ", inbound "
                    + receiver.inboundCounters().drops().nonZero());
        }
    }

    private static void expect(String what, int count) {
        if (count != BURST) {
            throw new IllegalStateException(what + " " + count + " packets of " + BURST);
        }
    }

    @Override
    public void close() {
        sender.close();
        receiver.close();
    }
}
