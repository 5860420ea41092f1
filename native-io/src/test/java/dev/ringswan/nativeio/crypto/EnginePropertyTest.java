package dev.ringswan.nativeio.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.testing.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every engine does what the oracle does, for every length that a packet can have. */
class EnginePropertyTest {
    private static final int LENGTH_MAX = 2100;

    private final JcaProvider oracle = new JcaProvider();

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void agreesWithTheOracleAtEveryLength(AeadProvider provider) {
        provider.warmUp();
        for (AeadAlgorithm algorithm : AeadAlgorithm.values()) {
            Seeds.forEach(1, (seed, random) -> sweep(provider, algorithm, random));
        }
    }

    private void sweep(AeadProvider provider, AeadAlgorithm algorithm, RandomGenerator random) {
        byte[] material = bytes(random, algorithm.keyLength());
        try (EngineHarness expected = new EngineHarness(oracle);
                EngineHarness tested = new EngineHarness(provider);
                AeadKey oracleKey = oracle.newKey(algorithm, material);
                AeadKey key = provider.newKey(algorithm, material)) {
            for (int length = 0; length <= LENGTH_MAX; length += algorithm.blockLength()) {
                byte[] payload = bytes(random, length);
                if (algorithm.form() == AeadAlgorithm.Form.AEAD) {
                    combined(expected, oracleKey, tested, key, payload, random);
                } else {
                    pair(expected, oracleKey, tested, key, payload, random);
                }
            }
        }
    }

    private static void combined(
            EngineHarness expected,
            AeadKey oracleKey,
            EngineHarness tested,
            AeadKey key,
            byte[] payload,
            RandomGenerator random) {
        byte[] nonce = bytes(random, 12);
        int other = random.nextInt(100);
        byte[] aad = bytes(random, other < 40 ? 8 : other < 80 ? 12 : other);
        String what = key.algorithm() + ", " + payload.length + " bytes, AAD " + aad.length;

        byte[] sealed = tested.sealAead(key, nonce, aad, payload);
        assertThat(sealed).as(what).isEqualTo(expected.sealAead(oracleKey, nonce, aad, payload));
        assertThat(tested.openAead(key, nonce, aad, sealed)).as(what).isEqualTo(payload);
        flip(sealed, random);
        assertThat(tested.openAead(key, nonce, aad, sealed))
                .as("tampered " + what)
                .isNull();
    }

    private static void pair(
            EngineHarness expected,
            AeadKey oracleKey,
            EngineHarness tested,
            AeadKey key,
            byte[] payload,
            RandomGenerator random) {
        byte[] prefix = bytes(random, 8 + key.algorithm().nonceLength());
        Integer suffix = random.nextBoolean() ? random.nextInt() : null;
        String what = key.algorithm() + ", " + payload.length + " bytes, suffix " + suffix;

        byte[] sealed = tested.sealMac(key, prefix, payload, suffix);
        assertThat(sealed).as(what).isEqualTo(expected.sealMac(oracleKey, prefix, payload, suffix));
        assertThat(tested.openMac(key, prefix, sealed, suffix)).as(what).isEqualTo(payload);
        byte[] broken = sealed.clone();
        flip(broken, random);
        assertThat(tested.openMac(key, prefix, broken, suffix))
                .as("tampered " + what)
                .isNull();
        flip(prefix, random);
        assertThat(tested.openMac(key, prefix, sealed, suffix))
                .as("tampered header, " + what)
                .isNull();
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void refusesEachChangedBitOfAPacket(AeadProvider provider) {
        RandomGenerator random = Seeds.random(1);
        for (AeadAlgorithm algorithm : AeadAlgorithm.values()) {
            try (EngineHarness harness = new EngineHarness(provider);
                    AeadKey key = provider.newKey(algorithm, bytes(random, algorithm.keyLength()))) {
                byte[] nonce = bytes(random, 12);
                byte[] aad = bytes(random, 12);
                byte[] prefix = bytes(random, 24);
                byte[] payload = bytes(random, 48);
                boolean combined = algorithm.form() == AeadAlgorithm.Form.AEAD;
                byte[] sealed = combined
                        ? harness.sealAead(key, nonce, aad, payload)
                        : harness.sealMac(key, prefix, payload, 1);
                for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
                    sealed[bit >> 3] ^= (byte) (1 << (bit & 7));
                    assertThat(
                                    combined
                                            ? harness.openAead(key, nonce, aad, sealed)
                                            : harness.openMac(key, prefix, sealed, 1))
                            .as("%s bit %s", algorithm, bit)
                            .isNull();
                    sealed[bit >> 3] ^= (byte) (1 << (bit & 7));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void refusesAnotherSuffix(AeadProvider provider) {
        RandomGenerator random = Seeds.random(2);
        for (AeadAlgorithm algorithm : AeadAlgorithm.values()) {
            if (algorithm.form() != AeadAlgorithm.Form.AEAD) {
                try (EngineHarness harness = new EngineHarness(provider);
                        AeadKey key = provider.newKey(algorithm, bytes(random, algorithm.keyLength()))) {
                    byte[] prefix = bytes(random, 24);
                    byte[] sealed = harness.sealMac(key, prefix, bytes(random, 64), 7);

                    assertThat(harness.openMac(key, prefix, sealed, 8)).isNull();
                    assertThat(harness.openMac(key, prefix, sealed, null)).isNull();
                    assertThat(harness.openMac(key, prefix, sealed, 7)).isNotNull();
                }
            }
        }
    }

    private static byte[] bytes(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void flip(byte[] bytes, RandomGenerator random) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
}
