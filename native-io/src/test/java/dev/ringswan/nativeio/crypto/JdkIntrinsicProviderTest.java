package dev.ringswan.nativeio.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.testing.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkIntrinsicProviderTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sealsTheSameBytesWithAndWithoutTheFusedCode(boolean fused) {
        Assumptions.assumeTrue(
                JdkInternals.problem() == null, () -> "SKIPPED: no jdk-intrinsic engine: " + JdkInternals.problem());
        AeadAlgorithm algorithm = AeadAlgorithm.AES_256_GCM;
        JdkIntrinsicProvider provider = new JdkIntrinsicProvider();
        JcaProvider oracle = new JcaProvider();
        provider.fused(fused);
        RandomGenerator random = Seeds.random(9);
        byte[] material = bytes(random, algorithm.keyLength());
        try (EngineHarness expected = new EngineHarness(oracle);
                EngineHarness tested = new EngineHarness(provider);
                AeadKey oracleKey = oracle.newKey(algorithm, material);
                AeadKey key = provider.newKey(algorithm, material)) {
            for (int length = 1200; length < 9000; length += random.nextInt(1, 20)) {
                byte[] nonce = bytes(random, 12);
                byte[] aad = bytes(random, random.nextInt(40));
                byte[] payload = bytes(random, length);

                assertThat(tested.sealAead(key, nonce, aad, payload))
                        .as("%s bytes", length)
                        .isEqualTo(expected.sealAead(oracleKey, nonce, aad, payload));
            }
        }
    }

    private static byte[] bytes(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
