package dev.ringswan.nativeio.crypto;

import com.sun.management.ThreadMXBean;
import dev.ringswan.nativeio.OffHeapRegion;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps an engine busy until the compiler is done with it. By time, not by rounds: compilation runs in the background,
 * and on a busy machine any number of rounds may pass before it ends.
 */
final class WarmUp {
    private static final long DURATION_NS = 600_000_000L;
    private static final int[] LENGTHS = {64, 304, 1408};
    private static final int MEASURED_ROUNDS = 20;
    private static final int CELL = 2048;
    private static final int PAYLOAD = 64;
    private static final int PREFIX = 24;

    private WarmUp() {}

    /** Seals and opens packets of small, middle and full size with those algorithms for a good half second. */
    static void run(AeadProvider provider, AeadAlgorithm... algorithms) {
        int items = algorithms.length * LENGTHS.length;
        List<AeadKey> keys = new ArrayList<>();
        try (OffHeapRegion memory = new OffHeapRegion((long) items * CELL);
                AeadBatch batch = new AeadBatch();
                AeadEngine engine = provider.newEngine()) {
            for (AeadAlgorithm algorithm : algorithms) {
                keys.add(provider.newKey(algorithm, new byte[algorithm.keyLength()]));
            }
            long start = System.nanoTime();
            for (long round = 0; System.nanoTime() - start < DURATION_NS; round++) {
                fill(batch, keys, memory.address(), round);
                engine.seal(batch);
                engine.open(batch);
            }
        } finally {
            keys.forEach(AeadKey::close);
        }
    }

    /** What one sealing of small, middle and full packets allocates on the heap, in bytes; the least of several. */
    static long allocates(AeadProvider provider, AeadAlgorithm algorithm) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        try (OffHeapRegion memory = new OffHeapRegion((long) LENGTHS.length * CELL);
                AeadBatch batch = new AeadBatch();
                AeadEngine engine = provider.newEngine();
                AeadKey key = provider.newKey(algorithm, new byte[algorithm.keyLength()])) {
            List<AeadKey> keys = List.of(key);
            for (int round = 0; round < MEASURED_ROUNDS; round++) {
                fill(batch, keys, memory.address(), round);
                long before = threads.getCurrentThreadAllocatedBytes();
                engine.seal(batch);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
        }
        return least;
    }

    private static void fill(AeadBatch batch, List<AeadKey> keys, long memory, long round) {
        batch.clear();
        for (AeadKey key : keys) {
            for (int length : LENGTHS) {
                long item = batch.count();
                long address = memory + item * CELL + PAYLOAD;
                if (key.algorithm().form() == AeadAlgorithm.Form.AEAD) {
                    batch.addAead(key, address, length, 1, (round << 6) + item, 2);
                } else {
                    batch.addMac(key, address, length, PREFIX);
                }
            }
        }
    }
}
