package dev.ringswan.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The blocking client, on a thread of its own. */
class ControlCallerTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void bringsAConnectionUp() throws Exception {
        try (ExecutorService threads = Executors.newSingleThreadExecutor();
                ControlFixture fixture = new ControlFixture(directory)) {
            CompletableFuture<ControlReply> reply = call(
                    threads,
                    fixture.socket,
                    new ControlRequest.Up(new ControlRequest.Target("office", "net", ControlRequest.TIMEOUT_DEFAULT)));
            while (!reply.isDone()) {
                fixture.run(1);
            }
            assertThat(reply.get().ok()).isTrue();
        }
    }

    @Test
    void waitsForTheEndOfTheGateway() throws Exception {
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            ControlFixture fixture = new ControlFixture(directory);
            CompletableFuture<ControlReply> reply = call(threads, fixture.socket, new ControlRequest.Stop());
            while (!fixture.pair.stopped) {
                fixture.run(1);
            }
            fixture.run(1);
            assertThat(reply.isDone()).isFalse();
            fixture.close();
            assertThat(reply.get().messages()).containsExactly("the gateway ends");
        }
    }

    private static CompletableFuture<ControlReply> call(ExecutorService threads, Path socket, ControlRequest request) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return ControlCaller.call(socket, request);
                    } catch (ControlException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }

    @Test
    void findsTheOnlyGatewayThatListens() throws Exception {
        assertThatThrownBy(() -> ControlCaller.onlySocket(directory))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("no gateway listens in " + directory);
        Files.createFile(directory.resolve("dead.sock"));
        try (ControlSocket first = new ControlSocket(directory.resolve("first.sock"))) {
            assertThat(ControlCaller.onlySocket(directory)).isEqualTo(first.path());
            try (ControlSocket second = new ControlSocket(directory.resolve("second.sock"))) {
                assertThatThrownBy(() -> ControlCaller.onlySocket(directory))
                        .hasMessageContaining("several gateways")
                        .hasMessageContaining(second.path().toString());
            }
        }
    }

    @Test
    void namesTheSocketByTheConfiguration() {
        assertThat(ControlCaller.defaultPath(Path.of("/etc/ringswan/office.conf")))
                .isEqualTo(Path.of("/run/ringswan/office.sock"));
    }
}
