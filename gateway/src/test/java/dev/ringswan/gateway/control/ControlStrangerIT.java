package dev.ringswan.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another user reaches a socket whose file was opened to everybody by mistake; the gateway still obeys nobody else. */
class ControlStrangerIT {
    private static final String CLIENT = """
            import java.net.UnixDomainSocketAddress;
            import java.nio.ByteBuffer;
            import java.nio.channels.SocketChannel;

            void main(String[] arguments) throws Exception {
                try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]))) {
                    try {
                        channel.write(ByteBuffer.wrap("{\\"command\\":\\"stop\\"}\\n".getBytes()));
                    } catch (java.io.IOException e) {
                        // refused before it could ask
                    }
                    ByteBuffer reply = ByteBuffer.allocate(4096);
                    channel.read(reply);
                    IO.println(new String(reply.array(), 0, reply.position()));
                }
            }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void refusesOtherUsers() throws Exception {
        assumeTrue(
                "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "SKIPPED ControlStrangerIT: taking another user's part takes root and setpriv (util-linux)");
        try (ControlFixture fixture = new ControlFixture(directory)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(fixture.socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            Path client = Files.writeString(directory.resolve("Client.java"), CLIENT);
            Process process = new ProcessBuilder(
                            "/usr/bin/setpriv",
                            "--reuid=65534",
                            "--regid=65534",
                            "--clear-groups",
                            System.getProperty("java.home") + "/bin/java",
                            client.toString(),
                            fixture.socket.toString())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            while (process.isAlive()) {
                fixture.run(1);
                Thread.sleep(1);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(output).contains("only root and the user of the gateway may give commands");
            assertThat(fixture.pair.stopped).isFalse();
            assertThat(fixture.call(new ControlRequest.Status()).ok()).isTrue();
        }
    }
}
