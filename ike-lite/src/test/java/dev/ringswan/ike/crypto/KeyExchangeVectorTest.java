package dev.ringswan.ike.crypto;

import static dev.ringswan.nativeio.testing.Vectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.testing.Hex;
import dev.ringswan.nativeio.testing.Vectors;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KeyExchangeVectorTest {
    private static final Map<String, DiffieHellman.Group> GROUPS = Map.of(
            "MODP_2048_BIT", ModpGroup.MODP_2048,
            "MODP_3072_BIT", ModpGroup.MODP_3072,
            "MODP_4096_BIT", ModpGroup.MODP_4096,
            "ECP_256_BIT", EcpGroup.all().get(0),
            "ECP_384_BIT", EcpGroup.all().get(1),
            "ECP_521_BIT", EcpGroup.all().get(2),
            "CURVE_25519", MontgomeryGroup.CURVE_25519,
            "CURVE_448", MontgomeryGroup.CURVE_448);

    @Test
    void agreesAsTheRfcsDo() throws CryptoRefusal {
        for (String file : List.of("rfc/ecdh_ike_groups.json", "rfc/modp_groups.json")) {
            int count = 0;
            for (Map<String, Object> vector : Vectors.objects(Vectors.json(file), "vectors")) {
                DiffieHellman.Group group = GROUPS.get(String.valueOf(vector.get("group")));
                if (group != null) {
                    Secret keyI = Secret.owning(bytes(vector, "private_i"));
                    Secret keyR = Secret.owning(bytes(vector, "private_r"));
                    assertThat(group.publicValue(keyI)).isEqualTo(bytes(vector, "public_i"));
                    assertThat(group.publicValue(keyR)).isEqualTo(bytes(vector, "public_r"));
                    Secret shared = Secret.owning(bytes(vector, "shared_secret"));
                    assertThat(group.agree(keyI, bytes(vector, "public_r"))).isEqualTo(shared);
                    assertThat(group.agree(keyR, bytes(vector, "public_i"))).isEqualTo(shared);
                    count++;
                }
            }
            Counted.report(file, count, 3);
        }
    }

    @Test
    void agreesOnX25519AndX448AsAcvpDoes() throws CryptoRefusal {
        int count = 0;
        for (Map<String, Object> group : Vectors.objects(Vectors.json("acvp/XECDH-SSC-RFC7748.json"), "testGroups")) {
            MontgomeryGroup curve =
                    "Curve25519".equals(group.get("curve")) ? MontgomeryGroup.CURVE_25519 : MontgomeryGroup.CURVE_448;
            for (Map<String, Object> test : Vectors.objects(group, "tests")) {
                byte[] peer = bytes(test, "publicServer");
                Secret key = Secret.owning(bytes(test, "privateIut"));
                boolean right = peer.length == curve.valueLength()
                        && curve.agree(key, peer).equals(Secret.owning(bytes(test, "z")));
                assertThat(right).as("test %s", test.get("tcId")).isEqualTo(test.get("testPassed"));
                count++;
            }
        }
        Counted.report("acvp/XECDH-SSC-RFC7748.json", count, 50);
    }

    @Test
    void agreesOnX25519AsWycheproofDoes() throws CryptoRefusal {
        int count = 0;
        for (Map<String, Object> test : Wycheproof.tests("x25519")) {
            Secret key = Secret.owning(bytes(test, "private"));
            if (Wycheproof.hasFlag(test, "ZeroSharedSecret")) {
                assertThatThrownBy(() -> MontgomeryGroup.CURVE_25519.agree(key, bytes(test, "public")))
                        .isInstanceOf(CryptoRefusal.class);
            } else {
                assertThat(MontgomeryGroup.CURVE_25519
                                .agree(key, bytes(test, "public"))
                                .copy())
                        .isEqualTo(bytes(test, "shared"));
            }
            count++;
        }
        Counted.report("wycheproof/x25519", count, 300);
    }

    /** Points that are not written uncompressed have no place in IKE: those tests are left out. */
    @Test
    void agreesOnEcpAsWycheproofDoes() throws CryptoRefusal {
        for (EcpGroup group : EcpGroup.all()) {
            int count = 0;
            String file = "ecdh_secp" + group.bits() + "r1_ecpoint";
            for (Map<String, Object> test : Wycheproof.tests(file)) {
                byte[] point = bytes(test, "public");
                if (point.length == 1 + group.valueLength() && point[0] == 4) {
                    byte[] value = Arrays.copyOfRange(point, 1, point.length);
                    byte[] number = new BigInteger(1, bytes(test, "private")).toByteArray();
                    Secret key = Secret.owning(number);
                    if ("invalid".equals(test.get("result"))) {
                        assertThatThrownBy(() -> group.agree(key, value))
                                .as("%s %s", file, test.get("tcId"))
                                .isInstanceOf(CryptoRefusal.class);
                    } else {
                        assertThat(group.agree(key, value).copy()).isEqualTo(bytes(test, "shared"));
                    }
                    count++;
                }
            }
            Counted.report("wycheproof/" + file, count, 150);
        }
    }

    @Test
    void knowsWhichPublicValueBelongsToAnExponent() {
        int count = 0;
        String file = "acvp/safePrimes-keyVer-1.0.json";
        for (Map<String, Object> group : Vectors.objects(Vectors.json(file), "testGroups")) {
            if ("MODP-2048".equals(group.get("safePrimeGroup"))) {
                for (Map<String, Object> test : Vectors.objects(group, "tests")) {
                    byte[] value = ModpGroup.MODP_2048.publicValue(Secret.owning(bytes(test, "x")));
                    boolean right = Hex.of(value).equalsIgnoreCase(String.valueOf(test.get("y")));
                    assertThat(right).as("test %s", test.get("tcId")).isEqualTo(test.get("testPassed"));
                    count++;
                }
            }
        }
        Counted.report(file, count, 10);
    }
}
