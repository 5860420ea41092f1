package dev.ringswan.dataplane.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.testing.Seeds;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** {@link Checksum} against a sum of byte pairs. */
final class ChecksumPropertyTest {
    private static final int LENGTH_MAX = 300;
    private static final int ALIGNMENTS = 16;

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);

    @Test
    void sumsEveryLengthAtEveryAlignment() {
        byte[] bytes = bytes(Seeds.random(1), LENGTH_MAX + ALIGNMENTS);
        burst.putBytes(0, bytes, 0, bytes.length);
        for (int offset = 0; offset < ALIGNMENTS; offset++) {
            for (int length = 0; length <= LENGTH_MAX; length++) {
                assertThat(Checksum.sum(burst, offset, length))
                        .as("offset %d, length %d", offset, length)
                        .isEqualTo(Packets.naiveSum(bytes, offset, length));
            }
        }
    }

    @Test
    void carriesOverEveryWord() {
        byte[] ones = new byte[1500];
        Arrays.fill(ones, (byte) 0xFF);
        burst.putBytes(0, ones, 0, ones.length);
        assertThat(Checksum.sum(burst, 0, ones.length)).isEqualTo(0xFFFF);
        assertThat(Checksum.sum(burst, 0, 1499)).isEqualTo(Packets.naiveSum(ones, 0, 1499));
    }

    @Test
    void sumsPartsToTheSumOfTheWhole() {
        Seeds.forEach(500, (seed, random) -> {
            byte[] bytes = bytes(random, random.nextInt(2, 200));
            int cut = random.nextInt(bytes.length);
            burst.putBytes(0, bytes, 0, bytes.length);
            int tail = Checksum.sum(burst, cut, bytes.length - cut);
            int sum = Checksum.add(Checksum.sum(burst, 0, cut), (cut & 1) == 0 ? tail : Checksum.swap(tail));
            assertThat(Checksum.complement(sum)).isEqualTo(Packets.checksum(bytes, 0, bytes.length));
        });
    }

    @Test
    void updatesToWhatRecomputingGives() {
        Seeds.forEach(2_000, (seed, random) -> {
            byte[] bytes = bytes(random, 2 * random.nextInt(2, 20));
            bytes[0] = 0x45; // an IP header is never all zero, which is what keeps the two zeros of RFC 1624 apart
            int checksum = Packets.checksum(bytes, 0, bytes.length);
            int at = 2 + 2 * random.nextInt(bytes.length / 2 - 1);
            int before = ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
            int after = random.nextInt(4) == 0 ? (random.nextBoolean() ? 0 : 0xFFFF) : random.nextInt(1 << 16);
            bytes[at] = (byte) (after >>> 8);
            bytes[at + 1] = (byte) after;
            assertThat(Checksum.update(checksum, before, after)).isEqualTo(Packets.checksum(bytes, 0, bytes.length));
        });
    }

    /** The example of RFC 1624 §4, where the equation of RFC 1141 goes wrong. */
    @Test
    void keepsBothZerosApart() {
        assertThat(Checksum.update(0xDD2F, 0x5555, 0x3285)).isZero();
    }

    @Test
    void sumsPseudoHeaders() {
        Packets.place(burst, Packets.ipv4(IpProtocol.UDP, new byte[8]));
        byte[] four = Packets.hex("0a010001 0a020001 00 11 0008");
        assertThat(Checksum.pseudoHeader(burst, burst.offset(0), IpProtocol.UDP, 8))
                .isEqualTo(Packets.naiveSum(four, 0, four.length));
        Packets.place(burst, Packets.ipv6(IpProtocol.TCP, new byte[20]));
        byte[] six =
                Packets.hex("20010db8000100000000000000000001 20010db8000200000000000000000001 00012345 000000 06");
        assertThat(Checksum.pseudoHeader(burst, burst.offset(0), IpProtocol.TCP, 0x12345))
                .isEqualTo(Packets.naiveSum(six, 0, six.length));
    }

    private static byte[] bytes(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
