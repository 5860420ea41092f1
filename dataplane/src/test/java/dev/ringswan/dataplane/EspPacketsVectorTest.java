package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.esp.EspHeader;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.esp.IvPool;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.sa.SaMode;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.dataplane.stage.EncapStage;
import dev.ringswan.dataplane.stage.OpenStage;
import dev.ringswan.dataplane.stage.SealStage;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.testing.Hex;
import dev.ringswan.nativeio.testing.Vectors;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ESP packets of another implementation: each one of our suites opens by the real pipeline to the inner packet, and the inner
 * packet seals to the same bytes again. What is outside ESP is the kernel's.
 */
final class EspPacketsVectorTest {
    private static final String FILE = "esp_ah/packets.json";
    private static final int ESP_COUNT = 112;
    private static final int OURS_COUNT = 42;
    /** One case has a sequence number of 64 bits; ours end at 63, so no SA of ours ever gets there. */
    private static final int BEYOND_COUNT = 1;

    private static final DataplaneConfig CONFIG =
            DataplaneConfig.DEFAULT.withMode(RunMode.INLINE).withClampMss(false);

    /** One case of the file. */
    private record Case(Map<String, Object> fields, EspSuite suite) {
        static @Nullable Case of(Map<String, Object> fields) {
            EspSuite suite = suite(fields);
            return suite == null ? null : new Case(fields, suite);
        }

        private static @Nullable EspSuite suite(Map<String, Object> fields) {
            int keyLength = Vectors.bytes(fields, "encr_key").length;
            String cipher = fields.get("encr") + "/" + keyLength;
            String hash = String.valueOf(fields.get("integ")).replaceFirst("SHA2-(\\d+)-\\d+", "$1");
            return switch (cipher) {
                case "AES-GCM/20" -> EspSuite.AES128_GCM16;
                case "AES-GCM/36" -> EspSuite.AES256_GCM16;
                case "CHACHA20-POLY1305/36" -> EspSuite.CHACHA20_POLY1305;
                case "AES-CBC/16" ->
                    byHash(hash, EspSuite.AES128_SHA256, EspSuite.AES128_SHA384, EspSuite.AES128_SHA512);
                case "AES-CBC/32" ->
                    byHash(hash, EspSuite.AES256_SHA256, EspSuite.AES256_SHA384, EspSuite.AES256_SHA512);
                case "NULL/0" -> byHash(hash, EspSuite.NULL_SHA256, EspSuite.NULL_SHA384, EspSuite.NULL_SHA512);
                default -> null;
            };
        }

        private static @Nullable EspSuite byHash(String hash, EspSuite of256, EspSuite of384, EspSuite of512) {
            return switch (hash) {
                case "256" -> of256;
                case "384" -> of384;
                case "512" -> of512;
                default -> null;
            };
        }

        String id() {
            return String.valueOf(fields.get("id"));
        }

        boolean isTrue(String name) {
            return Boolean.TRUE.equals(fields.get(name));
        }

        long number(String name) {
            return ((Number) fields.getOrDefault(name, 0)).longValue();
        }

        long sequence() {
            return (number("seq_hi") << 32) | number("seq");
        }

        boolean transport() {
            return "transport".equals(fields.get("mode"));
        }

        byte[] inner() {
            return Vectors.bytes(fields, "plain_packet");
        }

        byte[] outer() {
            return Vectors.bytes(fields, "protected_packet");
        }

        /** From the ESP header on. */
        byte[] esp() {
            int header = (outer()[0] >>> 4 == 4 ? 20 : 40) + (isTrue("nat_t") ? 8 : 0);
            return Arrays.copyOfRange(outer(), header, outer().length);
        }

        byte[] iv() {
            return Arrays.copyOfRange(esp(), EspHeader.LENGTH, suite.headerLength());
        }

        private Endpoint endpoint(boolean source) {
            boolean ipv4 = outer()[0] >>> 4 == 4;
            int length = ipv4 ? 4 : 16;
            int offset = (ipv4 ? 12 : 8) + (source ? 0 : length);
            try {
                byte[] address = Arrays.copyOfRange(outer(), offset, offset + length);
                return Endpoint.of(InetAddress.getByAddress(address), isTrue("nat_t") ? 4500 : 0);
            } catch (UnknownHostException e) {
                throw new AssertionError(e);
            }
        }

        Endpoint sender() {
            return endpoint(true);
        }

        Endpoint receiver() {
            return endpoint(false);
        }

        SaParameters sa(Endpoint local, Endpoint remote) {
            String integrityKey = String.valueOf(fields.getOrDefault("integ_key", ""));
            return SaParameters.of(
                            Integer.parseUnsignedInt(String.valueOf(fields.get("spi")), 16),
                            suite,
                            Hex.bytes(fields.get("encr_key") + integrityKey),
                            local,
                            remote,
                            OneGateway.ANYTHING)
                    .withEsn(isTrue("esn"))
                    .withMode(transport() ? SaMode.TRANSPORT : SaMode.TUNNEL);
        }
    }

    private static List<Case> cases() {
        List<Map<String, Object>> all = Vectors.objects(Vectors.json(FILE), "cases").stream()
                .filter(fields -> "esp".equals(fields.get("proto")))
                .toList();
        assertThat(all).hasSize(ESP_COUNT);
        return all.stream().map(Case::of).filter(item -> item != null).toList();
    }

    private static List<AeadProvider> engines() {
        return Engines.available();
    }

    @Test
    void hasAllCasesOfOurSuites() {
        Map<EspSuite, Integer> counts = new EnumMap<>(EspSuite.class);
        cases().forEach(item -> counts.merge(item.suite, 1, Integer::sum));
        assertThat(counts.values()).hasSize(EspSuite.values().length);
        assertThat(cases()).hasSize(OURS_COUNT);
        assertThat(cases()).filteredOn(item -> item.sequence() < 0).hasSize(BEYOND_COUNT);
        assertThat(cases()).allMatch(item -> item.isTrue("pad_monotonic"));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void openToTheInnerPacket(AeadProvider engine) throws Exception {
        int opened = 0;
        for (Case item : cases()) {
            if (item.sequence() < 0) {
                continue;
            }
            try (OneGateway net = new OneGateway(engine, CONFIG, item.isTrue("nat_t"), null)) {
                InboundSa sa = net.dataplane.control().installInbound(item.sa(item.receiver(), item.sender()));
                sa.window().commit(item.sequence() - 1);
                net.wire.give(item.esp(), trafficClass(item.outer()), item.sender());
                net.run();
                assertThat(net.dataplane.inboundCounters().drops().nonZero())
                        .as(item.id())
                        .isEmpty();
                List<byte[]> delivered = net.host.sentBytes();
                assertThat(delivered).as(item.id()).hasSize(1);
                assertThat(comparable(item, delivered.getFirst()))
                        .as(item.id())
                        .isEqualTo(comparable(item, item.inner()));
                assertThat(net.events.take()).as(item.id()).isEmpty();
                opened++;
            }
        }
        assertThat(opened).isEqualTo(OURS_COUNT - BEYOND_COUNT);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void sealToTheSameBytes(AeadProvider engine) throws Exception {
        int sealed = 0;
        for (Case item : cases()) {
            boolean beyond = item.sequence() < 0;
            SaParameters parameters = item.sa(item.sender(), item.receiver());
            try (OneGateway net = new OneGateway(engine, CONFIG, item.isTrue("nat_t"), null)) {
                OutboundSa sa = net.dataplane
                        .control()
                        .activateOutbound(
                                net.child,
                                beyond ? parameters : parameters.withSequence(item.sequence(), item.sequence()));
                assertThat(beyond || sa.claimSequence(1, 0) == item.sequence()).isTrue();
                assertThat(seal(engine, item, sa)).as(item.id()).isEqualTo(Hex.of(item.esp()));
                sealed++;
            }
        }
        assertThat(sealed).isEqualTo(OURS_COUNT);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void openBeyondOurSequenceNumbersToo(AeadProvider engine) throws Exception {
        int opened = 0;
        for (Case item : cases()) {
            if (item.sequence() >= 0) {
                continue;
            }
            try (OneGateway net = new OneGateway(engine, CONFIG);
                    OpenStage open = new OpenStage(engine.newEngine())) {
                EspBurst burst = burst(item.esp());
                burst.sa(0, net.dataplane.control().installInbound(item.sa(item.receiver(), item.sender())));
                burst.sequence(0, item.sequence());
                open.process(burst);
                assertThat(burst.isAlive(0)).as(item.id()).isTrue();
                byte[] payload = new byte[item.inner().length];
                burst.packets()
                        .getBytes(burst.packets().offset(0) + item.suite.headerLength(), payload, 0, payload.length);
                assertThat(payload).as(item.id()).isEqualTo(item.inner());
                opened++;
            }
        }
        assertThat(opened).isEqualTo(BEYOND_COUNT);
    }

    /** Runs the stages of a worker, with the IV of the case in place of ours. */
    private static String seal(AeadProvider engine, Case item, OutboundSa sa) {
        EspBurst burst = burst(item.inner());
        PacketBurst packets = burst.packets();
        burst.sa(0, sa);
        burst.sequence(0, item.sequence());
        burst.innerLength(0, item.inner().length);
        new EncapStage(new IvPool(new SecureRandom())).process(burst);
        byte[] iv = item.iv();
        packets.putBytes(packets.offset(0) + EspHeader.LENGTH, iv, 0, iv.length);
        try (SealStage seal = new SealStage(engine.newEngine())) {
            seal.process(burst);
        }
        assertThat(packets.trafficClass(0)).as(item.id()).isEqualTo(trafficClass(item.inner()));
        assertThat(packets.target(0)).as(item.id()).isEqualTo(item.receiver());
        byte[] sealed = new byte[packets.length(0)];
        packets.getBytes(packets.offset(0), sealed, 0, sealed.length);
        return Hex.of(sealed);
    }

    private static EspBurst burst(byte[] packet) {
        PacketBurst packets = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
        packets.count(1);
        packets.packet(0, packets.packetOffset(0), packet.length);
        packets.putBytes(packets.packetOffset(0), packet, 0, packet.length);
        return new EspBurst(packets);
    }

    private static int trafficClass(byte[] ip) {
        int word = ByteBuffer.wrap(ip).getInt();
        return (ip[0] >>> 4 == 4 ? word >>> 16 : word >>> 20) & 0xFF;
    }

    /**
     * The whole packet in tunnel mode. In transport mode the receiver makes the IP header: identification, DF, TTL, flow label
     * and checksum are its own.
     */
    private static String comparable(Case item, byte[] packet) {
        if (!item.transport()) {
            return Hex.of(packet);
        }
        ByteBuffer buffer = ByteBuffer.wrap(packet.clone());
        if (packet[0] >>> 4 == 4) {
            buffer.putInt(4, 0).put(8, (byte) 0).putShort(10, (short) 0);
        } else {
            buffer.putInt(0, buffer.getInt(0) & 0xFFF0_0000).put(7, (byte) 0);
        }
        return Hex.of(buffer.array());
    }
}
