package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.sa.SaControl;
import dev.ringswan.dataplane.sa.SaParameters;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.Agent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rekeys as fast as the control thread can while packets flow over threads: none is lost or overtakes another, and no wiped
 * key is ever used (design.md §5).
 */
final class HandoverStressTest {
    private static final int REKEYS = 3_000;
    /** Rekeys do not run ahead of traffic: four for each burst. */
    private static final int PACKETS_PER_REKEY = 16;

    private static final long IDLE_NS = 10_000;
    /** Bursts between host A and host B, fewer than any queue holds. */
    private static final int FLYING_MAX = 8;
    /** An SA that was replaced stays until so many packets have arrived that were sent later; one burst is sent uncounted. */
    private static final int OVERLAP = 128;
    /** Replaced SAs that wait for their overlap to end. */
    private static final int OLD_MAX = 20;

    private static final EspSuite SUITE = EspSuite.AES128_GCM16;

    private final PoisonedProvider provider = new PoisonedProvider();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean stopping;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @EnumSource(
            value = RunMode.class,
            names = {"DIRECT", "RING"})
    void losesNothingAndUsesNoWipedKey(RunMode mode) throws Exception {
        run(mode, OVERLAP);
        assertThat(lost).hasValue(0);
        assertThat(received).hasValue(sent.get());
    }

    /** Without overlap packets on the way find no SA; but none is opened with a key that is gone. */
    @ParameterizedTest
    @EnumSource(
            value = RunMode.class,
            names = {"DIRECT", "RING"})
    void usesNoWipedKeyWhenSasGoAtOnce(RunMode mode) throws Exception {
        run(mode, Integer.MIN_VALUE);
        assertThat(received.get() + lost.get()).isEqualTo(sent.get());
    }

    private void run(RunMode mode, int overlap) throws Exception {
        DataplaneConfig config =
                DataplaneConfig.DEFAULT.withMode(mode).withRingLength(8).withWorkers(2);
        try (TwoGateways net = new TwoGateways(provider, config, SUITE, sa -> sa)) {
            List<Agent> agents = new ArrayList<>(net.a.outboundAgents());
            agents.addAll(net.b.inboundAgents());
            Thread traffic = Thread.ofPlatform().name("traffic").unstarted(() -> traffic(net));
            try (AgentThreads threads = new AgentThreads(agents)) {
                traffic.start();
                rekey(net, overlap);
                stopping = true;
                traffic.join();
                assertThat(threads.failures()).isEmpty();
            }
            assertThat(failures).isEmpty();
            assertThat(sent.get()).as("packets while rekeying").isGreaterThanOrEqualTo(REKEYS * PACKETS_PER_REKEY - 64);
            assertThat(net.a.outboundCounters().drops().nonZero()).isEmpty();
            assertThat(net.b.inboundCounters().drops().nonZero().keySet()).isSubsetOf(DropReason.NO_SA);
            assertThat(net.defects).isEmpty();
            assertThat(provider.poisonings()).isZero();
            assertThat(provider.wiped()).as("keys wiped while traffic flows").isEqualTo(2 * REKEYS);
        }
        assertThat(provider.poisonings()).isZero();
        assertThat(provider.wiped()).as("all keys in the end").isEqualTo(2 * REKEYS + 4);
    }

    /** Host A sends numbered packets, host B takes them and looks at the numbers. */
    private void traffic(TwoGateways net) {
        try {
            byte[][] burst = new byte[64][];
            long next = 0;
            while (!stopping || received.get() + lost.get() < sent.get()) {
                if (!stopping && sent.get() - received.get() - lost.get() < 64 * FLYING_MAX) {
                    for (int i = 0; i < burst.length; i++) {
                        burst[i] = numbered(sent.get() + i);
                    }
                    net.hostA.send(burst);
                    sent.addAndGet(burst.length);
                }
                for (byte[] packet : net.hostB.drain()) {
                    long number = ByteBuffer.wrap(packet).getLong(28);
                    assertThat(number).as("in order").isGreaterThanOrEqualTo(next);
                    next = number + 1;
                    received.incrementAndGet();
                }
                lost.set(net.b.inboundCounters().drops().count(DropReason.NO_SA));
                assertThat(net.b.inboundCounters().drops().nonZero().keySet()).isSubsetOf(DropReason.NO_SA);
                assertThat(net.a.outboundCounters().drops().nonZero()).isEmpty();
                LockSupport.parkNanos(IDLE_NS);
            }
        } catch (RuntimeException | AssertionError e) {
            failures.add(e);
        }
    }

    private static byte[] numbered(long number) {
        byte[] packet = Packets.udp("10.1.0.1", "10.2.0.1", 1000, 2000, 64, 1);
        ByteBuffer.wrap(packet).putLong(28, number);
        return packet;
    }

    private record Old(int spi, long sentWhenReplaced) {}

    private void rekey(TwoGateways net, int overlap) {
        SaControl sender = net.a.control();
        SaControl receiver = net.b.control();
        ArrayDeque<Old> old = new ArrayDeque<>();
        Random random = new Random(4303);
        int current = TwoGateways.SPI_B;
        byte[] key = new byte[SUITE.keyMaterialLength()];
        for (int i = 0; i < REKEYS && alive(); i++) {
            random.nextBytes(key);
            int spi = receiver.allocateSpi();
            receiver.installInbound(SaParameters.of(
                    spi, SUITE, key, TwoGateways.ENDPOINT_B, TwoGateways.ENDPOINT_A, OneGateway.ANYTHING));
            sender.activateOutbound(
                    net.childA,
                    SaParameters.of(
                            spi, SUITE, key, TwoGateways.ENDPOINT_A, TwoGateways.ENDPOINT_B, OneGateway.ANYTHING));
            old.add(new Old(current, sent.get()));
            current = spi;
            do {
                while (!old.isEmpty() && arrived() > old.getFirst().sentWhenReplaced + overlap) {
                    assertThat(receiver.removeInbound(old.removeFirst().spi)).isTrue();
                }
                sender.poll();
                receiver.poll();
            } while ((old.size() > OLD_MAX || sent.get() < (long) i * PACKETS_PER_REKEY) && alive());
        }
        while ((!old.isEmpty() || sender.retiredCount() + receiver.retiredCount() != 0) && alive()) {
            while (!old.isEmpty() && arrived() > old.getFirst().sentWhenReplaced + overlap) {
                assertThat(receiver.removeInbound(old.removeFirst().spi)).isTrue();
            }
            sender.poll();
            receiver.poll();
            LockSupport.parkNanos(IDLE_NS);
        }
    }

    private long arrived() {
        return received.get() + lost.get();
    }

    private boolean alive() {
        return failures.isEmpty();
    }
}
