package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.Allocations;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.testing.Seeds;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CoalescerTest {
    private static final byte OTHER = 9;

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final PacketBurst split = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final Coalescer coalescer = new Coalescer(true);
    private final Segmenter segmenter = new Segmenter();

    @Test
    void splitsBackIntoWhatWasJoined() {
        Seeds.forEach(1_000, (seed, random) -> {
            List<InnerPackets> flows = new ArrayList<>();
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                InnerPackets flow = InnerPackets.draw(random);
                flow.host = i;
                flows.add(flow);
            }
            List<byte[]> sent = new ArrayList<>();
            int size = random.nextInt(1, 1_300);
            burst.count(0);
            while (sent.size() < PacketBurst.CAPACITY) {
                InnerPackets flow = flows.get(random.nextInt(flows.size()));
                sent.add(next(flow, size, random));
                put(sent.getLast());
            }
            List<byte[]> arrived = new ArrayList<>();
            int items = coalescer.plan(burst, PacketBurst.FORWARD);
            for (int item = 0; item < items; item++) {
                arrived.addAll(written(item));
            }
            for (InnerPackets flow : flows) {
                SegmenterTest.assertEqual(of(flow, arrived), of(flow, sent));
            }
            assertThat(arrived).hasSameSizeAs(sent);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void joinsWholeBursts(boolean ipv4) {
        InnerPackets flow = new InnerPackets(ipv4, true);
        for (int i = 0; i < PacketBurst.CAPACITY; i++) {
            add(flow, 1_000);
        }
        assertThat(coalescer.plan(burst, PacketBurst.FORWARD)).isOne();
        assertThat(coalescer.packetCount(0)).isEqualTo(PacketBurst.CAPACITY);
        burst.count(0);
        for (int i = 0; i < PacketBurst.CAPACITY; i++) {
            add(flow, 1_360);
        }
        assertThat(coalescer.plan(burst, PacketBurst.FORWARD)).isEqualTo(2);
        assertThat(coalescer.packetCount(0)).isEqualTo((65_535 - flow.headersLength()) / 1_360);
    }

    @Test
    void endsWithShorterPacket() {
        InnerPackets flow = new InnerPackets(true, true);
        add(flow, 500);
        add(flow, 400);
        add(flow, 400);
        add(flow, 500); // longer
        assertThat(counts()).containsExactly(2, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void movesPushToTheEnd(int pushing) {
        InnerPackets flow = new InnerPackets(false, true);
        InnerPackets same = new InnerPackets(false, true);
        List<byte[]> expected = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            flow.flags = i == pushing ? InnerHeader.TCP_ACK | InnerHeader.TCP_PSH : InnerHeader.TCP_ACK;
            same.flags = i == 2 ? InnerHeader.TCP_ACK | InnerHeader.TCP_PSH : InnerHeader.TCP_ACK;
            add(flow, 500);
            expected.add(same.packet(new byte[500]));
            same.advance(500);
        }
        assertThat(counts()).containsExactly(3);
        SegmenterTest.assertEqual(written(0), expected);
    }

    @Test
    void joinsOnlyWhatIsAlike() {
        assertThat(countsAfter(flow -> flow.acknowledgment++)).containsExactly(1, 1);
        assertThat(countsAfter(flow -> flow.window++)).containsExactly(1, 1);
        assertThat(countsAfter(flow -> flow.trafficClass = 2)).containsExactly(1, 1);
        assertThat(countsAfter(flow -> flow.hops--)).containsExactly(1, 1);
        assertThat(countsAfter(flow -> flow.fragment = 0)).containsExactly(1, 1); // DF
        assertThat(countsAfter(flow -> flow.fragment = 0x2000)).containsExactly(1, 1); // more fragments
        assertThat(countsAfter(flow -> flow.sequence++)).containsExactly(1, 1);
        assertThat(countsAfter(flow -> flow.sequence--)).containsExactly(1, 1);
        assertThat(countsAfter(flow -> flow.options = new byte[] {1, 1, 1, 0})).containsExactly(1, 1);
        assertThat(countsAfter(flow -> flow.host++)).containsExactly(1, 1);
        for (int flag : new int[] {0x01, 0x02, 0x04, 0x20, 0x40, 0x80}) {
            assertThat(countsAfter(flow -> flow.flags |= flag)).containsExactly(1, 1);
        }
        assertThat(countsAfter(flow -> {})).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void leavesWrongChecksumsToTheReceiver(int wrong) {
        InnerPackets flow = new InnerPackets(false, true);
        add(flow, 500);
        add(flow, 500);
        int broken = burst.offset(wrong) + 300;
        burst.putByte(broken, burst.getByte(broken) ^ 1);
        assertThat(counts()).containsExactly(1, 1);
    }

    @Test
    void keepsOrderWithinFlow() {
        InnerPackets flow = new InnerPackets(true, true);
        InnerPackets other = new InnerPackets(true, true);
        other.host = 2;
        add(flow, 500);
        add(other, 500);
        add(flow, 0); // an acknowledgment alone
        add(flow, 500);
        add(other, 500);
        assertThat(counts()).containsExactly(1, 2, 1, 1);
        assertThat(coalescer.first(1)).isOne();
        assertThat(coalescer.following(1)).isEqualTo(4);
        assertThat(coalescer.following(4)).isNegative();
    }

    @Test
    void takesOnlyPacketsOfTheVerdict() {
        InnerPackets flow = new InnerPackets(true, true);
        for (int i = 0; i < 4; i++) {
            add(flow, 500);
        }
        burst.verdict(2, OTHER);
        assertThat(counts()).containsExactly(2, 1);
        assertThat(coalescer.plan(burst, OTHER)).isOne();
    }

    @Test
    void leavesUdpAloneUnlessTheKernelTakesIt() {
        InnerPackets flow = new InnerPackets(true, false);
        add(flow, 500);
        add(flow, 500);
        assertThat(new Coalescer(false).plan(burst, PacketBurst.FORWARD)).isEqualTo(2);
        assertThat(counts()).containsExactly(2);
    }

    @Test
    void survivesAnyBytes() {
        Seeds.forEach(2_000, (seed, random) -> {
            burst.count(0);
            InnerPackets flow = InnerPackets.draw(random);
            for (int i = 0; i < 20; i++) {
                byte[] packet = random.nextBoolean() ? next(flow, 200, random) : new byte[random.nextInt(1, 100)];
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
                put(packet);
            }
            int total = 0;
            for (int count : counts()) {
                total += count;
            }
            assertThat(total).isEqualTo(20);
        });
    }

    @Test
    void allocatesNothing() {
        byte[][] packets = new byte[PacketBurst.CAPACITY][];
        InnerPackets flow = new InnerPackets(false, true);
        for (int i = 0; i < packets.length; i++) {
            packets[i] = flow.packet(new byte[1_000]);
            flow.advance(1_000);
        }
        Runnable round = () -> {
            burst.count(0);
            for (byte[] packet : packets) {
                put(packet);
            }
            coalescer.plan(burst, PacketBurst.FORWARD);
            coalescer.gather(burst, 0);
        };
        assertThat(Allocations.bytesOf(round, 3_000, 2_000)).isZero();
    }

    private List<Integer> countsAfter(Consumer<InnerPackets> change) {
        InnerPackets flow = new InnerPackets(true, true);
        burst.count(0);
        add(flow, 500);
        change.accept(flow);
        add(flow, 500);
        return counts();
    }

    private List<Integer> counts() {
        List<Integer> counts = new ArrayList<>();
        int items = coalescer.plan(burst, PacketBurst.FORWARD);
        for (int item = 0; item < items; item++) {
            counts.add(coalescer.packetCount(item));
        }
        return counts;
    }

    /** A packet that follows, or nearly. */
    private static byte[] next(InnerPackets flow, int size, RandomGenerator random) {
        int length = random.nextInt(8) == 0 ? random.nextInt(1, size + 1) : size;
        int flags = random.nextInt(10) == 0 ? random.nextInt(256) : InnerHeader.TCP_ACK;
        flow.flags = flags & ~InnerHeader.TCP_PSH; // which would move
        flow.acknowledgment += random.nextInt(10) == 0 ? 1 : 0;
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        byte[] packet = flow.packet(payload);
        flow.advance(length);
        return packet;
    }

    private void add(InnerPackets flow, int length) {
        put(flow.packet(new byte[length]));
        flow.advance(length);
    }

    private void put(byte[] packet) {
        int index = burst.count();
        burst.packet(index, burst.packetOffset(index), packet.length);
        burst.putBytes(burst.packetOffset(index), packet, 0, packet.length);
        burst.count(index + 1);
    }

    /** What the kernel would make of an item: its pieces one behind the other, split again where it is a super-packet. */
    @SuppressWarnings("restricted") // reads what the kernel would read
    private List<byte[]> written(int item) {
        int pieces = coalescer.gather(burst, item);
        MemorySegment iovecs = MemorySegment.ofAddress(coalescer.iovecsAddress())
                .reinterpret(pieces * (long) SocketLayouts.IOVEC_SIZE);
        int length = 0;
        for (int i = 0; i < pieces; i++) {
            long at = i * (long) SocketLayouts.IOVEC_SIZE;
            long bytes = iovecs.get(JAVA_LONG, at + SocketLayouts.IOVEC_LENGTH);
            MemorySegment piece = MemorySegment.ofAddress(iovecs.get(JAVA_LONG, at + SocketLayouts.IOVEC_BASE))
                    .reinterpret(bytes);
            MemorySegment.copy(piece, 0, segmenter.readBuffer(), length, bytes);
            length += (int) bytes;
        }
        assertThat(segmenter.readBuffer().get(JAVA_BYTE, SocketLayouts.VIRTIO_GSO_TYPE) != 0)
                .isEqualTo(coalescer.packetCount(item) > 1);
        assertThat(segmenter.accept(length, split.packetLengthMax())).isNull();
        List<byte[]> packets = new ArrayList<>();
        while (segmenter.hasNext()) {
            int count = segmenter.fill(split, 0);
            for (int i = 0; i < count; i++) {
                byte[] packet = new byte[split.length(i)];
                split.getBytes(split.offset(i), packet, 0, packet.length);
                packets.add(packet);
            }
        }
        return packets;
    }

    private static List<byte[]> of(InnerPackets flow, List<byte[]> packets) {
        int hostAt = flow.ipv4 ? 15 : 23;
        return packets.stream()
                .filter(packet -> packet[hostAt] == flow.host && packet[0] >>> 4 == (flow.ipv4 ? 4 : 6))
                .toList();
    }
}
