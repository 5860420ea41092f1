package dev.ringswan.dataplane;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.testing.Hex;
import dev.ringswan.nativeio.testing.Vectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ESP that real gateways sent, and that others have recorded with the keys. All of it has an ICV of 96 bits, which none of our
 * suites has, so each packet gets an ICV of ours in its place; IV, payload, padding and trailer stay as they were sent.
 */
final class CaptureVectorTest {
    /** Three SAs with AES-CBC; the fourth has 3DES. */
    private static final int SA_COUNT = 3;

    private static final int PACKET_COUNT = 14;
    private static final int FOREIGN_ICV_LENGTH = 12;
    private static final byte[] INTEGRITY_KEY = Hex.bytes("5a".repeat(32));

    private static List<AeadProvider> engines() {
        return Engines.available();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void openToTheRecordedInnerPackets(AeadProvider engine) throws Exception {
        Map<String, Object> expected = files(Vectors.json("captures/expected_esp.json"));
        int sas = 0;
        int packets = 0;
        for (Map<String, Object> key : Vectors.objects(Vectors.json("captures/keys.json"), "esp")) {
            EspSuite suite = suite(key);
            if (suite != null) {
                String file = String.valueOf(key.get("file"));
                packets += open(engine, suite, key, frames(file), Vectors.objects(expected, file));
                sas++;
            }
        }
        assertThat(sas).isEqualTo(SA_COUNT);
        assertThat(packets).isEqualTo(PACKET_COUNT);
    }

    private static @Nullable EspSuite suite(Map<String, Object> key) {
        return switch (String.valueOf(key.get("encr"))) {
            case "AES_CBC" -> EspSuite.AES128_SHA256;
            case "AES_CBC_256" -> EspSuite.AES256_SHA256;
            default -> null;
        };
    }

    private static int open(
            AeadProvider engine,
            EspSuite suite,
            Map<String, Object> key,
            List<byte[]> frames,
            List<Map<String, Object>> expected)
            throws Exception {
        int count = 0;
        String spi = String.valueOf(key.get("spi"));
        try (OneGateway net = new OneGateway(
                engine, DataplaneConfig.DEFAULT.withMode(RunMode.INLINE).withClampMss(false), false, null)) {
            byte[] material = Hex.bytes(key.get("encr_key") + Hex.of(INTEGRITY_KEY));
            net.dataplane
                    .control()
                    .installInbound(SaParameters.of(
                                    Integer.parseUnsignedInt(spi, 16),
                                    suite,
                                    material,
                                    OneGateway.LOCAL,
                                    OneGateway.REMOTE,
                                    OneGateway.ANYTHING)
                            .withEsn(false));
            for (Map<String, Object> packet : expected) {
                if (spi.equals(packet.get("spi"))) {
                    byte[] esp = esp(frames.get(((Number) requireNonNull(packet.get("frame"))).intValue() - 1));
                    net.wire.give(withOurIcv(esp));
                    net.run();
                    assertThat(net.host.sentBytes())
                            .as("frame " + packet)
                            .containsExactly(Vectors.bytes(packet, "inner"));
                    count++;
                }
            }
            assertThat(net.dataplane.inboundCounters().drops().nonZero()).isEmpty();
        }
        return count;
    }

    /** The frames of a little-endian pcap file. */
    private static List<byte[]> frames(String file) throws IOException {
        byte[] bytes = Files.readAllBytes(Vectors.path("captures/" + file));
        ByteBuffer pcap = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(pcap.getInt(0)).isEqualTo(0xA1B2_C3D4);
        assertThat(pcap.getInt(20)).as("Ethernet").isEqualTo(1);
        pcap.position(24);
        List<byte[]> frames = new ArrayList<>();
        while (pcap.hasRemaining()) {
            byte[] frame = new byte[pcap.getInt(pcap.position() + 8)];
            pcap.position(pcap.position() + 16).get(frame);
            frames.add(frame);
        }
        return frames;
    }

    /** What is behind Ethernet and IPv4 headers. */
    private static byte[] esp(byte[] frame) {
        int ip = 14;
        assertThat(frame[ip + 9]).as("protocol").isEqualTo((byte) 50);
        int length = ByteBuffer.wrap(frame).getShort(ip + 2);
        return Arrays.copyOfRange(frame, ip + ((frame[ip] & 0xF) << 2), ip + length);
    }

    private static byte[] withOurIcv(byte[] esp) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(INTEGRITY_KEY, "HmacSHA256"));
        int length = esp.length - FOREIGN_ICV_LENGTH;
        mac.update(esp, 0, length);
        byte[] packet = Arrays.copyOf(esp, length + 16);
        System.arraycopy(mac.doFinal(), 0, packet, length, 16);
        return packet;
    }

    @SuppressWarnings("unchecked") // A JSON object of jackson-jr is always a Map with String keys.
    private static Map<String, Object> files(Map<String, Object> document) {
        return (Map<String, Object>) requireNonNull(document.get("files"));
    }
}
