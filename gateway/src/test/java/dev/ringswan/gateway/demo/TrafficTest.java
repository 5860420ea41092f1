package dev.ringswan.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficTest {
    @TempDir
    private Path directory;

    @Test
    void agreesOnWhatWasSent() throws Exception {
        InetSocketAddress address = freeAddress();
        AtomicLong progress = new AtomicLong();
        CompletableFuture<Transfer> received = CompletableFuture.supplyAsync(() -> {
            try {
                return TrafficReceiver.receive(address, progress::set);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Transfer sent = TrafficSender.send(address, 1_234_567, 0, 5);
        assertThat(sent.bytes()).isEqualTo(1_234_567);
        assertThat(received.get().bytes()).isEqualTo(1_234_567);
        assertThat(received.get().sha256()).isEqualTo(sent.sha256());
        assertThat(progress.get()).isEqualTo(1_234_567);

        Path file = directory.resolve("sent.json");
        DemoFiles.write(file, sent);
        assertThat(Transfer.read(file)).isEqualTo(sent);
    }

    private static InetSocketAddress freeAddress() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }
}
