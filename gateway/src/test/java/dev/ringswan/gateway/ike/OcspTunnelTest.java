package dev.ringswan.gateway.ike;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.config.IkeSettings;
import dev.ringswan.gateway.demo.DemoConfig;
import dev.ringswan.gateway.demo.MemoryDemo;
import dev.ringswan.gateway.demo.MemoryPair;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.crypto.CertificateVerifier;
import dev.ringswan.ike.crypto.CredentialException;
import dev.ringswan.ike.crypto.RevocationPolicy;
import dev.ringswan.ike.crypto.RsaPadding;
import dev.ringswan.ike.crypto.TestAuthority;
import dev.ringswan.ike.crypto.TestKeys;
import dev.ringswan.ike.crypto.TestResponder;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two whole gateways that prove who they are by certificates, which are good only if a responder on the loopback address says
 * so.
 */
@Timeout(60)
class OcspTunnelTest {
    private static final DemoConfig CONFIG = new DemoConfig(false, true, "aes256gcm16", "inline", 1_000_000_000);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final KeyPair KEYS_A = TestKeys.edwards("Ed25519");
    private static final KeyPair KEYS_B = TestKeys.ec("secp256r1");

    private final HttpServer server;
    private final AtomicInteger questions = new AtomicInteger();
    private final TestAuthority authority;
    private final X509Certificate certificateA;
    private final X509Certificate certificateB;
    private final TestResponder responder;

    OcspTunnelTest() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        authority = TestAuthority.root("root")
                .withResponder("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        certificateA = certificate(KEYS_A, "gw-1");
        certificateB = certificate(KEYS_B, "gw-2");
        responder = new TestResponder(authority).knows(certificateA, false).knows(certificateB, false);
        server.createContext("/", exchange -> {
            questions.incrementAndGet();
            try (exchange) {
                byte[] question = exchange.getRequestBody().readAllBytes();
                byte[] answer = responder.answer(Bytes.of(question)).toArray();
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (Exception e) {
                throw new IOException(e);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private X509Certificate certificate(KeyPair keys, String name) throws Exception {
        return authority.issue(keys, name, new GeneralName(GeneralName.dNSName, name));
    }

    private MemoryPair pair() throws ConfigException, CredentialException {
        DemoConfig.Pair texts = CONFIG.generate(RANDOM);
        return new MemoryPair(
                certified(texts.a(), KEYS_A, certificateA),
                certified(texts.b(), KEYS_B, certificateB),
                AeadProviders.select("jca"),
                RANDOM,
                () -> 1);
    }

    /** The same with certificates instead of the pre-shared key. */
    private GatewayConfig certified(String text, KeyPair keys, X509Certificate certificate)
            throws ConfigException, CredentialException {
        GatewayConfig config = ConfigLoader.parse(text, "test.conf", Path.of("."));
        Connection base = config.ike().config().connections().getFirst();
        LocalAuth local = LocalAuth.certificate(
                base.localAuth().identity(),
                keys.getPrivate(),
                RsaPadding.PSS,
                WeakAlgorithms.REFUSED,
                List.of(certificate));
        Identity peer = base.remoteAuth().identity().single().orElseThrow();
        RemoteAuth remote = RemoteAuth.certificate(
                IdentityPattern.of(peer),
                new CertificateVerifier(
                        List.of(authority.certificate()),
                        RevocationPolicy.REQUIRED,
                        List.of(),
                        () -> TestAuthority.NOW));
        Connection connection = new Connection(
                base.name(),
                base.local(),
                base.remote(),
                local,
                remote,
                base.proposals(),
                base.children(),
                base.encapsulation(),
                base.lifetime(),
                base.livenessNs(),
                null,
                base.unique());
        return new GatewayConfig(
                config.gateway(),
                config.tun(),
                config.publicSide(),
                List.of(),
                List.of(),
                new IkeSettings(
                        config.ike().config().with(List.of(connection)),
                        List.of(),
                        config.ike().children()),
                List.of());
    }

    /** The responder answers in its own time, and the clock of the gateways stands still meanwhile. */
    private static void await(MemoryPair pair, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            pair.pump();
            Thread.onSpinWait();
        }
    }

    @Test
    void comesUpWhenTheResponderVouchesForBoth() throws Exception {
        try (MemoryPair pair = pair()) {
            await(
                    pair,
                    () -> pair.statusA().children().size() == 1
                            && pair.statusB().children().size() == 1);
            assertThat(questions.get()).as("each has asked about the other").isEqualTo(2);
            assertThat(new MemoryDemo(pair, DataplaneConfig.DEFAULT.cellSize()).ping(5, false))
                    .isEqualTo(5);
        }
    }

    @Test
    void staysDownWhenTheInitiatorIsRevoked() throws Exception {
        responder.knows(certificateA, true);
        try (MemoryPair pair = pair()) {
            await(pair, () -> failure(pair).contains("AUTHENTICATION_FAILED"));
            assertThat(pair.statusB().ikeSuites()).isEmpty();
            assertThat(pair.statusA().children()).isEmpty();
        }
    }

    @Test
    void staysDownWhenTheResponderIsRevoked() throws Exception {
        responder.knows(certificateB, true);
        try (MemoryPair pair = pair()) {
            await(pair, () -> failure(pair).contains("revoked"));
            pair.pump();
            assertThat(pair.statusA().ikeSuites()).isEmpty();
            assertThat(pair.statusB().ikeSuites()).as("B is told, too").isEmpty();
        }
    }

    private static String failure(MemoryPair pair) {
        Failure failure = pair.gatewayA().ike().report(1).getFirst().lastFailure();
        return failure == null ? "" : failure.reason();
    }
}
