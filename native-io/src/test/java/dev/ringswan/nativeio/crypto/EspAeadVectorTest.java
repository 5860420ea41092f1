package dev.ringswan.nativeio.crypto;

import dev.ringswan.nativeio.testing.Hex;
import dev.ringswan.nativeio.testing.Vectors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Combined modes as ESP uses them (RFC 4106, 4543, 7634), and ChaCha20-Poly1305 by itself (RFC 8439, Wycheproof). */
class EspAeadVectorTest {
    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void agreesWithTheEspPacketsOfTheRfcs(AeadProvider provider) {
        AeadCheck check = new AeadCheck(provider);
        for (Map<String, Object> vector : Vectors.objects(Vectors.json("rfc/esp_aead.json"), "vectors")) {
            String algorithm = String.valueOf(vector.get("alg"));
            byte[] key = Vectors.bytes(vector, "key");
            if (algorithm.equals("AES-CCM") || key.length == 24) {
                continue;
            }
            // GMAC encrypts nothing: all of the packet is associated data.
            boolean gmac = algorithm.equals("AES-GMAC");
            AeadCheck.Case packet = new AeadCheck.Case(
                    key,
                    AeadCheck.concatenate(Vectors.bytes(vector, "salt"), Vectors.bytes(vector, "iv")),
                    Vectors.bytes(vector, "aad"),
                    gmac ? new byte[0] : Vectors.bytes(vector, "plaintext"),
                    AeadCheck.concatenate(Vectors.bytes(vector, "ciphertext"), Vectors.bytes(vector, "icv")));
            String name = String.valueOf(vector.get("id"));
            if (Boolean.TRUE.equals(vector.get("valid"))) {
                check.valid(name, algorithm(algorithm, key), packet);
            } else {
                check.invalid(name, algorithm(algorithm, key), packet);
            }
        }
        check.finish("ESP packets of RFC 4106, 4543, 7634", 20);
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void agreesWithRfc8439(AeadProvider provider) {
        AeadCheck check = new AeadCheck(provider);
        for (Map<String, Object> vector :
                Vectors.objects(Vectors.json("rfc/chacha20_poly1305_rfc8439.json"), "vectors")) {
            AeadCheck.Case packet = new AeadCheck.Case(
                    Vectors.bytes(vector, "key"),
                    Vectors.bytes(vector, "nonce"),
                    Vectors.bytes(vector, "aad"),
                    Vectors.bytes(vector, "plaintext"),
                    AeadCheck.concatenate(Vectors.bytes(vector, "ciphertext"), Vectors.bytes(vector, "tag")));
            check.valid(String.valueOf(vector.get("id")), AeadAlgorithm.CHACHA20_POLY1305, packet);
        }
        check.finish("RFC 8439", 2);
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void agreesWithWycheproofOnChacha(AeadProvider provider) {
        AeadCheck check = new AeadCheck(provider);
        Map<String, Object> file = Vectors.json("wycheproof/chacha20_poly1305_test.json");
        for (Map<String, Object> group : Vectors.objects(file, "testGroups")) {
            if (Integer.valueOf(96).equals(group.get("ivSize"))) {
                for (Map<String, Object> test : Vectors.objects(group, "tests")) {
                    check.wycheproof(AeadAlgorithm.CHACHA20_POLY1305, test);
                }
            }
        }
        check.finish("Wycheproof ChaCha20-Poly1305", 100);
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void agreesWithOpensslOnChacha(AeadProvider provider) {
        AeadCheck check = new AeadCheck(provider);
        List<Map<String, String>> vectors = Vectors.rsp("cavp/chacha20-poly1305-openssl.txt");
        for (Map<String, String> vector : vectors) {
            if (vector.getOrDefault("IV", "").length() == 24) {
                AeadCheck.Case packet = new AeadCheck.Case(
                        bytes(vector, "Key"),
                        bytes(vector, "IV"),
                        bytes(vector, "AAD"),
                        bytes(vector, "Plaintext"),
                        AeadCheck.concatenate(bytes(vector, "Ciphertext"), bytes(vector, "Tag")));
                String name = "OpenSSL " + vector.get("COUNT");
                if (vector.containsKey("Result")) {
                    check.invalid(name, AeadAlgorithm.CHACHA20_POLY1305, packet);
                } else {
                    check.valid(name, AeadAlgorithm.CHACHA20_POLY1305, packet);
                }
            }
        }
        check.finish("OpenSSL ChaCha20-Poly1305", 2);
    }

    private static AeadAlgorithm algorithm(String name, byte[] key) {
        if (name.equals("CHACHA20-POLY1305")) {
            return AeadAlgorithm.CHACHA20_POLY1305;
        }
        return key.length == 16 ? AeadAlgorithm.AES_128_GCM : AeadAlgorithm.AES_256_GCM;
    }

    private static byte[] bytes(Map<String, String> vector, String name) {
        return Hex.bytes(vector.getOrDefault(name, ""));
    }
}
