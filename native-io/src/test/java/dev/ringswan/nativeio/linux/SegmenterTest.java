package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.Allocations;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PortEvent;
import dev.ringswan.nativeio.testing.Seeds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SegmenterTest {
    private static final int VIRTIO = SocketLayouts.VIRTIO_SIZE;

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final Segmenter segmenter = new Segmenter();

    @Test
    void splitsAsNaiveSegmenter() {
        Seeds.forEach(400, (seed, random) -> {
            InnerPackets flow = InnerPackets.draw(random);
            int segment = random.nextInt(20, 1_400);
            byte[] payload = payload(random, random.nextInt(1, 60_000));
            flow.flags = InnerHeader.TCP_ACK | (random.nextInt() & 0xC9); // CWR, ECE, PSH, FIN
            put(flow.partial(payload), gsoType(flow), segment, flow.ipLength(), flow.checksumOffset());
            assertThat(segmenter.accept(VIRTIO + flow.headersLength() + payload.length, burst.packetLengthMax()))
                    .isNull();
            assertThat(segmenter.segmentCount()).isEqualTo((payload.length + segment - 1) / segment);
            assertEqual(drain(), expected(flow, payload, segment));
        });
    }

    @Test
    void completesChecksumsOfOrdinaryPackets() {
        Seeds.forEach(200, (seed, random) -> {
            InnerPackets flow = InnerPackets.draw(random);
            byte[] payload = payload(random, random.nextInt(0, 1_400));
            put(flow.partial(payload), 0, 0, flow.ipLength(), flow.checksumOffset());
            assertThat(segmenter.accept(VIRTIO + flow.headersLength() + payload.length, burst.packetLengthMax()))
                    .isNull();
            assertEqual(drain(), List.of(flow.packet(payload)));
        });
    }

    @Test
    void leavesFinishedPacketsAlone() {
        InnerPackets flow = new InnerPackets(true, true);
        byte[] packet = flow.packet(new byte[100]);
        packet[36] ^= 1; // a wrong checksum is not ours to mend
        put(packet, 0, 0, 0, 0);
        segmenter.readBuffer().set(JAVA_BYTE, SocketLayouts.VIRTIO_FLAGS, (byte) 0);
        assertThat(segmenter.accept(VIRTIO + packet.length, burst.packetLengthMax()))
                .isNull();
        assertEqual(drain(), List.of(packet));
    }

    @Test
    void refusesHeadersThatContradictThePacket() {
        InnerPackets flow = new InnerPackets(true, true);
        byte[] packet = flow.partial(new byte[3_000]);
        assertThat(accept(packet, 1, 1_000, 20, 36)).isNull();
        assertThat(accept(packet, 4, 1_000, 20, 36)).isEqualTo(PortEvent.RECEIVE_MALFORMED); // IPv6
        assertThat(accept(packet, 2, 1_000, 20, 36)).isEqualTo(PortEvent.RECEIVE_MALFORMED); // no such type
        assertThat(accept(packet, 1, 0, 20, 36)).isEqualTo(PortEvent.RECEIVE_MALFORMED);
        assertThat(accept(packet, 1, 1_000, 24, 40)).isEqualTo(PortEvent.RECEIVE_MALFORMED);
        assertThat(accept(packet, 1, 1_000, 20, 37)).isEqualTo(PortEvent.RECEIVE_MALFORMED);
        assertThat(accept(packet, 1, 1_000, 20, 60_000)).isEqualTo(PortEvent.RECEIVE_MALFORMED);
        assertThat(accept(packet, 0, 0, 65_535, 131_070)).isEqualTo(PortEvent.RECEIVE_MALFORMED);
        assertThat(accept(packet, 1, 1_900, 20, 36)).isEqualTo(PortEvent.RECEIVE_TRUNCATED);
        assertThat(accept(packet, 0, 0, 20, 36)).isEqualTo(PortEvent.RECEIVE_TRUNCATED);
        packet[32] = 0x40; // a TCP header of 16 bytes
        assertThat(accept(packet, 1, 1_000, 20, 36)).isEqualTo(PortEvent.RECEIVE_MALFORMED);
        assertThat(accept(flow.partial(new byte[0]), 1, 1_000, 20, 36)).isEqualTo(PortEvent.RECEIVE_MALFORMED);
        assertThat(segmenter.accept(VIRTIO, 1_500)).isEqualTo(PortEvent.RECEIVE_MALFORMED);
        assertThat(segmenter.accept(3, 1_500)).isEqualTo(PortEvent.RECEIVE_MALFORMED);
        assertThat(segmenter.hasNext()).isFalse();
    }

    @Test
    void survivesAnyBytes() {
        Seeds.forEach(3_000, (seed, random) -> {
            byte[] bytes = new byte[random.nextInt(1, 4_000)];
            random.nextBytes(bytes);
            InnerPackets flow = InnerPackets.draw(random);
            if (random.nextBoolean()) { // nearly right
                byte[] packet = flow.partial(new byte[2_000]);
                bytes = new byte[VIRTIO + packet.length];
                put(packet, gsoType(flow), random.nextInt(1 << 16), flow.ipLength(), flow.checksumOffset());
                MemorySegment.copy(segmenter.readBuffer(), JAVA_BYTE, 0, bytes, 0, bytes.length);
                bytes[random.nextInt(60)] = (byte) random.nextInt();
            }
            MemorySegment.copy(bytes, 0, segmenter.readBuffer(), JAVA_BYTE, 0, bytes.length);
            if (segmenter.accept(bytes.length, burst.packetLengthMax()) == null) {
                assertThat(drain()).hasSize(segmenter.segmentCount());
            }
            assertThat(segmenter.hasNext()).isFalse();
        });
    }

    @Test
    void sumsAsNaiveSum() {
        Seeds.forEach(500, (seed, random) -> {
            byte[] bytes = new byte[random.nextInt(0, 3_000)];
            Arrays.fill(bytes, (byte) 0xFF);
            if (random.nextInt(4) != 0) {
                random.nextBytes(bytes);
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment memory = arena.allocate(bytes.length + 8);
                int start = random.nextInt(8);
                MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, start, bytes.length);
                int sum = InternetChecksum.sum(memory.address() + start, bytes.length);
                assertThat(sum % 0xFFFF).isEqualTo(InnerPackets.sum(bytes, 0, bytes.length) % 0xFFFF);
                assertThat(sum == 0).isEqualTo(InnerPackets.sum(bytes, 0, bytes.length) == 0);
            }
        });
    }

    @Test
    void allocatesNothing() {
        InnerPackets flow = new InnerPackets(true, true);
        byte[] packet = flow.partial(new byte[60_000]);
        Runnable round = () -> {
            put(packet, 1, 1_360, 20, 36);
            segmenter.accept(VIRTIO + packet.length, burst.packetLengthMax());
            segmenter.fill(burst, 40);
            segmenter.fill(burst, 0);
        };
        assertThat(Allocations.bytesOf(round, 3_000, 2_000)).isZero();
    }

    @Test
    void fillsBurstsWithWhatLeavesAsOneMessage() {
        InnerPackets flow = new InnerPackets(true, true);
        byte[] packet = flow.partial(new byte[48 * 1_360]);
        List<Integer> counts = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            put(packet, 1, 1_360, 20, 36);
            assertThat(segmenter.accept(VIRTIO + packet.length, burst.packetLengthMax()))
                    .isNull();
            counts.add(segmenter.fill(burst, round == 0 ? 0 : counts.getLast()));
            counts.add(segmenter.fill(burst, 0));
        }
        assertThat(counts).containsExactly(45, 3, 45, 6);
        put(packet, 1, 100, 20, 36);
        assertThat(segmenter.accept(VIRTIO + 20_000, burst.packetLengthMax())).isNull();
        assertThat(segmenter.fill(burst, 0)).isEqualTo(PacketBurst.CAPACITY);
    }

    private @Nullable PortEvent accept(byte[] packet, int type, int segment, int start, int checksum) {
        put(packet, type, segment, start, checksum);
        PortEvent reason = segmenter.accept(VIRTIO + packet.length, burst.packetLengthMax());
        while (segmenter.hasNext()) {
            segmenter.fill(burst, 0);
        }
        return reason;
    }

    private void put(byte[] packet, int type, int segment, int start, int checksum) {
        MemorySegment read = segmenter.readBuffer();
        read.set(JAVA_BYTE, SocketLayouts.VIRTIO_FLAGS, (byte) LinuxConstants.VIRTIO_NET_HDR_F_NEEDS_CSUM);
        read.set(JAVA_BYTE, SocketLayouts.VIRTIO_GSO_TYPE, (byte) type);
        read.set(JAVA_SHORT_UNALIGNED, SocketLayouts.VIRTIO_HEADER_LENGTH, (short) 4_711); // not to be trusted
        read.set(JAVA_SHORT_UNALIGNED, SocketLayouts.VIRTIO_GSO_SIZE, (short) segment);
        read.set(JAVA_SHORT_UNALIGNED, SocketLayouts.VIRTIO_CHECKSUM_START, (short) start);
        read.set(JAVA_SHORT_UNALIGNED, SocketLayouts.VIRTIO_CHECKSUM_OFFSET, (short) (checksum - start));
        MemorySegment.copy(packet, 0, read, JAVA_BYTE, VIRTIO, packet.length);
    }

    /** All that waits, in bursts that begin with 0 to 63 other packets. */
    private List<byte[]> drain() {
        List<byte[]> packets = new ArrayList<>();
        int others = 0;
        while (segmenter.hasNext()) {
            others = (others + 37) % PacketBurst.CAPACITY;
            int count = segmenter.fill(burst, others);
            for (int i = others; i < count; i++) {
                byte[] packet = new byte[burst.length(i)];
                burst.getBytes(burst.offset(i), packet, 0, packet.length);
                packets.add(packet);
            }
        }
        return packets;
    }

    private static List<byte[]> expected(InnerPackets flow, byte[] payload, int segment) {
        List<byte[]> packets = new ArrayList<>();
        int flags = flow.flags;
        for (int at = 0; at < payload.length; at += segment) {
            int limit = Math.min(at + segment, payload.length);
            flow.flags = flags & (limit == payload.length ? 0xFF : 0xF6) & (at == 0 ? 0xFF : 0x7F);
            packets.add(flow.packet(Arrays.copyOfRange(payload, at, limit)));
            flow.advance(limit - at);
        }
        return packets;
    }

    static void assertEqual(List<byte[]> actual, List<byte[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i)).as("packet %d", i).isEqualTo(expected.get(i));
        }
    }

    private static int gsoType(InnerPackets flow) {
        return flow.tcp ? flow.ipv4 ? 1 : 4 : 5;
    }

    private static byte[] payload(RandomGenerator random, int length) {
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        return payload;
    }
}
