package dev.ringswan.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One thread at each end: nothing is lost, reordered, repeated or altered, whichever way the packets are handed over. */
final class MemoryPortStressTest {
    private static final int CELL = 256;
    private static final int PACKETS = 1_000_000;
    private static final byte DROPPED = 1;
    private static final byte RETURN = -2;
    private static final Endpoint LEFT = Endpoint.of("192.0.2.1", 4500);
    private static final Endpoint RIGHT = Endpoint.of("192.0.2.2", 4500);

    @Test
    @Timeout(120)
    void losesAndReordersNothing() {
        long seed = System.nanoTime();
        MemoryPort left = MemoryPort.pair(CELL, 4, LEFT, RIGHT);
        CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> send(left, new SplittableRandom(seed)));
        PacketBurst burst = PacketBurst.allocate(CELL);
        for (int expected = 0; expected < PACKETS; ) {
            int count = left.peer().receive(burst);
            for (int i = 0; i < count; i++, expected++) {
                if (!isIntact(burst, i, expected)) {
                    fail("seed %d: packet %d is not what was sent", seed, expected);
                }
            }
            if (count == 0) {
                LockSupport.parkNanos(1_000);
            }
        }
        sender.join();
        assertThat(left.peer().receive(burst)).isZero();
    }

    private static boolean isIntact(PacketBurst burst, int index, int number) {
        int offset = burst.offset(index);
        return burst.getInt(offset) == number
                && burst.getInt(offset + burst.length(index) - 4) == ~number
                && burst.trafficClass(index) == (number & 0xFF)
                && burst.sourceIs(index, LEFT);
    }

    private static void send(MemoryPort port, SplittableRandom random) {
        PacketBurst burst = PacketBurst.allocate(CELL);
        for (int next = 0; next < PACKETS; ) {
            int count = random.nextInt(1, PacketBurst.CAPACITY + 1);
            int good = 0;
            for (int i = 0; i < count; i++) {
                int offset = burst.packetOffset(i) - random.nextInt(16);
                int length = random.nextInt(8, 65);
                burst.packet(i, offset, length);
                int fate = random.nextInt(16);
                if (fate < 2 || next + good == PACKETS) {
                    burst.verdict(i, fate == 0 ? DROPPED : RETURN);
                    continue;
                }
                int number = next + good++;
                burst.putInt(offset, number);
                burst.putInt(offset + length - 4, ~number);
                burst.trafficClass(i, number);
            }
            burst.count(count);
            int sent = 0;
            while (sent == 0 && good > 0) {
                sent = port.transmit(burst, PacketBurst.FORWARD);
                if (sent == 0) {
                    LockSupport.parkNanos(1_000);
                }
            }
            next += sent;
            if (sent != good) {
                throw new IllegalStateException("took " + sent + " of " + good);
            }
        }
    }
}
