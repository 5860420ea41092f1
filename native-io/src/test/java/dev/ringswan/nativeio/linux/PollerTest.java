package dev.ringswan.nativeio.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.MemoryPort;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PortPoller;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class PollerTest {
    private static final int FOREVER = -1;

    private final UdpPort first = udp();
    private final UdpPort second = udp();
    private final PortPoller poller = LinuxPorts.poller(List.of(first, second));
    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);

    @AfterEach
    void close() {
        poller.close();
        poller.close();
        first.close();
        second.close();
    }

    @Test
    void timesOutWhenNothingComes() {
        assertThat(poller.await(0)).isFalse();
        assertThat(poller.await(1)).isFalse();
    }

    @Test
    void seesPacketUntilItIsReceived() {
        burst.packet(0, burst.packetOffset(0), 10);
        burst.target(0, second.local());
        burst.count(1);
        first.transmit(burst, PacketBurst.FORWARD);
        assertThat(poller.await(FOREVER)).isTrue();
        assertThat(poller.await(0)).isTrue();
        assertThat(second.receive(burst)).isOne();
        assertThat(poller.await(0)).isFalse();
    }

    @Test
    void wakesForAnotherThread() {
        for (int round = 0; round < 100; round++) {
            CompletableFuture<Void> waker = CompletableFuture.runAsync(poller::wakeup);
            assertThat(poller.await(FOREVER)).isTrue();
            waker.join();
        }
        assertThat(poller.await(0)).isFalse();
    }

    @Test
    void remembersWakeupUntilNextAwait() {
        poller.wakeup();
        poller.wakeup();
        assertThat(poller.await(FOREVER)).isTrue();
        assertThat(poller.await(0)).isFalse();
    }

    @Test
    void passesOverClosedPorts() {
        second.close();
        assertThat(poller.await(0)).isFalse();
    }

    @Test
    void refusesPortsThatAreNotOfTheKernel() {
        MemoryPort memory = MemoryPort.pair(512, 1, Endpoint.of("192.0.2.1", 1), Endpoint.of("192.0.2.2", 1));
        assertThatThrownBy(() -> LinuxPorts.poller(List.of(first, memory)))
                .hasMessageContaining("port 1 of the list")
                .hasMessageContaining("MemoryPort");
    }

    private static UdpPort udp() {
        return (UdpPort) LinuxPorts.udp(Endpoint.of("127.0.0.1", 0), SocketOptions.DEFAULTS);
    }
}
