package dev.ringswan.nativeio.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.testing.Vectors;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/** Runs vectors of a combined mode through one engine and counts them, so that a filter cannot quietly leave none. */
final class AeadCheck {
    /** One vector; {@code sealed} is ciphertext and tag. */
    @SuppressWarnings("ArrayRecordComponent") // Only read, never compared.
    record Case(byte[] key, byte[] nonce, byte[] aad, byte[] payload, byte[] sealed) {}

    private final AeadProvider provider;
    private final EngineHarness harness;
    private int valid;
    private int invalid;

    AeadCheck(AeadProvider provider) {
        this.provider = provider;
        this.harness = new EngineHarness(provider);
    }

    static byte[] concatenate(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** The engine must seal to this and open it. */
    void valid(String name, AeadAlgorithm algorithm, Case vector) {
        try (AeadKey key = provider.newKey(algorithm, vector.key())) {
            assertThat(harness.sealAead(key, vector.nonce(), vector.aad(), vector.payload()))
                    .as("%s %s sealed", provider.name(), name)
                    .isEqualTo(vector.sealed());
            assertThat(harness.openAead(key, vector.nonce(), vector.aad(), vector.sealed()))
                    .as("%s %s opened", provider.name(), name)
                    .isEqualTo(vector.payload());
        }
        valid++;
    }

    /** The engine must refuse this. */
    void invalid(String name, AeadAlgorithm algorithm, Case vector) {
        try (AeadKey key = provider.newKey(algorithm, vector.key())) {
            assertThat(harness.openAead(key, vector.nonce(), vector.aad(), vector.sealed()))
                    .as("%s %s", provider.name(), name)
                    .isNull();
        }
        invalid++;
    }

    /** Checks one test of a Wycheproof AEAD file. */
    void wycheproof(AeadAlgorithm algorithm, Map<String, Object> test) {
        Case vector = new Case(
                Vectors.bytes(test, "key"),
                Vectors.bytes(test, "iv"),
                Vectors.bytes(test, "aad"),
                Vectors.bytes(test, "msg"),
                concatenate(Vectors.bytes(test, "ct"), Vectors.bytes(test, "tag")));
        String name = "Wycheproof " + test.get("tcId") + " " + test.get("comment");
        if ("invalid".equals(test.get("result"))) {
            invalid(name, algorithm, vector);
        } else {
            valid(name, algorithm, vector);
        }
    }

    /** Says what ran; fails when it was fewer than there must be. */
    void finish(String what, int least) {
        harness.close();
        System.out.println(provider.name() + ": " + what + ": " + valid + " valid, " + invalid + " invalid");
        if (valid + invalid < least) {
            Assertions.fail("only " + (valid + invalid) + " vectors of " + what + " ran");
        }
    }
}
