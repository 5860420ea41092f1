package dev.ringswan.ike.crypto;

import static dev.ringswan.nativeio.testing.Vectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.testing.Vectors;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MacVectorTest {
    @Test
    void computesTheHmacsOfTheRfcs() {
        int count = 0;
        for (Map<String, Object> vector : Vectors.objects(Vectors.json("rfc/mac_prf.json"), "vectors")) {
            String name = String.valueOf(vector.get("alg"));
            for (Prf prf : Prf.values()) {
                if (name.equals("PRF_" + prf.name())) {
                    byte[] result = prf.apply(Secret.owning(bytes(vector, "key")), bytes(vector, "data"));
                    byte[] expected = bytes(vector, "out"); // RFC 4231 has truncated ones.
                    assertThat(Arrays.copyOf(result, expected.length)).isEqualTo(expected);
                    count++;
                }
            }
            for (Integrity integrity : Integrity.values()) {
                if (name.equals("AUTH_" + integrity.name())) {
                    assertThat(integrity.icv(Secret.owning(bytes(vector, "key")), bytes(vector, "data")))
                            .isEqualTo(bytes(vector, "out"));
                    count++;
                }
            }
        }
        Counted.report("rfc/mac_prf.json", count, 30);
    }

    @Test
    void computesTheHmacsOfWycheproof() {
        int count = 0;
        for (String file : new String[] {"hmac_sha1", "hmac_sha256", "hmac_sha512"}) {
            Prf prf = Prf.valueOf(file.replace("hmac_sha1", "HMAC_SHA1")
                    .replace("hmac_sha256", "HMAC_SHA2_256")
                    .replace("hmac_sha512", "HMAC_SHA2_512"));
            for (Map<String, Object> vector : Wycheproof.tests(file)) {
                byte[] expected = bytes(vector, "tag");
                byte[] result = prf.apply(Secret.owning(bytes(vector, "key")), bytes(vector, "msg"));
                assertThat(Arrays.equals(Arrays.copyOf(result, expected.length), expected))
                        .as("%s %s", file, vector.get("tcId"))
                        .isEqualTo(Wycheproof.valid(vector));
                count++;
            }
        }
        Counted.report("wycheproof/hmac_*", count, 300);
    }
}
