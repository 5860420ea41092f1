package dev.ringswan.ike.crypto;

import static dev.ringswan.nativeio.testing.Vectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.testing.Hex;
import dev.ringswan.nativeio.testing.Vectors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MlKemVectorTest {
    @Test
    void generatesTheKeysOfAcvp() {
        int count = 0;
        for (Map<String, Object> group :
                Vectors.objects(Vectors.json("acvp/ML-KEM-keyGen-FIPS203.json"), "testGroups")) {
            for (Map<String, Object> test : Vectors.objects(group, "tests")) {
                byte[] seed = Hex.bytes("" + test.get("d") + test.get("z"));
                assertThat(kem(group).start(SeededRandom.giving(seed)).publicValue())
                        .isEqualTo(bytes(test, "ek"));
                count++;
            }
        }
        Counted.report("acvp/ML-KEM-keyGen-FIPS203.json", count, 30);
    }

    @Test
    void encapsulatesAndChecksKeysAsAcvpDoes() throws CryptoRefusal {
        int encapsulated = 0;
        int checked = 0;
        for (Map<String, Object> group :
                Vectors.objects(Vectors.json("acvp/ML-KEM-encapDecap-FIPS203.json"), "testGroups")) {
            for (Map<String, Object> test : Vectors.objects(group, "tests")) {
                if ("encapsulation".equals(group.get("function"))) {
                    KeyExchangeMethod.Response response =
                            kem(group).respond(bytes(test, "ek"), SeededRandom.giving(bytes(test, "m")));
                    assertThat(response.publicValue()).isEqualTo(bytes(test, "c"));
                    assertThat(response.sharedSecret().copy()).isEqualTo(bytes(test, "k"));
                    encapsulated++;
                } else if ("encapsulationKeyCheck".equals(group.get("function"))) {
                    assertThat(accepts(kem(group), bytes(test, "ek")))
                            .as("test %s", test.get("tcId"))
                            .isEqualTo(test.get("testPassed"));
                    checked++;
                }
            }
        }
        Counted.report("acvp/ML-KEM-encapDecap-FIPS203.json, encapsulation", encapsulated, 36);
        Counted.report("acvp/ML-KEM-encapDecap-FIPS203.json, encapsulation key check", checked, 30);
    }

    @Test
    void decapsulatesAsWycheproofDoes() throws CryptoRefusal {
        for (String file : List.of("mlkem_512", "mlkem_768")) {
            int count = 0;
            for (Map<String, Object> test : Wycheproof.tests(file)) {
                byte[] seed = bytes(test, "seed");
                if (seed.length == 64) {
                    KeyExchangeMethod.Initiator initiator =
                            kem(Wycheproof.group(test)).start(SeededRandom.giving(seed));
                    if (Wycheproof.valid(test)) {
                        assertThat(initiator.publicValue()).isEqualTo(bytes(test, "ek"));
                        assertThat(initiator.finish(bytes(test, "c")).copy()).isEqualTo(bytes(test, "K"));
                    } else {
                        assertThatThrownBy(() -> initiator.finish(bytes(test, "c")))
                                .as("%s %s", file, test.get("tcId"))
                                .isInstanceOf(CryptoRefusal.class);
                    }
                    count++;
                }
            }
            Counted.report("wycheproof/" + file, count, 100);
        }
    }

    @Test
    void encapsulatesAsWycheproofDoes() throws CryptoRefusal {
        int count = 0;
        for (Map<String, Object> test : Wycheproof.tests("mlkem_768_encaps")) {
            SeededRandom random = SeededRandom.giving(bytes(test, "m"));
            if (Wycheproof.valid(test)) {
                KeyExchangeMethod.Response response =
                        kem(Wycheproof.group(test)).respond(bytes(test, "ek"), random);
                assertThat(response.publicValue()).isEqualTo(bytes(test, "c"));
                assertThat(response.sharedSecret().copy()).isEqualTo(bytes(test, "K"));
            } else {
                assertThatThrownBy(() -> kem(Wycheproof.group(test)).respond(bytes(test, "ek"), random))
                        .as("test %s", test.get("tcId"))
                        .isInstanceOf(CryptoRefusal.class);
            }
            count++;
        }
        Counted.report("wycheproof/mlkem_768_encaps", count, 70);
    }

    @Test
    void generatesTheKeysOfWycheproof() {
        for (String file : List.of("mlkem_768_keygen_seed", "mlkem_1024_keygen_seed")) {
            int count = 0;
            for (Map<String, Object> test : Wycheproof.tests(file)) {
                assertThat(kem(Wycheproof.group(test))
                                .start(SeededRandom.giving(bytes(test, "seed")))
                                .publicValue())
                        .isEqualTo(bytes(test, "ek"));
                count++;
            }
            Counted.report("wycheproof/" + file, count, 15);
        }
    }

    private static boolean accepts(MlKem kem, byte[] key) {
        try (KeyExchangeMethod.Response response = kem.respond(key, SeededRandom.of(1))) {
            return response.publicValue().length == kem.responderLength();
        } catch (CryptoRefusal e) {
            return false;
        }
    }

    private static MlKem kem(Map<String, Object> group) {
        return MlKem.valueOf(String.valueOf(group.get("parameterSet")).replace("ML-KEM-", "ML_KEM_"));
    }
}
