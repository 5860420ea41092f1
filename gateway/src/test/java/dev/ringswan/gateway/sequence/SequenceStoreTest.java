package dev.ringswan.gateway.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceStoreTest {
    private static final KeyFingerprint KEY = KeyFingerprint.of(new byte[36]);
    private static final long BLOCK = 1_000;

    @TempDir
    private Path directory;

    @Test
    void startsAtOneInAnEmptyDirectory() {
        try (SequenceStore store = SequenceStore.open(directory)) {
            SequenceLease lease = store.lease(KEY, BLOCK, Long.MAX_VALUE);
            assertThat(lease.first()).isEqualTo(1);
            assertThat(lease.limit()).isEqualTo(1 + BLOCK);
        }
    }

    @Test
    void startsAtTheStoredLimitAfterARestart() {
        try (SequenceStore store = SequenceStore.open(directory)) {
            store.lease(KEY, BLOCK, Long.MAX_VALUE).extend();
        }
        try (SequenceStore store = SequenceStore.open(directory)) {
            assertThat(store.lease(KEY, BLOCK, Long.MAX_VALUE).first()).isEqualTo(1 + 2 * BLOCK);
        }
    }

    @Test
    void goesOnWhereACleanStopReleased() {
        try (SequenceStore store = SequenceStore.open(directory)) {
            store.lease(KEY, BLOCK, Long.MAX_VALUE).release(17);
        }
        try (SequenceStore store = SequenceStore.open(directory)) {
            assertThat(store.lease(KEY, BLOCK, Long.MAX_VALUE).first()).isEqualTo(17);
        }
    }

    @Test
    void asksForAnExtensionBeforeTheBlockIsUsedUp() {
        try (SequenceStore store = SequenceStore.open(directory)) {
            SequenceLease lease = store.lease(KEY, BLOCK, Long.MAX_VALUE);
            assertThat(lease.isShort(1)).isFalse();
            assertThat(lease.isShort(BLOCK / 2 + 2)).isTrue();
            assertThat(lease.extend()).isEqualTo(1 + 2 * BLOCK);
            assertThat(lease.isShort(BLOCK / 2 + 2)).isFalse();
        }
    }

    @Test
    void stopsAtTheEndOfAllNumbers() {
        long limitMax = 2 * BLOCK;
        try (SequenceStore store = SequenceStore.open(directory)) {
            SequenceLease lease = store.lease(KEY, BLOCK, limitMax);
            assertThat(lease.extend()).isEqualTo(limitMax);
            assertThat(lease.extend()).isEqualTo(limitMax);
            assertThat(lease.isShort(limitMax)).isFalse();
        }
        try (SequenceStore store = SequenceStore.open(directory)) {
            assertThatThrownBy(() -> store.lease(KEY, BLOCK, limitMax))
                    .isInstanceOf(SequenceStoreException.class)
                    .hasMessageContaining("used up");
        }
    }

    @Test
    void refusesASecondGateway() {
        SequenceStore store = SequenceStore.open(directory);
        assertThatThrownBy(() -> SequenceStore.open(directory))
                .isInstanceOf(SequenceStoreException.class)
                .hasMessageContaining("in use by another gateway");
        store.close();
        SequenceStore.open(directory).close();
    }

    @Test
    void refusesOneKeyForTwoSas() {
        try (SequenceStore store = SequenceStore.open(directory)) {
            store.lease(KEY, BLOCK, Long.MAX_VALUE);
            assertThatThrownBy(() -> store.lease(KEY, BLOCK, Long.MAX_VALUE))
                    .isInstanceOf(SequenceStoreException.class)
                    .hasMessageContaining("two SAs have the same key");
        }
    }

    @Test
    void failsClosedOnEachDamagedByte() throws IOException {
        try (SequenceStore store = SequenceStore.open(directory)) {
            store.lease(KEY, BLOCK, Long.MAX_VALUE);
        }
        Path file = directory.resolve(KEY.hex() + ".sequence");
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file, bad);
            assertRefusesDamagedFile();
            Files.write(file, Arrays.copyOf(good, i));
            assertRefusesDamagedFile();
        }
    }

    private void assertRefusesDamagedFile() {
        try (SequenceStore store = SequenceStore.open(directory)) {
            assertThatThrownBy(() -> store.lease(KEY, BLOCK, Long.MAX_VALUE))
                    .isInstanceOf(SequenceStoreException.class)
                    .hasMessageContaining("damaged file");
        }
    }

    @Test
    void refusesADirectoryThatIsAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThatThrownBy(() -> SequenceStore.open(file))
                .isInstanceOf(SequenceStoreException.class)
                .hasMessageContaining("cannot be opened");
    }

    @Test
    void namesAKeyWithoutTellingAboutIt() {
        byte[] key = "0123456789abcdef0123456789abcdefSALT".getBytes(StandardCharsets.US_ASCII);
        KeyFingerprint fingerprint = KeyFingerprint.of(key);
        key[0] ^= 1;
        assertThat(KeyFingerprint.of(key)).isNotEqualTo(fingerprint);
        assertThat(fingerprint.hex()).hasSize(32);
    }

    /** Loses power in the middle of every kind of operation, thousands of times over, and never repeats a number. */
    @Test
    void neverRepeatsANumberOverPowerLosses() {
        for (long seed = 0; seed < 3_000; seed++) {
            surviveCrashes(seed);
        }
    }

    private static void surviveCrashes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CrashingStorage storage = new CrashingStorage(random);
        long used = 0;
        for (int life = 0; life < 8; life++) {
            storage.losePowerAfter(random.nextInt(24));
            try {
                SequenceLease lease = new SequenceStore(storage).lease(KEY, BLOCK, Long.MAX_VALUE);
                long next = lease.first();
                assertThat(next).as("seed %d, life %d", seed, life).isGreaterThan(used);
                for (int step = 0; step < 8; step++) {
                    next += random.nextLong(lease.limit() - next + 1);
                    used = Math.max(used, next - 1);
                    if (random.nextInt(4) == 0) {
                        lease.release(next);
                        break;
                    }
                    lease.extend();
                }
            } catch (CrashingStorage.PowerLoss e) {
                // that was the point
            }
            storage.crash();
        }
    }
}
