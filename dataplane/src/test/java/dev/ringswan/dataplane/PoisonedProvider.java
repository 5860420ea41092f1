package dev.ringswan.dataplane;

import dev.ringswan.nativeio.crypto.AeadAlgorithm;
import dev.ringswan.nativeio.crypto.AeadBatch;
import dev.ringswan.nativeio.crypto.AeadEngine;
import dev.ringswan.nativeio.crypto.AeadKey;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fake cipher whose keys turn to poison when they are wiped: a use of a wiped key is counted, and gives a wrong ICV as the
 * real ones would. The ICV is a sum over key, nonce, associated data and payload: no protection, but no accident fits.
 */
@SuppressWarnings("restricted") // an engine is given addresses
final class PoisonedProvider implements AeadProvider {
    private final AtomicInteger poisonings = new AtomicInteger();
    private final AtomicInteger wiped = new AtomicInteger();

    /** How often a wiped key was used. */
    int poisonings() {
        return poisonings.get();
    }

    /** How many keys have been wiped. */
    int wiped() {
        return wiped.get();
    }

    @Override
    public String name() {
        return "poisoned";
    }

    @Override
    public String description() {
        return "fake cipher for tests";
    }

    @Override
    public boolean allocationFree(AeadAlgorithm algorithm) {
        return false;
    }

    @Override
    public AeadKey newKey(AeadAlgorithm algorithm, byte[] material) {
        long value = 0;
        for (byte next : material) {
            value = value * 31 + next;
        }
        return new Key(algorithm, value);
    }

    @Override
    public AeadEngine newEngine() {
        return new Engine();
    }

    private final class Key implements AeadKey {
        private final AeadAlgorithm algorithm;
        private volatile long value;
        private volatile boolean closed;

        Key(AeadAlgorithm algorithm, long value) {
            this.algorithm = algorithm;
            this.value = value;
        }

        @Override
        public AeadAlgorithm algorithm() {
            return algorithm;
        }

        @Override
        public int footprint() {
            return 16;
        }

        @Override
        public void close() {
            if (!closed) {
                wiped.incrementAndGet();
            }
            closed = true;
            value = 0;
        }

        void check() {
            if (closed) {
                poisonings.incrementAndGet();
            }
        }
    }

    private static final class Engine implements AeadEngine {
        @Override
        public void seal(AeadBatch batch) {
            for (int i = 0; i < batch.count(); i++) {
                MemorySegment icv = icv(batch, i);
                icv.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, sum(batch, i));
                icv.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, ~sum(batch, i));
            }
        }

        @Override
        public void open(AeadBatch batch) {
            for (int i = 0; i < batch.count(); i++) {
                batch.opened(i, icv(batch, i).get(ValueLayout.JAVA_LONG_UNALIGNED, 0) == sum(batch, i));
            }
        }

        private MemorySegment icv(AeadBatch batch, int i) {
            return MemorySegment.ofAddress(batch.address(i) + batch.length(i)).reinterpret(16);
        }

        /** Looks at the key before and after the work, which takes as long as a cipher would. */
        private long sum(AeadBatch batch, int i) {
            Key key = (Key) batch.key(i);
            key.check();
            long sum = key.value;
            sum = add(sum, batch.nonceAddress(i), 12);
            sum = add(sum, batch.aadAddress(i), batch.aadLength(i));
            sum = add(sum, batch.address(i), batch.length(i));
            key.check();
            return sum;
        }

        private static long add(long sum, long address, int length) {
            MemorySegment bytes = MemorySegment.ofAddress(address).reinterpret(length);
            long result = sum;
            for (int i = 0; i < length; i++) {
                result = result * 31 + bytes.get(ValueLayout.JAVA_BYTE, i);
            }
            return result;
        }

        @Override
        public void close() {}
    }
}
