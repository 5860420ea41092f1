package dev.ringswan.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients can do to the control socket, and what they cannot. */
class ControlServerTest {
    private static final String STATUS = "{\"command\":\"status\"}\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private ControlFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new ControlFixture(directory.resolve("made"));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void keepsOthersOutByFileModes() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.socket)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("made"))))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "7",
                "\u0000",
                "{\"command\":\"status\",\"command\":\"stop\"}",
                "{\"command\":7}",
                "{\"command\":\"launch\"}",
                "{\"command\":\"up\"}",
                "{\"command\":\"up\",\"connection\":\"office\",\"timeout\":0}",
                "{\"command\":\"up\",\"connection\":\"office\",\"timeout\":1e99}",
                "{\"command\":\"up\",\"connection\":[\"office\"]}",
                "{\"command\":\"status\",\"verbose\":true}"
            })
    void answersNonsenseAndGoesOn(String line) throws Exception {
        try (ControlFixture.Client client = fixture.connect()) {
            client.send(line + "\n");
            ControlReply reply = client.awaitReply();
            assertThat(reply.ok()).isFalse();
            assertThat(reply.messages()).hasSize(1).allMatch(message -> !message.contains("Exception"));
            client.send(STATUS);
            assertThat(client.awaitReply().ok()).isTrue();
        }
    }

    @Test
    void hangsUpOnALineThatIsTooLong() throws Exception {
        try (ControlFixture.Client client = fixture.connect()) {
            client.send("x".repeat(ControlConnection.LINE_LENGTH_MAX));
            assertThat(client.awaitReply().messages()).containsExactly("a request has at most 4096 bytes");
            fixture.run(2);
            client.line();
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void answersRequestsOfOneClientInTurn() throws Exception {
        try (ControlFixture.Client client = fixture.connect()) {
            client.send(STATUS + "{\"command\":\"counters\"}\n" + STATUS);
            assertThat(client.awaitReply().details()).containsKey("connections");
            assertThat(client.awaitReply().details()).containsKey("ports");
            assertThat(client.awaitReply().details()).containsKey("connections");
        }
    }

    @Test
    void answersAClientThatSendsNoMore() throws Exception {
        try (ControlFixture.Client client = fixture.connect()) {
            client.send(STATUS);
            client.endOutput();
            assertThat(client.awaitReply().ok()).isTrue();
            fixture.run(2);
            client.line();
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void turnsAwayOneClientTooMany() throws Exception {
        List<ControlFixture.Client> clients = new ArrayList<>();
        for (int i = 0; i < ControlServer.CLIENTS_MAX; i++) {
            clients.add(fixture.connect());
            fixture.run(1);
        }
        try (ControlFixture.Client late = fixture.connect()) {
            assertThat(late.awaitReply().messages())
                    .containsExactly("16 clients are connected already: try again later");
        }
        clients.getFirst().close();
        fixture.run(2);
        assertThat(fixture.call(new ControlRequest.Status()).ok()).isTrue();
        for (ControlFixture.Client client : clients) {
            client.close();
        }
    }

    @Test
    void hangsUpOnClientsThatAreSilent() throws Exception {
        try (ControlFixture.Client client = fixture.connect()) {
            client.send("{\"command\":");
            fixture.run(1);
            fixture.pair.advance(ControlConnection.PATIENCE_NS);
            fixture.run(1);
            client.line();
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void servesOthersWhileAClientTakesNoReplies() throws Exception {
        try (ControlFixture.Client slow = fixture.connect()) {
            slow.send(STATUS.repeat(150));
            for (int i = 0; i < 20; i++) {
                assertThat(fixture.call(new ControlRequest.Status()).ok()).isTrue();
            }
        }
    }

    @Test
    void replacesTheSocketOfADeadGateway() throws Exception {
        fixture.close();
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(fixture.socket));
        }
        assertThat(fixture.socket).exists();
        fixture = new ControlFixture(directory.resolve("made"));
        assertThat(fixture.call(new ControlRequest.Status()).ok()).isTrue();
    }

    @Test
    void leavesTheSocketOfALivingGatewayAlone() throws Exception {
        assertThatThrownBy(() -> new ControlSocket(fixture.socket))
                .hasMessageContaining("a gateway listens at " + fixture.socket + " already")
                .hasMessageContaining("ringswan stop --socket");
        assertThat(fixture.call(new ControlRequest.Status()).ok()).isTrue();
    }

    @Test
    void doesNotReplaceAFileThatIsNoSocket() throws Exception {
        Path file = Files.writeString(directory.resolve("notes.txt"), "keep me");
        assertThatThrownBy(() -> new ControlSocket(file)).hasMessageContaining("is no socket");
        assertThat(file).hasContent("keep me");
    }

    @Test
    void takesItsSocketAwayButNotThatOfASuccessor() throws Exception {
        Path path = directory.resolve("own.sock");
        ControlSocket first = new ControlSocket(path);
        Files.delete(path);
        try (ControlSocket second = new ControlSocket(path)) {
            first.close();
            assertThat(second.path()).exists();
        }
        assertThat(path).doesNotExist();
    }
}
