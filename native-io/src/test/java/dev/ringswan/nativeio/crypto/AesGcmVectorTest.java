package dev.ringswan.nativeio.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.testing.Hex;
import dev.ringswan.nativeio.testing.Vectors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** AES-GCM of every engine against NIST's and Wycheproof's vectors, as far as nonces have 96 and tags 128 bits. */
class AesGcmVectorTest {
    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void sealsTheCavpVectors(AeadProvider provider) {
        AeadCheck check = new AeadCheck(provider);
        for (String file : List.of("cavp/gcmEncryptExtIV128.rsp", "cavp/gcmEncryptExtIV256.rsp")) {
            for (Map<String, String> vector : full(file)) {
                check.valid(file + " " + vector.get("Count"), algorithm(bytes(vector, "Key")), cavp(vector));
            }
        }
        check.finish("CAVP encrypt", 100);
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void opensOrRefusesTheCavpVectors(AeadProvider provider) {
        AeadCheck check = new AeadCheck(provider);
        for (String file : List.of("cavp/gcmDecrypt128.rsp", "cavp/gcmDecrypt256.rsp")) {
            for (Map<String, String> vector : full(file)) {
                String name = file + " " + vector.get("Count");
                if (vector.containsKey("FAIL")) {
                    check.invalid(name, algorithm(bytes(vector, "Key")), cavp(vector));
                } else {
                    check.valid(name, algorithm(bytes(vector, "Key")), cavp(vector));
                }
            }
        }
        check.finish("CAVP decrypt", 100);
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void agreesWithWycheproof(AeadProvider provider) {
        AeadCheck check = new AeadCheck(provider);
        for (Map<String, Object> group : Vectors.objects(Vectors.json("wycheproof/aes_gcm_test.json"), "testGroups")) {
            boolean expressible = Integer.valueOf(96).equals(group.get("ivSize"))
                    && Integer.valueOf(128).equals(group.get("tagSize"))
                    && !Integer.valueOf(192).equals(group.get("keySize"));
            for (Map<String, Object> test :
                    expressible ? Vectors.objects(group, "tests") : List.<Map<String, Object>>of()) {
                check.wycheproof(algorithm(Vectors.bytes(test, "key")), test);
            }
        }
        check.finish("Wycheproof", 50);
    }

    @ParameterizedTest
    @MethodSource("dev.ringswan.nativeio.crypto.Engines#available")
    void agreesWithAcvp(AeadProvider provider) {
        AeadCheck check = new AeadCheck(provider);
        for (Map<String, Object> group : Vectors.objects(Vectors.json("acvp/ACVP-AES-GCM-1.0.json"), "testGroups")) {
            boolean expressible = Integer.valueOf(96).equals(group.get("ivLen"))
                    && Integer.valueOf(128).equals(group.get("tagLen"))
                    && !Integer.valueOf(192).equals(group.get("keyLen"));
            for (Map<String, Object> test :
                    expressible ? Vectors.objects(group, "tests") : List.<Map<String, Object>>of()) {
                AeadCheck.Case vector = new AeadCheck.Case(
                        Vectors.bytes(test, "key"),
                        Vectors.bytes(test, "iv"),
                        Vectors.bytes(test, "aad"),
                        test.containsKey("pt") ? Vectors.bytes(test, "pt") : new byte[0],
                        AeadCheck.concatenate(Vectors.bytes(test, "ct"), Vectors.bytes(test, "tag")));
                String name = "ACVP " + group.get("tgId") + "/" + test.get("tcId");
                if (Boolean.TRUE.equals(test.get("testPassed"))) {
                    check.valid(name, algorithm(vector.key()), vector);
                } else {
                    check.invalid(name, algorithm(vector.key()), vector);
                }
            }
        }
        check.finish("ACVP", 30);
    }

    private static List<Map<String, String>> full(String file) {
        return Vectors.rsp(file).stream()
                .filter(vector -> "128".equals(vector.get("Taglen")) && "96".equals(vector.get("IVlen")))
                .toList();
    }

    private static AeadCheck.Case cavp(Map<String, String> vector) {
        return new AeadCheck.Case(
                bytes(vector, "Key"),
                bytes(vector, "IV"),
                bytes(vector, "AAD"),
                bytes(vector, "PT"),
                AeadCheck.concatenate(bytes(vector, "CT"), bytes(vector, "Tag")));
    }

    private static AeadAlgorithm algorithm(byte[] key) {
        assertThat(key.length).isIn(16, 32);
        return key.length == 16 ? AeadAlgorithm.AES_128_GCM : AeadAlgorithm.AES_256_GCM;
    }

    private static byte[] bytes(Map<String, String> vector, String name) {
        return Hex.bytes(vector.getOrDefault(name, ""));
    }
}
