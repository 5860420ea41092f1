package dev.ringswan.nativeio.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.OffHeapRegion;
import dev.ringswan.nativeio.testing.Seeds;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every provider promises beyond computing the right bytes. */
class EngineContractTest {
    private static final int CELL = 2048;
    private static final int PAYLOAD = 128;

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void sealsAndOpensFullBatchesOfMixedAlgorithms(AeadProvider provider) {
        Seeds.forEach(20, (seed, random) -> {
            try (OffHeapRegion memory = new OffHeapRegion(AeadBatch.CAPACITY * CELL);
                    AeadBatch batch = new AeadBatch();
                    AeadEngine engine = provider.newEngine()) {
                List<AeadKey> keys = keys(provider, random);
                byte[] clear = fill(batch, keys, memory, random);
                engine.seal(batch);
                boolean[] broken = new boolean[AeadBatch.CAPACITY];
                for (int i = 0; i < broken.length; i++) {
                    broken[i] = random.nextInt(4) == 0;
                    if (broken[i]) {
                        Memory.putInt(batch.address(i), ~Memory.getInt(batch.address(i)));
                    }
                }
                engine.open(batch);
                for (int i = 0; i < broken.length; i++) {
                    assertThat(batch.opened(i)).as("item %s", i).isEqualTo(!broken[i]);
                    int from = i * CELL + PAYLOAD;
                    byte[] left =
                            memory.segment().asSlice(from, batch.length(i)).toArray(ValueLayout.JAVA_BYTE);
                    byte[] was = Arrays.copyOfRange(clear, from, from + batch.length(i));
                    if (broken[i]
                            && batch.length(i) > 0
                            && batch.key(i).algorithm().cipherKeyLength() > 0) {
                        assertThat(left).isNotEqualTo(was);
                    } else if (!broken[i]) {
                        assertThat(left).isEqualTo(was);
                    }
                }
                keys.forEach(AeadKey::close);
            }
        });
    }

    private static List<AeadKey> keys(AeadProvider provider, RandomGenerator random) {
        List<AeadKey> keys = new ArrayList<>();
        for (AeadAlgorithm algorithm : AeadAlgorithm.values()) {
            byte[] material = new byte[algorithm.keyLength()];
            random.nextBytes(material);
            keys.add(provider.newKey(algorithm, material));
        }
        return keys;
    }

    private static byte[] fill(AeadBatch batch, List<AeadKey> keys, OffHeapRegion memory, RandomGenerator random) {
        byte[] clear = new byte[AeadBatch.CAPACITY * CELL];
        random.nextBytes(clear);
        memory.segment().asByteBuffer().put(clear);
        batch.clear();
        for (int i = 0; i < AeadBatch.CAPACITY; i++) {
            AeadKey key = keys.get(random.nextInt(keys.size()));
            int length = random.nextInt(1600) & -key.algorithm().blockLength();
            long address = memory.address() + (long) i * CELL + PAYLOAD;
            if (key.algorithm().form() == AeadAlgorithm.Form.AEAD) {
                int index = batch.addAead(key, address, length, random.nextInt(), i, random.nextLong());
                if (random.nextBoolean()) {
                    batch.aadTail(index, random.nextInt());
                }
            } else {
                int index = batch.addMac(key, address, length, 24);
                if (random.nextBoolean()) {
                    batch.macSuffix(index, random.nextInt());
                }
            }
        }
        return clear;
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void refusesLengthsThatNoAlgorithmTakes(AeadProvider provider) {
        AeadAlgorithm cbc = AeadAlgorithm.AES_128_CBC_HMAC_SHA256;
        AeadAlgorithm gcm = AeadAlgorithm.AES_128_GCM;
        try (OffHeapRegion memory = new OffHeapRegion(CELL);
                AeadBatch batch = new AeadBatch();
                AeadEngine engine = provider.newEngine();
                AeadKey cbcKey = provider.newKey(cbc, new byte[cbc.keyLength()]);
                AeadKey gcmKey = provider.newKey(gcm, new byte[gcm.keyLength()])) {
            batch.addMac(cbcKey, memory.address() + PAYLOAD, 17, 24);
            assertThatThrownBy(() -> engine.seal(batch)).isInstanceOf(IllegalStateException.class);
            engine.open(batch);
            assertThat(batch.opened(0)).isFalse();

            for (int length : new int[] {-1, AeadBatch.LENGTH_MAX + 1, Integer.MAX_VALUE}) {
                batch.clear();
                batch.addAead(gcmKey, memory.address() + PAYLOAD, length, 1, 2, 3);
                assertThatThrownBy(() -> engine.seal(batch)).isInstanceOf(IllegalStateException.class);
                engine.open(batch);
                assertThat(batch.opened(0)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void sealsTheLongestPayload(AeadProvider provider) {
        JcaProvider oracle = new JcaProvider();
        byte[] payload = new byte[AeadBatch.LENGTH_MAX];
        Seeds.random(3).nextBytes(payload);
        for (AeadAlgorithm algorithm : AeadAlgorithm.values()) {
            byte[] material = KnownAnswers.key(algorithm);
            try (EngineHarness expected = new EngineHarness(oracle);
                    EngineHarness tested = new EngineHarness(provider);
                    AeadKey oracleKey = oracle.newKey(algorithm, material);
                    AeadKey key = provider.newKey(algorithm, material)) {
                if (algorithm.form() == AeadAlgorithm.Form.AEAD) {
                    byte[] sealed = tested.sealAead(key, new byte[12], new byte[12], payload);
                    assertThat(sealed).isEqualTo(expected.sealAead(oracleKey, new byte[12], new byte[12], payload));
                    assertThat(tested.openAead(key, new byte[12], new byte[12], sealed))
                            .isEqualTo(payload);
                } else {
                    byte[] prefix = new byte[AeadBatch.PREFIX_MAX];
                    byte[] sealed = tested.sealMac(key, prefix, payload, 5);
                    assertThat(sealed).isEqualTo(expected.sealMac(oracleKey, prefix, payload, 5));
                    assertThat(tested.openMac(key, prefix, sealed, 5)).isEqualTo(payload);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void refusesAClosedKeyAndNeverPrintsOne(AeadProvider provider) {
        for (AeadAlgorithm algorithm : AeadAlgorithm.values()) {
            byte[] material = new byte[algorithm.keyLength()];
            Arrays.fill(material, (byte) 0xab);
            try (EngineHarness harness = new EngineHarness(provider)) {
                AeadKey key = provider.newKey(algorithm, material);
                assertThat(key.toString()).doesNotContainIgnoringCase("abab");
                seal(harness, key);
                assertThat(key.footprint()).isPositive();
                key.close();
                key.close();
                assertThatThrownBy(() -> seal(harness, key))
                        .as("%s", algorithm)
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    private static void seal(EngineHarness harness, AeadKey key) {
        if (key.algorithm().form() == AeadAlgorithm.Form.AEAD) {
            harness.sealAead(key, new byte[12], new byte[8], new byte[32]);
        } else {
            harness.sealMac(key, new byte[24], new byte[32], null);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void refusesKeyMaterialOfAWrongLength(AeadProvider provider) {
        for (AeadAlgorithm algorithm : AeadAlgorithm.values()) {
            assertThatThrownBy(() -> provider.newKey(algorithm, new byte[algorithm.keyLength() + 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(algorithm.name());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void letsTwoEnginesShareAKeyAtTheSameTime(AeadProvider provider) throws InterruptedException {
        AeadAlgorithm[] algorithms = AeadAlgorithm.values();
        List<AeadKey> keys = new ArrayList<>();
        for (AeadAlgorithm algorithm : algorithms) {
            keys.add(provider.newKey(algorithm, KnownAnswers.key(algorithm)));
        }
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int worker = 0; worker < 3; worker++) {
            long seed = worker;
            threads.add(Thread.ofPlatform().start(() -> {
                try (EngineHarness harness = new EngineHarness(provider)) {
                    roundTrips(harness, keys, Seeds.random(seed), seed);
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        keys.forEach(AeadKey::close);
    }

    private static void roundTrips(EngineHarness harness, List<AeadKey> keys, RandomGenerator random, long worker) {
        for (int round = 0; round < 300; round++) {
            byte[] payload = new byte[16 * random.nextInt(1, 100)];
            random.nextBytes(payload);
            for (AeadKey key : keys) {
                if (key.algorithm().form() == AeadAlgorithm.Form.AEAD) {
                    byte[] nonce = new byte[12];
                    nonce[0] = (byte) worker;
                    nonce[10] = (byte) (round >> 8);
                    nonce[11] = (byte) round;
                    byte[] sealed = harness.sealAead(key, nonce, new byte[8], payload);
                    assertThat(harness.openAead(key, nonce, new byte[8], sealed))
                            .isEqualTo(payload);
                } else {
                    byte[] prefix = new byte[24];
                    random.nextBytes(prefix);
                    byte[] sealed = harness.sealMac(key, prefix, payload, round);
                    assertThat(harness.openMac(key, prefix, sealed, round)).isEqualTo(payload);
                }
            }
        }
    }
}
