package dev.ringswan.dataplane;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Draws what a mad host could write into the private port, and foretells what becomes of it. */
final class HostileOutbound implements AutoCloseable {
    /** A packet, and what must become of it: an end, or these bytes inside ESP. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Expected(byte[] packet, @Nullable DropReason end, byte @Nullable [] inner) {}

    private static final int SPI = 0xC1A5_0001;
    private static final EspSuite SUITE = EspSuite.AES256_GCM16;
    private static final int LENGTH_MAX = 1438; // 1500 − IP 20 − UDP 8 − ESP 8 + 8 + 16 − trailer 2, to a multiple of 4

    private final RandomGenerator random;
    private final EspForge forge;
    private long sequence = 1;

    HostileOutbound(OneGateway net, AeadProvider provider, RandomGenerator random) {
        this.random = random;
        net.dataplane.control().activateOutbound(net.child, OneGateway.sa(SPI, SUITE));
        forge = new EspForge(provider, SUITE, OneGateway.key(SUITE, SPI), SPI, true);
    }

    /** Draws a burst; the first packet is honest. */
    List<Expected> burst(int count) {
        List<Expected> result = new ArrayList<>();
        result.add(honest(inner()));
        while (result.size() < count) {
            result.add(draw(inner()));
        }
        return result;
    }

    private Expected draw(byte[] inner) {
        boolean ipv4 = inner[0] >>> 4 == 4;
        return switch (random.nextInt(12)) {
            case 0 -> garbage();
            case 1 -> malformed(Arrays.copyOf(inner, random.nextInt(inner.length)));
            case 2 -> malformed(with(inner, 0, inner[0] ^ (1 << (6 + random.nextInt(2))))); // version 0, 2, 8, 12, 14 …
            case 3 -> malformed(with(inner, ipv4 ? 2 : 4, 0xF0)); // longer than what is there
            case 4 -> ipv4 ? malformed(with(inner, 0, 0x40 + random.nextInt(5))) : malformed(endless(inner));
            case 5 -> ipv4 ? malformed(with(with(inner, 2, 0), 3, random.nextInt(20))) : malformed(cutChain(inner));
            case 6 -> new Expected(with(inner, ipv4 ? 17 : 26, 9), DropReason.POLICY_DISCARD, null); // 10.9…, 2001:9b8…
            case 7 ->
                new Expected(Arrays.copyOf(inner, inner.length + random.nextInt(50)), null, inner); // frame padding
            case 8 -> tooBig();
            case 9 -> honest(ipv4 ? Packets.withFragmentBits(inner, 0x2000 | random.nextInt(0x2000)) : inner);
            default -> honest(inner);
        };
    }

    private static Expected honest(byte[] inner) {
        return new Expected(inner, null, inner);
    }

    private static Expected malformed(byte[] packet) {
        return new Expected(packet, DropReason.MALFORMED, null);
    }

    /** Random bytes whose version is neither 4 nor 6, or that are too short for a header. */
    private Expected garbage() {
        byte[] packet = new byte[random.nextInt(400)];
        random.nextBytes(packet);
        if (packet.length >= 20) {
            packet[0] = (byte) ((packet[0] & 0x8F) | 0x80);
        }
        return malformed(packet);
    }

    private Expected tooBig() {
        int length = LENGTH_MAX + 1 + random.nextInt(400);
        byte[] packet = random.nextBoolean()
                ? Packets.withFragmentBits(Packets.udp("10.1.0.1", "10.2.0.1", 5, 6, length, 1), 0x4000)
                : Packets.udp("2001:db8:1::1", "2001:db8:2::1", 5, 6, length, 1);
        return new Expected(packet, DropReason.TOO_BIG, null);
    }

    /** Nine destination options headers in a row. */
    private static byte[] endless(byte[] inner) {
        byte[] packet = Packets.udp("2001:db8:1::1", "2001:db8:2::1", 5, 6, 40 + 9 * 8 + 8, inner.length);
        packet[6] = 60;
        for (int i = 0; i < 9; i++) {
            packet[40 + 8 * i] = (byte) (i == 8 ? 17 : 60);
            packet[41 + 8 * i] = 0;
        }
        return packet;
    }

    /** An extension header that says it is longer than the packet. */
    private static byte[] cutChain(byte[] inner) {
        return with(with(inner, 6, 0), 41, 0xFF);
    }

    private static byte[] with(byte[] packet, int index, int value) {
        byte[] result = packet.clone();
        result[index] = (byte) value;
        return result;
    }

    private byte[] inner() {
        int length = 48 + (random.nextInt(8) == 0 ? random.nextInt(LENGTH_MAX - 47) : random.nextInt(100));
        return random.nextBoolean()
                ? Packets.udp("10.1.0.1", "10.2.0.1", 5, 6, length, random.nextInt(1000))
                : Packets.udp("2001:db8:1::1", "2001:db8:2::1", 5, 6, length, random.nextInt(1000));
    }

    /** Compares what was foretold with the verdicts of the burst and with what was sent. */
    void check(String where, List<Expected> expected, List<Byte> verdicts, List<byte[]> sent) {
        assertThat(verdicts).as(where).hasSize(expected.size());
        int next = 0;
        for (int i = 0; i < expected.size(); i++) {
            DropReason end = expected.get(i).end();
            byte code = end == null ? PacketBurst.FORWARD : end.code();
            if (verdicts.get(i) != code) {
                assertThat(verdicts.get(i))
                        .as(where + ", packet %d must end as %s", i, end)
                        .isEqualTo(code);
            }
            if (end == null) {
                byte[] inner = requireNonNull(expected.get(i).inner());
                byte[] plaintext = forge.withTrailer(inner, inner[0] >>> 4 == 4 ? 4 : 41);
                byte[] packet = sent.get(next++);
                assertThat(ByteBuffer.wrap(packet).getLong()).as(where).isEqualTo(((long) SPI << 32) | sequence);
                assertThat(forge.open(packet, sequence++)).as(where).isEqualTo(plaintext);
            }
        }
        assertThat(sent).as(where).hasSize(next);
    }

    @Override
    public void close() {
        forge.close();
    }
}
