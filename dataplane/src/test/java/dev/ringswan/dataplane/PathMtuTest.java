package dev.ringswan.dataplane;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspSuite;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Packets that are too long for the path, from host to host: RFC 4301 §8.2, RFC 1191, RFC 8201. */
final class PathMtuTest {
    /** 1500 − IPv4 20 − UDP 8 − ESP 8 − IV 8 − ICV 16, to a multiple of 4, − trailer 2. */
    private static final int INNER_MAX = 1438;

    private final TwoGateways net;

    PathMtuTest() throws Exception {
        DataplaneConfig config = DataplaneConfig.DEFAULT
                .withMode(RunMode.INLINE)
                .withIcmpSources((Inet4Address) InetAddress.ofLiteral("10.1.0.254"), (Inet6Address)
                        InetAddress.ofLiteral("2001:db8:1::fe"))
                .withCellSize(2304);
        net = new TwoGateways(Engines.fastest(), config, EspSuite.AES128_GCM16, sa -> sa);
    }

    @AfterEach
    void close() {
        net.close();
        assertThat(net.defects).isEmpty();
    }

    @Test
    void carriesTheLongestPacketInOnePiece() throws Exception {
        byte[] packet = ipv4(INNER_MAX, 1);
        net.hostA.send(Packets.withFragmentBits(packet, 0x4000));
        net.run();
        assertThat(net.hostB.drain()).containsExactly(Packets.withFragmentBits(packet, 0x4000));
    }

    @Test
    void fragmentsIpv4WithoutDontFragment() throws Exception {
        byte[] packet = ipv4(2000, 7);
        net.hostA.send(packet);
        net.run();
        List<byte[]> fragments = net.hostB.drain();
        assertThat(fragments).hasSize(2).allMatch(fragment -> fragment.length <= INNER_MAX);
        assertThat(fragments).allMatch(fragment -> Packets.sum(fragment, 0, 20) == 0xFFFF);
        assertThat(reassemble(fragments)).containsExactly(Map.entry(7, payload(packet)));
    }

    @Test
    void losesNothingOfFullBurstsOfOversizePackets() throws Exception {
        Map<Integer, String> sent = new TreeMap<>();
        for (int burst = 0; burst < 5; burst++) {
            byte[][] packets = new byte[64][];
            for (int i = 0; i < packets.length; i++) {
                int id = burst * 64 + i;
                packets[i] = ipv4(INNER_MAX + 1 + (id * 7) % 600, id);
                sent.put(id, payload(packets[i]));
            }
            net.hostA.send(packets);
        }
        net.run();
        assertThat(reassemble(net.hostB.drain())).isEqualTo(sent);
        assertThat(net.a.outboundCounters().drops().nonZero()).isEmpty();
    }

    @Test
    void answersDontFragmentWithThePathMtu() throws Exception {
        byte[] packet = Packets.withFragmentBits(ipv4(1500, 3), 0x4000);
        net.hostA.send(packet);
        net.run();
        assertThat(net.hostB.drain()).isEmpty();
        byte[] answer = only(net.hostA.drain());
        ByteBuffer icmp = ByteBuffer.wrap(answer);
        assertThat(answer[9]).as("protocol").isEqualTo((byte) 1);
        assertThat(icmp.getInt(12)).as("source").isEqualTo(0x0A01_00FE);
        assertThat(icmp.getInt(16))
                .as("target")
                .isEqualTo(ByteBuffer.wrap(packet).getInt(12));
        assertThat(icmp.getShort(20)).as("type 3, code 4").isEqualTo((short) 0x0304);
        assertThat(icmp.getInt(24)).as("next-hop MTU").isEqualTo(INNER_MAX);
        assertThat(Packets.sum(answer, 20, answer.length - 20)).isEqualTo(0xFFFF);
        assertThat(Arrays.copyOfRange(answer, 28, answer.length)).isEqualTo(Arrays.copyOf(packet, answer.length - 28));
        assertThat(net.a.outboundCounters().drops().nonZero()).isEqualTo(Map.of(DropReason.TOO_BIG, 1L));
    }

    @Test
    void answersIpv6WithPacketTooBig() throws Exception {
        byte[] packet = ipv6(1500);
        net.hostA.send(packet);
        net.run();
        byte[] answer = only(net.hostA.drain());
        ByteBuffer icmp = ByteBuffer.wrap(answer);
        assertThat(answer[6]).as("next header").isEqualTo((byte) 58);
        assertThat(icmp.getShort(40)).as("type 2, code 0").isEqualTo((short) 0x0200);
        assertThat(icmp.getInt(44)).as("MTU").isEqualTo(INNER_MAX);
        assertThat(answer.length).isLessThanOrEqualTo(1280);
        assertThat(Arrays.copyOfRange(answer, 48, answer.length)).isEqualTo(Arrays.copyOf(packet, answer.length - 48));
        int pseudo = Packets.sum(answer, 8, 32) + answer.length - 40 + 58;
        int sum = Packets.sum(answer, 40, answer.length - 40) + pseudo;
        assertThat((sum & 0xFFFF) + (sum >>> 16)).as("ICMPv6 checksum").isEqualTo(0xFFFF);
    }

    @Test
    void tellsAPathMtuThatWasLearnt() throws Exception {
        requireNonNull(net.childA.current()).pathMtu(1000);
        net.hostA.send(Packets.withFragmentBits(ipv4(1200, 3), 0x4000));
        net.run();
        // 1000 − 20 − 8 − 16 − 16 = 940, less the trailer
        assertThat(ByteBuffer.wrap(only(net.hostA.drain())).getInt(24)).isEqualTo(938);
        net.hostA.send(ipv6(1200));
        net.run();
        assertThat(only(net.hostB.drain()))
                .as("IPv6 is never told less than 1280")
                .isEqualTo(ipv6(1200));
    }

    @Test
    void limitsTheRateOfAnswers() throws Exception {
        for (int burst = 0; burst < 10; burst++) {
            byte[][] packets = new byte[64][];
            Arrays.fill(packets, Packets.withFragmentBits(ipv4(1500, 3), 0x4000));
            net.hostA.send(packets);
        }
        net.run();
        int first = net.hostA.drain().size();
        assertThat(first).isBetween(1, 639);
        assertThat(net.a.outboundCounters().drops().count(DropReason.TOO_BIG)).isEqualTo(640);
        net.nowNs += 10_000_000_000L;
        net.hostA.send(Packets.withFragmentBits(ipv4(1500, 3), 0x4000));
        net.run();
        assertThat(net.hostA.drain()).as("later there are answers again").hasSize(1);
    }

    @Test
    void clampsTheMssBothWays() throws Exception {
        net.hostA.send(syn("10.1.0.1", "10.2.0.1", 1460), syn("2001:db8:1::1", "2001:db8:2::1", 1440));
        net.run();
        List<byte[]> there = net.hostB.drain();
        assertThat(there)
                .containsExactly(
                        syn("10.1.0.1", "10.2.0.1", INNER_MAX - 40),
                        syn("2001:db8:1::1", "2001:db8:2::1", INNER_MAX - 60));
        // B's own way in clamps what comes from a gateway that does not
        try (TwoGateways plain = new TwoGateways(
                Engines.fastest(),
                DataplaneConfig.DEFAULT.withMode(RunMode.INLINE),
                EspSuite.AES128_GCM16,
                sa -> sa.withPathMtu(sa.local().equals(TwoGateways.ENDPOINT_A) ? 1500 : 1400))) {
            plain.hostA.send(syn("10.1.0.1", "10.2.0.1", 1460));
            plain.run();
            assertThat(only(plain.hostB.drain())).isEqualTo(syn("10.1.0.1", "10.2.0.1", 1338 - 40));
        }
    }

    @Test
    void leavesASmallMssAlone() throws Exception {
        net.hostA.send(syn("10.1.0.1", "10.2.0.1", 1000));
        net.run();
        assertThat(net.hostB.drain()).containsExactly(syn("10.1.0.1", "10.2.0.1", 1000));
    }

    private static byte[] ipv4(int length, int id) {
        return Packets.udp("10.1.0.1", "10.2.0.1", 1000, 2000, length, id);
    }

    private static byte[] ipv6(int length) {
        return Packets.udp("2001:db8:1::1", "2001:db8:2::1", 1000, 2000, length, 1);
    }

    /** A TCP SYN with an MSS option and a right checksum. */
    private static byte[] syn(String source, String target, int mss) {
        boolean ipv4 = source.indexOf(':') < 0;
        int header = ipv4 ? 20 : 40;
        byte[] packet = Packets.udp(source, target, 1000, 80, header + 24, 1);
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        buffer.put(ipv4 ? 9 : 6, (byte) 6);
        buffer.putInt(header + 4, 1)
                .putInt(header + 8, 0)
                .putInt(header + 12, 0x6002_FFFF)
                .putInt(header + 16, 0);
        buffer.putInt(header + 20, 0x0204_0000 | mss);
        int pseudo = Packets.sum(packet, ipv4 ? 12 : 8, ipv4 ? 8 : 32) + 24 + 6;
        int sum = Packets.sum(packet, header, 24) + pseudo;
        buffer.putShort(header + 16, (short) ~((sum & 0xFFFF) + (sum >>> 16)));
        if (ipv4) {
            buffer.putShort(10, (short) 0).putShort(10, (short) ~Packets.sum(packet, 0, 20));
        }
        return packet;
    }

    private static byte[] only(List<byte[]> packets) {
        assertThat(packets).hasSize(1);
        return packets.getFirst();
    }

    private static String payload(byte[] packet) {
        return Arrays.toString(Arrays.copyOfRange(packet, 20, packet.length));
    }

    /** Payloads by identification, put together from fragments in any order. */
    private static Map<Integer, String> reassemble(List<byte[]> fragments) {
        Map<Integer, TreeMap<Integer, byte[]>> pieces = new TreeMap<>();
        for (byte[] fragment : fragments) {
            ByteBuffer buffer = ByteBuffer.wrap(fragment);
            assertThat(buffer.getShort(2)).isEqualTo((short) fragment.length);
            int offset = (buffer.getShort(6) & 0x1FFF) * 8;
            pieces.computeIfAbsent(buffer.getShort(4) & 0xFFFF, id -> new TreeMap<>())
                    .put(offset, fragment);
        }
        Map<Integer, String> result = new TreeMap<>();
        pieces.forEach((id, byOffset) -> result.put(id, Arrays.toString(join(new ArrayList<>(byOffset.entrySet())))));
        return result;
    }

    private static byte[] join(List<Map.Entry<Integer, byte[]>> pieces) {
        byte[] whole = new byte[0];
        for (int i = 0; i < pieces.size(); i++) {
            byte[] fragment = pieces.get(i).getValue();
            assertThat(pieces.get(i).getKey()).as("no gap").isEqualTo(whole.length);
            assertThat((fragment[6] & 0x20) != 0).as("more fragments").isEqualTo(i < pieces.size() - 1);
            int before = whole.length;
            whole = Arrays.copyOf(whole, before + fragment.length - 20);
            System.arraycopy(fragment, 20, whole, before, fragment.length - 20);
        }
        return whole;
    }
}
