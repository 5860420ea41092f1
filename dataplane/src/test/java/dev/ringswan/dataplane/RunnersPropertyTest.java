package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.counter.TrafficCounters;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.agrona.concurrent.Agent;
import org.junit.jupiter.api.Test;

/** All runners do the same: a ring with any number of workers puts out what INLINE does, byte for byte and in order. */
final class RunnersPropertyTest {
    private static final int SPI = 0xC000_0001;
    private static final DataplaneConfig INLINE = DataplaneConfig.DEFAULT.withMode(RunMode.INLINE);

    /** What came out of a direction, with hashes in place of packets. */
    private record Output(List<Integer> packets, Map<DropReason, Long> drops, long packetCount, long byteCount) {}

    @Test
    void ringSendsWhatInlineSends() {
        Seeds.forEach(25, (seed, random) -> {
            EspSuite suite = suite(random);
            List<byte[]> packets = innerPackets(random, 300 + random.nextInt(1200));
            Output inline = outbound(INLINE, suite, packets, random);
            assertThat(inline.packets).isNotEmpty();
            assertThat(outbound(ring(random), suite, packets, random)).isEqualTo(inline);
        });
    }

    @Test
    void ringDeliversWhatInlineDelivers() {
        Seeds.forEach(25, (seed, random) -> {
            EspSuite suite = suite(random);
            List<byte[]> datagrams = datagrams(random, suite, 100 + random.nextInt(900));
            Output inline = inbound(INLINE, suite, datagrams, random);
            assertThat(inline.packets).isNotEmpty();
            assertThat(inline.drops).isNotEmpty();
            assertThat(inbound(ring(random), suite, datagrams, random)).isEqualTo(inline);
        });
    }

    /** Suites whose IV is the sequence number: the same input gives the same bytes. */
    private static EspSuite suite(RandomGenerator random) {
        EspSuite[] suites = {
            EspSuite.AES128_GCM16, EspSuite.AES256_GCM16, EspSuite.CHACHA20_POLY1305, EspSuite.NULL_SHA256
        };
        return suites[random.nextInt(suites.length)];
    }

    private static DataplaneConfig ring(RandomGenerator random) {
        return INLINE.withMode(RunMode.RING).withWorkers(1 + random.nextInt(5)).withRingLength(2 << random.nextInt(5));
    }

    private static Output outbound(DataplaneConfig config, EspSuite suite, List<byte[]> packets, RandomGenerator random)
            throws Exception {
        try (OneGateway net = new OneGateway(Engines.fastest(), config)) {
            net.dataplane.control().activateOutbound(net.child, OneGateway.sa(SPI, suite));
            packets.forEach(net.host::give);
            run(net.dataplane.outboundAgents(), random);
            return output(net, net.wire, net.dataplane.outboundCounters());
        }
    }

    private static Output inbound(
            DataplaneConfig config, EspSuite suite, List<byte[]> datagrams, RandomGenerator random) throws Exception {
        try (OneGateway net = new OneGateway(Engines.fastest(), config)) {
            net.dataplane.control().installInbound(OneGateway.sa(SPI, suite));
            datagrams.forEach(net.wire::give);
            run(net.dataplane.inboundAgents(), random);
            return output(net, net.host, net.dataplane.inboundCounters());
        }
    }

    /** Calls agents in a random order, until a whole round in order finds nothing to do. */
    private static void run(List<Agent> agents, RandomGenerator random) throws Exception {
        int work;
        do {
            List<Agent> order = new ArrayList<>(agents);
            Collections.shuffle(order, new Random(random.nextLong()));
            for (Agent agent : order) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    int ignored = agent.doWork();
                }
            }
            work = 0;
            for (Agent agent : agents) {
                work += agent.doWork();
            }
        } while (work != 0);
    }

    private static Output output(OneGateway net, ScriptedPort port, TrafficCounters counters) {
        assertThat(net.defects).isEmpty();
        return new Output(
                port.sent().stream()
                        .map(sent -> Arrays.hashCode(sent.bytes()) * 511
                                + sent.trafficClass() * 2
                                + (sent.dontFragment() ? 1 : 0))
                        .toList(),
                counters.drops().nonZero(),
                counters.packets(),
                counters.bytes());
    }

    private static List<byte[]> innerPackets(RandomGenerator random, int count) {
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = 48 + random.nextInt(random.nextInt(6) == 0 ? 1700 : 200);
            packets.add(
                    switch (random.nextInt(8)) {
                        case 0 -> new byte[random.nextInt(60)];
                        case 1 -> Packets.udp("10.9.0.1", "10.2.0.1", 5, 6, length, i);
                        case 2, 3 -> Packets.udp("2001:db8:1::1", "2001:db8:2::1", 5, 6, length, i);
                        default -> Packets.udp("10.1.0.1", "10.2.0.1", 5, 6, length, i);
                    });
        }
        return packets;
    }

    /**
     * Sealed packets, some out of order, twice, changed, or with strange content. None leaves the replay window: a number that
     * has left it is taken for one of the next 2^32, so its reason depends on how far behind the window a ring reads.
     */
    private static List<byte[]> datagrams(RandomGenerator random, EspSuite suite, int count) {
        List<byte[]> datagrams = new ArrayList<>();
        try (EspForge forge = new EspForge(Engines.fastest(), suite, OneGateway.key(suite, SPI), SPI, true)) {
            for (int i = 1; i <= count; i++) {
                byte[] inner = Packets.udp("10.2.0.1", "10.1.0.1", 5, 6, 48 + random.nextInt(400), i);
                byte[] datagram = forge.seal(inner, random.nextInt(20) == 0 ? 59 : 4, i);
                switch (random.nextInt(10)) {
                    case 0 -> datagram[random.nextInt(datagram.length - 8) + 8] ^= 1;
                    case 1 ->
                        datagrams.add(datagrams.isEmpty() ? datagram : datagrams.get(random.nextInt(datagrams.size())));
                    case 2 -> datagrams.add(random.nextInt(datagrams.size() + 1), new byte[random.nextInt(30)]);
                    default -> {}
                }
                datagrams.add(Math.max(0, datagrams.size() - random.nextInt(30) * random.nextInt(2)), datagram);
            }
        }
        return datagrams;
    }
}
