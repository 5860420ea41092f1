package dev.ringswan.nativeio.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ringswan.nativeio.OffHeapRegion;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sealing, opening and refusing allocate nothing once warm, wherever a provider says so. */
class AeadAllocationTest {
    private static final int LENGTH = 1408;
    private static final int ROUNDS_WARM = 400;
    private static final int ROUNDS = 100;
    private static final int ATTEMPTS = 50;
    private static final int PACKETS = 16;
    private static final int CELL = 2048;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void allocatesNothingWhereItSaysSo(AeadProvider provider) {
        provider.warmUp();
        try (OffHeapRegion memory = new OffHeapRegion(PACKETS * CELL);
                AeadBatch batch = new AeadBatch();
                AeadEngine engine = provider.newEngine()) {
            for (AeadAlgorithm algorithm : AeadAlgorithm.values()) {
                if (provider.allocationFree(algorithm)) {
                    try (AeadKey key = provider.newKey(algorithm, new byte[algorithm.keyLength()])) {
                        assertThat(allocated(engine, batch, key, memory.address()))
                                .as("%s %s", provider.name(), algorithm)
                                .isZero();
                    }
                }
            }
        }
    }

    private long allocated(AeadEngine engine, AeadBatch batch, AeadKey key, long address) {
        rounds(engine, batch, key, address, ROUNDS_WARM);
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && least > 0; attempt++) {
            // Until the compiler is done, on a busy machine some while, the JDK's own code allocates; after that never.
            long before = threads.getCurrentThreadAllocatedBytes();
            rounds(engine, batch, key, address, ROUNDS);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static void rounds(AeadEngine engine, AeadBatch batch, AeadKey key, long address, int rounds) {
        for (int round = 0; round < rounds; round++) {
            batch.clear();
            for (int i = 0; i < PACKETS; i++) {
                long payload = address + (long) i * CELL + 128;
                if (key.algorithm().form() == AeadAlgorithm.Form.AEAD) {
                    batch.addAead(key, payload, LENGTH, 1, (long) round * PACKETS + i, 2);
                } else {
                    batch.macSuffix(batch.addMac(key, payload, LENGTH, 24), round);
                }
            }
            engine.seal(batch);
            Memory.putInt(batch.address(0), ~Memory.getInt(batch.address(0)));
            engine.open(batch);
            if (batch.opened(0) || !batch.opened(PACKETS - 1)) {
                throw new AssertionError(key.algorithm() + " does not open what it sealed, and only that");
            }
        }
    }
}
