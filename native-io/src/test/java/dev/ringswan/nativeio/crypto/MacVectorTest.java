package dev.ringswan.nativeio.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.testing.Hex;
import dev.ringswan.nativeio.testing.Vectors;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** AES-CBC with HMAC (RFC 3602, 4868) and HMAC alone (RFC 4231, 4868) of every engine. */
class MacVectorTest {
    private static final List<AeadAlgorithm> NULL_HMACS =
            List.of(AeadAlgorithm.NULL_HMAC_SHA256, AeadAlgorithm.NULL_HMAC_SHA384, AeadAlgorithm.NULL_HMAC_SHA512);

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void agreesWithRfc3602UnderHmac(AeadProvider provider) {
        int ran = 0;
        for (Map<String, Object> vector : Vectors.objects(Vectors.json("rfc/aes_cbc_hmac.json"), "vectors")) {
            byte[] cipherKey = Vectors.bytes(vector, "encr_key");
            String integrity = String.valueOf(vector.get("integ"));
            if (cipherKey.length != 24 && !integrity.equals("HMAC-SHA1")) {
                AeadAlgorithm algorithm =
                        AeadAlgorithm.valueOf("AES_" + cipherKey.length * 8 + "_CBC_" + integrity.replace("-", "_"));
                byte[] material = AeadCheck.concatenate(cipherKey, Vectors.bytes(vector, "integ_key"));
                byte[] icv = Arrays.copyOf(Vectors.bytes(vector, "mac_untruncated"), algorithm.icvLength());
                byte[] sealed = AeadCheck.concatenate(Vectors.bytes(vector, "ciphertext"), icv);
                check(provider, algorithm, material, vector, sealed);
                ran++;
            }
        }
        report(provider, "RFC 3602 with HMAC", ran, 12);
    }

    private static void check(
            AeadProvider provider,
            AeadAlgorithm algorithm,
            byte[] material,
            Map<String, Object> vector,
            byte[] sealed) {
        byte[] prefix = Vectors.bytes(vector, "aad");
        byte[] payload = Vectors.bytes(vector, "plaintext");
        String name = provider.name() + " " + vector.get("id");
        try (EngineHarness harness = new EngineHarness(provider);
                AeadKey key = provider.newKey(algorithm, material)) {
            assertThat(harness.sealMac(key, prefix, payload, null)).as(name).isEqualTo(sealed);
            assertThat(harness.openMac(key, prefix, sealed, null)).as(name).isEqualTo(payload);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void agreesWithRfc4868(AeadProvider provider) throws GeneralSecurityException {
        int ran = 0;
        for (Map<String, Object> vector : Vectors.objects(Vectors.json("rfc/mac_prf.json"), "vectors")) {
            for (AeadAlgorithm algorithm : NULL_HMACS) {
                if (String.valueOf(vector.get("alg"))
                        .contains("HMAC_" + algorithm.hash().replace("-", "2_"))) {
                    byte[] mac = Vectors.bytes(vector, "out");
                    hmac(provider, algorithm, Vectors.bytes(vector, "key"), Vectors.bytes(vector, "data"), mac);
                    ran++;
                }
            }
        }
        report(provider, "HMAC of RFC 4231 and 4868", ran, 20);
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void agreesWithRfc4231(AeadProvider provider) throws GeneralSecurityException {
        int ran = 0;
        for (AeadAlgorithm algorithm : NULL_HMACS) {
            String file = "cavp/hmac-rfc4231-"
                    + algorithm.hash().toLowerCase(Locale.ROOT).replace("-", "") + ".txt";
            for (Map<String, String> vector : Vectors.rsp(file)) {
                if (vector.containsKey("MD")) {
                    byte[] mac = Hex.bytes(vector.getOrDefault("MD", ""));
                    byte[] data = Hex.bytes(vector.getOrDefault("Msg", ""));
                    hmac(provider, algorithm, Hex.bytes(vector.getOrDefault("Key", "")), data, mac);
                    ran++;
                }
            }
        }
        report(provider, "HMAC of RFC 4231 as packaged by CAVP", ran, 18);
    }

    /** HMAC keys of any length become keys of the engine's length by what RFC 2104 §2 does to them anyway. */
    private static void hmac(AeadProvider provider, AeadAlgorithm algorithm, byte[] hmacKey, byte[] data, byte[] mac)
            throws GeneralSecurityException {
        int blockLength = algorithm.macKeyLength() == 32 ? 64 : 128;
        byte[] fitted = hmacKey.length > blockLength
                ? MessageDigest.getInstance(algorithm.hash()).digest(hmacKey)
                : hmacKey;
        byte[] material = Arrays.copyOf(fitted, algorithm.macKeyLength());
        byte[] icv = Arrays.copyOf(mac, algorithm.icvLength());
        try (EngineHarness harness = new EngineHarness(provider);
                AeadKey key = provider.newKey(algorithm, material)) {
            byte[] sealed = AeadCheck.concatenate(data, icv);
            assertThat(harness.sealMac(key, new byte[0], data, null)).isEqualTo(sealed);
            assertThat(harness.openMac(key, new byte[0], sealed, null)).isEqualTo(data);
            int half = Math.min(data.length / 2, 8);
            byte[] prefix = Arrays.copyOf(data, half);
            byte[] rest = Arrays.copyOfRange(data, half, data.length);
            assertThat(harness.sealMac(key, prefix, rest, null)).isEqualTo(AeadCheck.concatenate(rest, icv));
        }
    }

    private static void report(AeadProvider provider, String what, int ran, int least) {
        System.out.println(provider.name() + ": " + what + ": " + ran);
        assertThat(ran).as(what).isGreaterThanOrEqualTo(least);
    }
}
