package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.testing.Hex;
import dev.ringswan.nativeio.testing.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole ESP packets of RFC 4106 and RFC 7634, sealed and opened. Their payloads are not all IP packets. */
final class RfcEspVectorTest {
    private static final int OURS_COUNT = 24;

    private static List<AeadProvider> engines() {
        return Engines.available();
    }

    private static @Nullable EspSuite suite(Map<String, Object> vector) {
        return switch (vector.get("alg") + "/" + Vectors.bytes(vector, "key").length) {
            case "AES-GCM/16" -> EspSuite.AES128_GCM16;
            case "AES-GCM/32" -> EspSuite.AES256_GCM16;
            case "CHACHA20-POLY1305/32" -> EspSuite.CHACHA20_POLY1305;
            default -> null;
        };
    }

    @ParameterizedTest
    @MethodSource("engines")
    void sealAndOpenAsPrinted(AeadProvider engine) {
        int count = 0;
        for (Map<String, Object> vector : Vectors.objects(Vectors.json("rfc/esp_aead.json"), "vectors")) {
            EspSuite suite = suite(vector);
            if (suite == null) {
                continue;
            }
            byte[] key = Hex.bytes(String.valueOf(vector.get("key")) + vector.get("salt"));
            boolean esn = Boolean.TRUE.equals(vector.get("esn"));
            long sequence = unsigned(vector, "seq") | (esn ? unsigned(vector, "seq_hi") << 32 : 0);
            byte[] packet = Vectors.bytes(vector, "esp_packet");
            byte[] plaintext = Vectors.bytes(vector, "plaintext");
            try (EspForge forge = new EspForge(engine, suite, key, (int) unsigned(vector, "spi"), esn)) {
                String id = String.valueOf(vector.get("id"));
                assertThat(vector.get("valid")).as(id).isEqualTo(true);
                assertThat(forge.sealRaw(plaintext, sequence, Vectors.bytes(vector, "iv")))
                        .as(id)
                        .isEqualTo(packet);
                assertThat(forge.open(packet, sequence)).as(id).isEqualTo(plaintext);
                assertThat(forge.open(packet, sequence + 1)).as(id).isNull();
                byte[] broken = Arrays.copyOf(packet, packet.length);
                broken[packet.length - 1] ^= 1;
                assertThat(forge.open(broken, sequence)).as(id).isNull();
            }
            count++;
        }
        assertThat(count).isEqualTo(OURS_COUNT);
    }

    private static long unsigned(Map<String, Object> vector, String name) {
        return Long.parseUnsignedLong(String.valueOf(vector.get(name)), 16);
    }
}
