package dev.ringswan.nativeio.crypto;

import dev.ringswan.nativeio.OffHeapRegion;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a provider must pass on this very machine before it may serve: a known answer for each algorithm, then 1,000
 * random packets in mixed batches that must come out as the oracle's do, open again, and be refused when one bit is
 * changed.
 */
final class AeadSelfTest implements AutoCloseable {
    private static final int PACKETS = 1000;
    private static final int BATCH = 25;
    private static final int PAYLOAD_MAX = 1504;
    private static final int HEADER = 8;
    private static final int IV_MAX = 16;
    private static final int CELL = 2048;
    private static final int PAYLOAD = 64;
    private static final AeadAlgorithm[] ALGORITHMS = AeadAlgorithm.values();

    /** One batch's packets, once for the candidate and once for the oracle. */
    private final OffHeapRegion region = new OffHeapRegion(2L * BATCH * CELL);

    private final AeadBatch batch = new AeadBatch();
    private final AeadBatch oracleBatch = new AeadBatch();
    private final Map<AeadAlgorithm, AeadKey> keys = new EnumMap<>(AeadAlgorithm.class);
    private final Map<AeadAlgorithm, AeadKey> oracleKeys = new EnumMap<>(AeadAlgorithm.class);
    private final AeadEngine engine;
    private final AeadEngine oracle;
    private final SplittableRandom random = new SplittableRandom(4303);

    private AeadSelfTest(AeadProvider candidate, AeadProvider oracleProvider) {
        engine = candidate.newEngine();
        oracle = oracleProvider.newEngine();
        for (AeadAlgorithm algorithm : ALGORITHMS) {
            byte[] material = KnownAnswers.key(algorithm);
            keys.put(algorithm, candidate.newKey(algorithm, material));
            oracleKeys.put(algorithm, oracleProvider.newKey(algorithm, material));
        }
    }

    /** What went wrong, or null when nothing did. */
    static @Nullable String failure(AeadProvider candidate, AeadProvider oracle) {
        try (AeadSelfTest test = new AeadSelfTest(candidate, oracle)) {
            for (AeadAlgorithm algorithm : ALGORITHMS) {
                if (!test.givesKnownAnswer(algorithm)) {
                    return algorithm + " does not give its known answer";
                }
            }
            for (int done = 0; done < PACKETS; done += BATCH) {
                @Nullable String difference = test.difference();
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private boolean givesKnownAnswer(AeadAlgorithm algorithm) {
        MemorySegment cell = region.segment().asSlice(0, CELL);
        int prefix = HEADER + (algorithm.form() == AeadAlgorithm.Form.CBC_HMAC ? IV_MAX : 0);
        cell.set(ValueLayout.JAVA_LONG_UNALIGNED, PAYLOAD - prefix, Long.reverseBytes(KnownAnswers.HEADER));
        for (int i = 0; i < prefix - HEADER; i++) {
            cell.set(ValueLayout.JAVA_BYTE, PAYLOAD - prefix + HEADER + i, (byte) (KnownAnswers.NONCE_FIRST + i));
        }
        MemorySegment.copy(
                KnownAnswers.payload(), 0, cell, ValueLayout.JAVA_BYTE, PAYLOAD, KnownAnswers.PAYLOAD_LENGTH);
        batch.clear();
        long address = cell.address() + PAYLOAD;
        AeadKey key = key(keys, algorithm);
        if (algorithm.form() == AeadAlgorithm.Form.AEAD) {
            batch.addAead(
                    key, address, KnownAnswers.PAYLOAD_LENGTH, 0x40414243, 0x4445464748494a4bL, KnownAnswers.HEADER);
        } else {
            batch.addMac(key, address, KnownAnswers.PAYLOAD_LENGTH, prefix);
        }
        engine.seal(batch);
        byte[] sealed = bytes(cell, PAYLOAD, KnownAnswers.PAYLOAD_LENGTH + algorithm.icvLength());
        engine.open(batch);
        return HexFormat.of().formatHex(sealed).equals(KnownAnswers.sealed(algorithm))
                && batch.opened(0)
                && Arrays.equals(bytes(cell, PAYLOAD, KnownAnswers.PAYLOAD_LENGTH), KnownAnswers.payload());
    }

    /** Seals, opens and tampers with one batch of random packets; what differs, or null. */
    private @Nullable String difference() {
        fill();
        byte[] clear = bytes(region.segment(), 0, BATCH * CELL);
        engine.seal(batch);
        oracle.seal(oracleBatch);
        for (int i = 0; i < BATCH; i++) {
            if (!Arrays.equals(cell(i), cell(BATCH + i))) {
                return describe(i) + " is not sealed as by the oracle";
            }
        }
        int tampered = random.nextInt(BATCH);
        tamper(tampered);
        byte[] broken = cell(tampered);
        engine.open(batch);
        for (int i = 0; i < BATCH; i++) {
            if (batch.opened(i) == (i == tampered)) {
                return describe(i) + (i == tampered ? " is accepted with a changed bit" : " is refused");
            }
            if (i == tampered ? leaks(i, broken) : !samePayload(i, clear)) {
                return describe(i) + (i == tampered ? " leaves unverified plaintext" : " does not open to what it was");
            }
        }
        return null;
    }

    private void fill() {
        batch.clear();
        oracleBatch.clear();
        for (int i = 0; i < BATCH; i++) {
            AeadAlgorithm algorithm = ALGORITHMS[random.nextInt(ALGORITHMS.length)];
            int length = random.nextInt(PAYLOAD_MAX + 1) & -algorithm.blockLength();
            byte[] packet = new byte[CELL];
            random.nextBytes(packet);
            MemorySegment.copy(packet, 0, region.segment(), ValueLayout.JAVA_BYTE, (long) i * CELL, CELL);
            MemorySegment.copy(packet, 0, region.segment(), ValueLayout.JAVA_BYTE, (long) (BATCH + i) * CELL, CELL);
            int salt = random.nextInt();
            long iv = random.nextLong();
            boolean extended = random.nextBoolean();
            add(batch, key(keys, algorithm), i, length, salt, iv, extended);
            add(oracleBatch, key(oracleKeys, algorithm), BATCH + i, length, salt, iv, extended);
        }
    }

    private static AeadKey key(Map<AeadAlgorithm, AeadKey> keys, AeadAlgorithm algorithm) {
        return Objects.requireNonNull(keys.get(algorithm));
    }

    private void add(AeadBatch to, AeadKey key, int cell, int length, int salt, long iv, boolean extended) {
        long address = region.address() + (long) cell * CELL + PAYLOAD;
        if (key.algorithm().form() == AeadAlgorithm.Form.AEAD) {
            int index = to.addAead(key, address, length, salt, iv, ~iv);
            if (extended) {
                to.aadTail(index, ~salt);
            }
        } else {
            int index = to.addMac(key, address, length, HEADER + IV_MAX);
            if (extended) {
                to.macSuffix(index, ~salt);
            }
        }
    }

    private void tamper(int index) {
        int length = batch.length(index) + batch.key(index).algorithm().icvLength();
        long bit = random.nextLong(8L * length);
        long at = (long) index * CELL + PAYLOAD + (bit >> 3);
        byte old = region.segment().get(ValueLayout.JAVA_BYTE, at);
        region.segment().set(ValueLayout.JAVA_BYTE, at, (byte) (old ^ (1 << (bit & 7))));
    }

    private boolean leaks(int index, byte[] broken) {
        int length = batch.length(index);
        byte[] left = Arrays.copyOfRange(cell(index), PAYLOAD, PAYLOAD + length);
        return !Arrays.equals(left, new byte[length])
                && !Arrays.equals(left, Arrays.copyOfRange(broken, PAYLOAD, PAYLOAD + length));
    }

    private boolean samePayload(int index, byte[] clear) {
        int from = index * CELL + PAYLOAD;
        return Arrays.equals(
                cell(index), PAYLOAD, PAYLOAD + batch.length(index), clear, from, from + batch.length(index));
    }

    private String describe(int index) {
        return batch.key(index).algorithm() + " with " + batch.length(index) + " bytes";
    }

    private byte[] cell(int index) {
        return bytes(region.segment(), (long) index * CELL, CELL);
    }

    private static byte[] bytes(MemorySegment segment, long offset, int length) {
        return segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void close() {
        engine.close();
        oracle.close();
        keys.values().forEach(AeadKey::close);
        oracleKeys.values().forEach(AeadKey::close);
        batch.close();
        oracleBatch.close();
        region.close();
    }
}
