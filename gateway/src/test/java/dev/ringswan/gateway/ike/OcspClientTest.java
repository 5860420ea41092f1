package dev.ringswan.gateway.ike;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.crypto.OcspQuestion;
import dev.ringswan.ike.crypto.OcspQuestion.Status;
import dev.ringswan.ike.crypto.OcspTarget;
import dev.ringswan.ike.crypto.TestAuthority;
import dev.ringswan.ike.crypto.TestKeys;
import dev.ringswan.ike.crypto.TestResponder;
import dev.ringswan.ike.crypto.TestResponder.Fault;
import dev.ringswan.ike.wire.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Questions to a real HTTP server on the loopback address. */
@Timeout(30)
final class OcspClientTest {
    private final TestAuthority authority = TestAuthority.root("root");
    private final X509Certificate certificate = authority.issue(TestKeys.ec("secp256r1"), "gw");
    private final TestResponder responder = new TestResponder(authority).knows(certificate, false);
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<String> types = new ArrayList<>();
    private HttpServer server;
    private OcspClient client = new OcspClient(Duration.ofSeconds(10));

    OcspClientTest() throws Exception {
        // The authority may fail to be made.
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ocsp", exchange -> {
            types.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type"));
            try {
                byte[] request = exchange.getRequestBody().readAllBytes();
                reply(exchange, 200, responder.answer(Bytes.of(request)).toArray());
            } catch (Exception e) {
                throw new IOException(e);
            }
        });
        server.createContext("/missing", exchange -> reply(exchange, 404, new byte[10]));
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", url("/ocsp"));
            reply(exchange, 302, new byte[10]);
        });
        server.createContext("/long", exchange -> reply(exchange, 200, new byte[1 << 20]));
        server.createContext("/slow", exchange -> {
            await();
            reply(exchange, 200, new byte[10]);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        released.countDown();
        client.close();
        server.stop(0);
    }

    @Test
    void bringsWhatTheResponderSays() throws Exception {
        assertThat(verdict().status()).isEqualTo(Status.GOOD);
        assertThat(types).containsExactly("POST application/ocsp-request");
        responder.knows(certificate, true);
        assertThat(verdict().status()).isEqualTo(Status.REVOKED);
    }

    @Test
    void bringsWhatDoesNotCount() throws Exception {
        for (Fault fault : List.of(Fault.STALE, Fault.OTHER_NONCE, Fault.OTHER_CERTIFICATE, Fault.NONSENSE)) {
            responder.with(fault);
            assertThat(verdict().status()).as("%s", fault).isEqualTo(Status.UNDECIDED);
        }
        responder.with(Fault.NONE).signingAs(TestKeys.ec("secp256r1"), TestAuthority.root("root"));
        assertThat(verdict().reason()).contains("is not signed by");
    }

    @Test
    void bringsThatThereIsNoAnswer() throws Exception {
        assertThat(failure(url("/missing"))).contains("HTTP status 404");
        assertThat(failure(url("/moved"))).as("redirects are not followed").contains("HTTP status 302");
        assertThat(failure(url("/long"))).as("at most 64 KiB").isNotEmpty();
        assertThat(failure("http://a b/")).contains("no URL");
        assertThat(failure("http:///")).contains("no URL");
        int port = server.getAddress().getPort();
        server.stop(0);
        assertThat(failure("http://127.0.0.1:" + port + "/ocsp")).isNotEmpty();
    }

    @Test
    void givesASlowResponderUp() throws Exception {
        client = new OcspClient(Duration.ofMillis(200));
        assertThat(failure(url("/slow"))).contains("timed out");
    }

    @Test
    void asksNotTooManyAtOnce() throws Exception {
        for (int i = 0; i < 65; i++) {
            client.ask(new IkeEffect.AskOcsp(i, 0, url("/slow"), Bytes.of(new byte[] {1})));
        }
        IkeInput.OcspAnswered answer = next();
        assertThat(answer.localSpi()).isEqualTo(64);
        assertThat(answer.failure()).contains("too many");
    }

    private OcspQuestion.Verdict verdict() throws Exception {
        OcspQuestion question = new OcspTarget(
                        certificate, authority.certificate(), url("/ocsp"), () -> TestAuthority.NOW)
                .ask(new SecureRandom());
        client.ask(new IkeEffect.AskOcsp(7, 1, question.url(), question.request()));
        IkeInput.OcspAnswered answer = next();
        assertThat(answer.localSpi()).isEqualTo(7);
        assertThat(answer.question()).isEqualTo(1);
        return question.verdict(answer.response());
    }

    private String failure(String url) throws Exception {
        client.ask(new IkeEffect.AskOcsp(7, 1, url, Bytes.of(new byte[] {1})));
        IkeInput.OcspAnswered answer = next();
        assertThat(answer.response().isEmpty()).isTrue();
        return answer.failure();
    }

    private IkeInput.OcspAnswered next() throws InterruptedException {
        List<IkeInput> answers = new ArrayList<>();
        while (client.poll(answers::add) == 0) {
            Thread.sleep(1);
        }
        assertThat(answers).hasSize(1);
        return (IkeInput.OcspAnswered) answers.getFirst();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void await() throws IOException {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
