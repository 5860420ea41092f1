package dev.ringswan.bench.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.dataplane.DataplanePorts;
import dev.ringswan.dataplane.PublicPort;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.MemoryPort;
import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.crypto.AeadProviders;
import dev.ringswan.nativeio.testing.Hex;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data messages that wireguard-go made or accepted: see src/test/wireguard/record-transcript. */
final class TranscriptTest {
    private static final Endpoint OWN = Endpoint.of("192.0.2.1", 51820);
    private static final Endpoint PEER = Endpoint.of("192.0.2.2", 51820);
    private static final String SCRIPT = "10.9.0.1/32";
    private static final String WIREGUARD_GO = "10.9.0.2/32";
    private static final int CELL_SIZE = PacketBurst.CELL_SIZE_DEFAULT;

    /** The engines that work here: at least jca always does. */
    static List<AeadProvider> engines() {
        List<AeadProvider> engines = new ArrayList<>();
        for (String name : AeadProviders.NAMES) {
            try {
                engines.add(AeadProviders.select(name));
            } catch (NativeIoException e) {
                System.err.println("without " + name + ": " + e.getMessage());
            }
        }
        assertThat(engines).isNotEmpty();
        return engines;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void makesTheMessagesThatWireguardGoAccepted(AeadProvider engine) throws Exception {
        try (Fixture fixture = new Fixture(engine)) {
            TrafficSelectors selectors = TrafficSelectors.of(SCRIPT, WIREGUARD_GO);
            OutboundSlot child = fixture.dataplane.control().newChild("wireguard-go");
            // The recorded peer has sent counter 0 as a keepalive.
            fixture.dataplane
                    .control()
                    .activateOutbound(
                            child,
                            WireGuardDataplane.session(
                                            index("index_of_wireguard_go"), key("key_of_script"), OWN, PEER, selectors)
                                    .withSequence(2, Long.MAX_VALUE));
            fixture.dataplane.control().publishPolicy(List.of(Policy.protect(selectors, child)));
            fixture.inside.send(messages("script", "packet").stream()
                    .filter(packet -> packet.length > 0)
                    .toArray(byte[][]::new));
            run(fixture.dataplane.outboundAgents());
            List<byte[]> expected = messages("script", "message");
            assertThat(fixture.outside.drain()).containsExactlyElementsOf(expected.subList(1, expected.size()));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void readsTheMessagesOfWireguardGo(AeadProvider engine) throws Exception {
        try (Fixture fixture = new Fixture(engine)) {
            receiveBy(fixture, "index_of_script", "key_of_wireguard_go", WIREGUARD_GO, SCRIPT);
            fixture.outside.send(messages("wireguard-go", "message").toArray(byte[][]::new));
            run(fixture.dataplane.inboundAgents());
            assertThat(fixture.inside.drain()).containsExactlyElementsOf(messages("wireguard-go", "packet"));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void endsKeepalivesReplaysForgeriesAndStrangers(AeadProvider engine) throws Exception {
        try (Fixture fixture = new Fixture(engine)) {
            receiveBy(fixture, "index_of_wireguard_go", "key_of_script", SCRIPT, WIREGUARD_GO);
            List<byte[]> recorded = messages("script", "message");
            byte[] forged = recorded.get(2).clone();
            forged[forged.length - 1] ^= 1;
            byte[] stranger = recorded.get(3).clone();
            stranger[4] ^= 1;
            byte[] handshake = recorded.get(4).clone();
            handshake[0] = 1;
            for (byte[] message :
                    List.of(recorded.get(0), recorded.get(1), recorded.get(1), forged, stranger, handshake)) {
                fixture.outside.send(message);
                run(fixture.dataplane.inboundAgents());
            }
            assertThat(fixture.inside.drain())
                    .containsExactly(messages("script", "packet").get(1));
            assertThat(fixture.dataplane.inboundCounters().drops().nonZero())
                    .containsOnly(
                            Map.entry(DropReason.KEEPALIVE, 1L),
                            Map.entry(DropReason.REPLAY, 1L),
                            Map.entry(DropReason.INTEGRITY, 1L),
                            Map.entry(DropReason.NO_SA, 1L),
                            Map.entry(DropReason.MALFORMED, 1L));
        }
    }

    private static void receiveBy(Fixture fixture, String index, String key, String from, String to) throws Exception {
        fixture.dataplane
                .control()
                .installInbound(
                        WireGuardDataplane.session(index(index), key(key), OWN, PEER, TrafficSelectors.of(to, from)));
    }

    private static void run(List<Agent> agents) throws Exception {
        for (int i = 0; i < 8; i++) {
            for (Agent agent : agents) {
                agent.doWork();
            }
        }
    }

    private static int index(String name) throws Exception {
        return ((Number) Objects.requireNonNull(transcript().get(name))).intValue();
    }

    private static byte[] key(String name) throws Exception {
        return Hex.bytes(String.valueOf(transcript().get(name)));
    }

    private static List<byte[]> messages(String from, String field) throws Exception {
        List<byte[]> found = new ArrayList<>();
        for (Object entry : (List<?>) Objects.requireNonNull(transcript().get("messages"))) {
            Map<?, ?> message = (Map<?, ?>) entry;
            if (from.equals(message.get("from"))) {
                found.add(Hex.bytes(String.valueOf(message.get(field))));
            }
        }
        assertThat(found).hasSizeGreaterThan(5);
        return found;
    }

    private static Map<String, Object> transcript() throws Exception {
        try (InputStream file = TranscriptTest.class.getResourceAsStream("/wireguard/transcript.json")) {
            return JSON.std.mapFrom(Objects.requireNonNull(file).readAllBytes());
        }
    }

    /** One end, with both of its ports in memory, on a ring with two workers. */
    private static final class Fixture implements AutoCloseable {
        final MemoryPort inside;
        final MemoryPort outside;
        final WireGuardDataplane dataplane;

        Fixture(AeadProvider engine) {
            MemoryPort insideEnd = MemoryPort.pair(CELL_SIZE, 8, OWN, OWN);
            MemoryPort outsideEnd = MemoryPort.pair(CELL_SIZE, 8, OWN, PEER);
            inside = insideEnd.peer();
            outside = outsideEnd.peer();
            dataplane = new WireGuardDataplane(
                    DataplaneConfig.DEFAULT.withMode(RunMode.RING).withWorkers(2),
                    engine,
                    new DataplanePorts(List.of(new PublicPort(outsideEnd, true)), insideEnd, insideEnd, null),
                    SystemNanoClock.INSTANCE,
                    new SecureRandom(),
                    defect -> {
                        throw new IllegalStateException("a stage failed", defect);
                    });
        }

        @Override
        public void close() {
            dataplane.close();
        }
    }
}
