package dev.ringswan.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.PacketBurst;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IvPoolTest {
    private static final int COUNT = 100_000;

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);

    @Test
    void neverRepeatsAndNeverCounts() {
        List<BigInteger> ivs = take(new IvPool(new SecureRandom()), COUNT);
        assertThat(new HashSet<>(ivs)).hasSize(COUNT);
        HashSet<BigInteger> steps = new HashSet<>();
        for (int i = 1; i < COUNT; i++) {
            steps.add(ivs.get(i).subtract(ivs.get(i - 1)));
        }
        assertThat(steps).as("a counter has one step").hasSize(COUNT - 1);
    }

    @Test
    void setsEachBitHalfOfTheTime() {
        int[] ones = new int[128];
        for (BigInteger iv : take(new IvPool(new SecureRandom()), COUNT)) {
            for (int bit = 0; bit < ones.length; bit++) {
                ones[bit] += iv.testBit(bit) ? 1 : 0;
            }
        }
        int deviation = (int) (6 * Math.sqrt(COUNT / 4.0)); // six sigma: fails once in four million runs
        for (int count : ones) {
            assertThat(count).isBetween(COUNT / 2 - deviation, COUNT / 2 + deviation);
        }
    }

    @Test
    void differsFromWorkerToWorker() {
        SecureRandom random = new SecureRandom();
        assertThat(take(new IvPool(random), 1000)).doesNotContainAnyElementsOf(take(new IvPool(random), 1000));
    }

    private List<BigInteger> take(IvPool pool, int count) {
        List<BigInteger> ivs = new ArrayList<>();
        byte[] iv = new byte[16];
        for (int i = 0; i < count; i++) {
            pool.next(burst, burst.packetOffset(0));
            burst.getBytes(burst.packetOffset(0), iv, 0, iv.length);
            ivs.add(new BigInteger(1, iv));
        }
        return ivs;
    }
}
