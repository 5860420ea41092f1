package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.testing.Hex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Another program, given the keys, reads what we seal: tshark verifies the ICVs and decrypts the inner packets. It knows
 * neither extended sequence numbers nor ChaCha20-Poly1305 (version 4.0), so those are left to the vectors.
 */
final class TsharkIT {
    private static final int SPI = 0xC000_0001;
    private static final int COUNT = 20;
    private static final int LINK_TYPE_RAW_IP = 101;

    @TempDir
    Path directory;

    @BeforeEach
    void requireTshark() {
        if (!Files.isExecutable(Path.of("/usr/bin/tshark"))) {
            String message = "SKIPPED: no /usr/bin/tshark to read our packets with; install the package tshark";
            System.err.println(message);
            Assumptions.abort(message);
        }
    }

    @ParameterizedTest(name = "{0}, outer IPv{1}, in UDP: {2}")
    @CsvSource({
        "AES128_GCM16, 4, true",
        "AES128_GCM16, 4, false",
        "AES256_GCM16, 4, false",
        "AES256_GCM16, 6, true",
        "AES256_GCM16, 6, false",
        "AES128_SHA256, 4, true",
        "AES128_SHA256, 6, false",
        "AES256_SHA256, 4, false",
        "AES256_SHA384, 4, false",
        "AES256_SHA512, 6, true",
        "NULL_SHA256, 4, false",
    })
    void readsOurPackets(EspSuite suite, int version, boolean udp) throws Exception {
        Endpoint local = Endpoint.of(version == 4 ? "192.0.2.1" : "2001:db8::a", udp ? 4500 : 0);
        Endpoint remote = Endpoint.of(version == 4 ? "192.0.2.2" : "2001:db8::b", udp ? 4500 : 0);
        List<byte[]> inner = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            inner.add(
                    i % 2 == 0
                            ? Packets.udp("10.1.0.1", "10.2.0.1", 1000, 2000, 48 + i * 60, i)
                            : Packets.udp("2001:db8:1::1", "2001:db8:2::1", 1000, 2000, 60 + i * 60, i));
        }
        Path capture = directory.resolve("esp.pcap");
        writeCapture(capture, seal(suite, local, remote, udp, inner), local, remote, udp);
        List<String> lines = tshark(capture, suite, version);
        assertThat(lines).hasSize(COUNT);
        for (int i = 0; i < COUNT; i++) {
            byte[] packet = inner.get(i);
            boolean ipv4 = packet[0] >>> 4 == 4;
            String[] fields = lines.get(i).split("\\|", -1);
            assertThat(fields[0]).as("SPI").isEqualTo("0xc0000001");
            assertThat(fields[1]).as("sequence number").isEqualTo(String.valueOf(i + 1));
            assertThat(fields[2]).as("ICV of packet %d", i).isEqualTo("1");
            assertThat(fields[3]).as("next header").isEqualTo(ipv4 ? "0x04" : "0x29");
            assertThat(fields[ipv4 ? 4 : 6]).as("source").endsWith(ipv4 ? "10.1.0.1" : "2001:db8:1::1");
            assertThat(fields[ipv4 ? 5 : 7]).as("target").endsWith(ipv4 ? "10.2.0.1" : "2001:db8:2::1");
            assertThat(fields[8])
                    .as("payload")
                    .endsWith(Hex.of(Arrays.copyOfRange(packet, ipv4 ? 28 : 48, packet.length)));
        }
    }

    /** What the outbound pipeline puts on the wire. */
    private static List<ScriptedPort.Sent> seal(
            EspSuite suite, Endpoint local, Endpoint remote, boolean udp, List<byte[]> inner) throws Exception {
        try (OneGateway net =
                new OneGateway(Engines.fastest(), DataplaneConfig.DEFAULT.withMode(RunMode.INLINE), udp, null)) {
            SaParameters sa =
                    SaParameters.of(SPI, suite, OneGateway.key(suite, SPI), local, remote, OneGateway.SELECTORS);
            net.dataplane.control().activateOutbound(net.child, sa.withEsn(false));
            inner.forEach(net.host::give);
            net.run();
            return net.wire.sent();
        }
    }

    /** A classic pcap file of IP packets, with the outer headers that the kernel would make. */
    private static void writeCapture(
            Path file, List<ScriptedPort.Sent> sent, Endpoint local, Endpoint remote, boolean udp) throws IOException {
        ByteBuffer pcap = ByteBuffer.allocate(24 + COUNT * 2000).order(ByteOrder.LITTLE_ENDIAN);
        pcap.putInt(0xA1B2_C3D4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(LINK_TYPE_RAW_IP);
        for (ScriptedPort.Sent packet : sent) {
            int upperLength = packet.bytes().length + (udp ? 8 : 0);
            byte[] header = ipHeader(packet, upperLength, udp ? 17 : 50, local, remote);
            int length = header.length + upperLength;
            pcap.putLong(0).putInt(length).putInt(length).put(header);
            if (udp) {
                pcap.order(ByteOrder.BIG_ENDIAN)
                        .putShort((short) 4500)
                        .putShort((short) 4500)
                        .putInt(upperLength << 16)
                        .order(ByteOrder.LITTLE_ENDIAN);
            }
            pcap.put(packet.bytes());
        }
        Files.write(file, Arrays.copyOf(pcap.array(), pcap.position()));
    }

    private static byte[] ipHeader(
            ScriptedPort.Sent packet, int upperLength, int protocol, Endpoint local, Endpoint remote) {
        ByteBuffer header = ByteBuffer.allocate(local.isIpv4() ? 20 : 40);
        if (local.isIpv4()) {
            header.putInt(0x4500_0000 | (packet.trafficClass() << 16) | (20 + upperLength));
            header.putInt(packet.dontFragment() ? 0x4000 : 0).putInt((64 << 24) | (protocol << 16));
        } else {
            header.putInt(0x6000_0000 | (packet.trafficClass() << 20));
            header.putInt((upperLength << 16) | (protocol << 8) | 64);
        }
        header.put(local.address().getAddress()).put(remote.address().getAddress());
        if (local.isIpv4()) {
            header.putShort(10, (short) ~Packets.sum(header.array(), 0, 20));
        }
        return header.array();
    }

    private List<String> tshark(Path capture, EspSuite suite, int version) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/tshark", "-n", "-r", capture.toString()));
        command.addAll(List.of("-o", "esp.enable_encryption_decode:TRUE"));
        command.addAll(List.of("-o", "esp.enable_authentication_check:TRUE"));
        command.addAll(List.of("-o", "uat:esp_sa:" + sa(suite, version)));
        command.addAll(List.of("-T", "fields", "-E", "separator=|"));
        for (String field : new String[] {
            "esp.spi",
            "esp.sequence",
            "esp.icv_good",
            "esp.protocol",
            "ip.src",
            "ip.dst",
            "ipv6.src",
            "ipv6.dst",
            "udp.payload"
        }) {
            command.add("-e");
            command.add(field);
        }
        Path errors = directory.resolve("errors.txt");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return output.lines().toList();
    }

    /** One line of tshark's table of SAs: protocol, addresses, SPI, cipher with key, integrity with key. */
    private static String sa(EspSuite suite, int version) {
        byte[] material = OneGateway.key(suite, SPI);
        int cipherLength = suite.algorithm().cipherKeyLength() + suite.saltLength();
        String cipherKey = Hex.of(Arrays.copyOf(material, cipherLength));
        String integrityKey = Hex.of(Arrays.copyOfRange(material, cipherLength, material.length));
        String cipher = suite.isAead()
                ? "AES-GCM with 16 octet ICV [RFC4106]"
                : suite.encrypts() ? "AES-CBC [RFC3602]" : "NULL";
        String integrity = switch (suite.icvLength() + (suite.isAead() ? 100 : 0)) {
            case 16 -> "HMAC-SHA-256-128 [RFC4868]";
            case 24 -> "HMAC-SHA-384-192 [RFC4868]";
            case 32 -> "HMAC-SHA-512-256 [RFC4868]";
            default -> "NULL";
        };
        return "\"IPv%d\",\"*\",\"*\",\"0x%08x\",\"%s\",\"%s\",\"%s\",\"%s\""
                .formatted(version, SPI, cipher, hex(cipherKey), integrity, hex(integrityKey));
    }

    private static String hex(String key) {
        return key.isEmpty() ? "" : "0x" + key;
    }
}
