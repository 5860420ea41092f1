package dev.ringswan.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.testing.Seeds;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class MessagePropertyTest {
    private static final int MUTATIONS_PER_SEED = 1_000;

    @Test
    void decodesWhatItEncodes() {
        Seeds.forEach(2_000, (seed, random) -> {
            Message message = new RandomMessages(random).message();
            byte[] datagram = MessageEncoder.encode(message);
            assertThat(MessageDecoder.decode(datagram)).isEqualTo(message);
            assertThat(IkeHeader.decode(datagram)).isEqualTo(message.header());
        });
    }

    @Test
    void decodesChainsThatItEncodes() {
        Seeds.forEach(500, (seed, random) -> {
            Message message = new RandomMessages(random).message();
            PayloadChain chain = PayloadChain.of(message.header(), message.payloads());
            assertThat(chain.decode()).isEqualTo(message);
        });
    }

    /** 200,000 damaged messages: each is refused in the one way there is, or means something that can be written. */
    @Test
    void survivesDamage() {
        Seeds.forEach(200, (seed, random) -> {
            byte[] datagram = MessageEncoder.encode(new RandomMessages(random).message());
            int accepted = 0;
            for (int i = 0; i < MUTATIONS_PER_SEED; i++) {
                accepted += survives(damage(datagram, random)) ? 1 : 0;
            }
            assertThat(accepted).as("damage that leaves a message a message").isPositive();
        });
    }

    @Test
    void refusesNoise() {
        Seeds.forEach(500, (seed, random) -> {
            byte[] noise = new RandomMessages(random).bytes(0, 200).toArray();
            assertThat(survives(noise)).isFalse();
        });
    }

    @Test
    void refusesWhatIsCutShort() {
        Seeds.forEach(50, (seed, random) -> {
            byte[] datagram = MessageEncoder.encode(new RandomMessages(random).message());
            for (int length = 0; length < datagram.length; length++) {
                assertThat(survives(Arrays.copyOf(datagram, length))).isFalse();
            }
        });
    }

    private static boolean survives(byte[] datagram) {
        Message message;
        try {
            message = MessageDecoder.decode(datagram);
        } catch (InvalidSyntaxException e) {
            assertThat(e.getMessage()).isNotBlank();
            assertThat(e.offset()).isBetween(0, datagram.length);
            return false;
        }
        assertThat(message.toString()).isNotBlank();
        try {
            assertThat(MessageDecoder.decode(MessageEncoder.encode(message))).isEqualTo(message);
        } catch (InvalidSyntaxException e) {
            throw new AssertionError("cannot read what was written of " + message, e);
        }
        return true;
    }

    private static byte[] damage(byte[] datagram, RandomGenerator random) {
        byte[] damaged = datagram.clone();
        int count = random.nextInt(1, 4);
        for (int i = 0; i < count; i++) {
            int offset = random.nextInt(damaged.length);
            switch (random.nextInt(4)) {
                case 0 -> damaged[offset] ^= (byte) (1 << random.nextInt(8));
                case 1 -> damaged[offset] = (byte) random.nextInt(256);
                case 2 -> damaged[offset] = 0;
                default -> {
                    int length = random.nextInt(offset, damaged.length);
                    System.arraycopy(
                            damaged,
                            offset,
                            damaged,
                            random.nextInt(damaged.length - length + offset),
                            length - offset);
                }
            }
        }
        return random.nextInt(4) == 0 ? resized(damaged, random) : damaged;
    }

    /** Cut or lengthened, with the length in the header set right, so that the decoder looks further. */
    private static byte[] resized(byte[] datagram, RandomGenerator random) {
        int length = Math.max(IkeHeader.LENGTH, datagram.length + random.nextInt(-20, 20));
        byte[] resized = Arrays.copyOf(datagram, length);
        resized[24] = 0;
        resized[25] = 0;
        resized[26] = (byte) (length >>> 8);
        resized[27] = (byte) length;
        return resized;
    }
}
