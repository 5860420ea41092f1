package dev.ringswan.nativeio.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringswan.nativeio.Allocations;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP over the loopback interface; needs no privilege. */
@Timeout(120)
final class UdpPortIT {
    private static final int CELL = PacketBurst.CELL_SIZE_DEFAULT;
    private static final byte OTHER = -2;

    private final Ports ports = new Ports();
    private final PacketBurst burst = PacketBurst.allocate(CELL);
    private final PacketBurst received = PacketBurst.allocate(CELL);

    @AfterEach
    void closePorts() {
        ports.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void carriesFullBurst(String address) {
        UdpPort left = ports.udp(address);
        UdpPort right = ports.udp(address);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < PacketBurst.CAPACITY; i++) {
                put(i, 20 * i + 1, i + round, right.local());
            }
            burst.count(PacketBurst.CAPACITY);
            assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(PacketBurst.CAPACITY);
            assertThat(burst.verdict(63)).isEqualTo(PacketBurst.SENT);
            assertThat(Arrivals.receive(right, received, PacketBurst.CAPACITY)).isEqualTo(PacketBurst.CAPACITY);
            for (int i = 0; i < PacketBurst.CAPACITY; i++) {
                check(i, 20 * i + 1, i + round);
                assertThat(received.sourceIs(i, left.local())).isTrue();
                assertThat(received.source(i)).isEqualTo(left.local());
                assertThat(received.trafficClass(i)).isZero();
            }
        }
        assertThat(right.receive(received)).isZero();
        assertThat(received.count()).isZero();
    }

    @Test
    void worksInSlotsThatWereExchanged() {
        UdpPort left = ports.udp("127.0.0.1");
        UdpPort right = ports.udp("127.0.0.1");
        for (int round = 0; round < 4; round++) {
            put(0, 20, round, right.local());
            burst.count(1);
            assertThat(left.transmit(burst, PacketBurst.FORWARD)).isOne();
            received.count(0);
            while (received.count() == 0) {
                right.receive(received);
            }
            check(0, 20, round);
            assertThat(received.offset(0)).isEqualTo(received.packetOffset(0));
            burst.exchange(received);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void carriesTrafficClass(String address) {
        UdpPort left = ports.udp(address);
        UdpPort right = ports.udp(address);
        int[] classes = {0, 0xB8, 0x01, 0, 0xFF, 0x03};
        for (int i = 0; i < classes.length; i++) {
            put(i, 100, i, right.local());
            burst.trafficClass(i, classes[i]);
        }
        burst.count(classes.length);
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(classes.length);
        assertThat(Arrivals.receive(right, received, classes.length)).isEqualTo(classes.length);
        for (int i = 0; i < classes.length; i++) {
            assertThat(received.trafficClass(i)).isEqualTo(classes[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void sendsOnlyPacketsOfTheVerdict(String address) {
        UdpPort left = ports.udp(address);
        UdpPort right = ports.udp(address);
        for (int i = 0; i < 5; i++) {
            put(i, 50, i, right.local());
            burst.verdict(i, i % 2 == 0 ? PacketBurst.FORWARD : OTHER);
        }
        burst.count(5);
        assertThat(left.transmit(burst, OTHER)).isEqualTo(2);
        assertThat(Arrivals.receive(right, received, 2)).isEqualTo(2);
        check(0, 50, 1);
        check(1, 50, 3);
        assertThat(burst.verdict(1)).isEqualTo(PacketBurst.SENT);
        assertThat(burst.verdict(2)).isEqualTo(PacketBurst.FORWARD);
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(3);
        assertThat(Arrivals.receive(right, received, 3)).isEqualTo(3);
        check(2, 50, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void sendsFromSecondSender(String address) {
        UdpPort left = ports.udp(address);
        UdpPort right = ports.udp(address);
        PacketPort second = left.sender();
        put(0, 50, 1, right.local());
        burst.count(1);
        assertThat(second.transmit(burst, PacketBurst.FORWARD)).isOne();
        second.close();
        assertThat(Arrivals.receive(right, received, 1)).isOne();
        check(0, 50, 1);
        assertThat(received.sourceIs(0, left.local())).isTrue();
        put(0, 60, 2, right.local());
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isOne();
        assertThat(Arrivals.receive(right, received, 1)).isOne();
        check(0, 60, 2);
    }

    @Test
    void dropsAndCountsOversizeDatagram() {
        UdpPort left = ports.udp("127.0.0.1");
        UdpPort right = ports.udp("127.0.0.1");
        PacketBurst large = PacketBurst.allocate(2 * CELL);
        int[] lengths = {100, large.packetLengthMax(), 200, burst.packetLengthMax()};
        for (int i = 0; i < lengths.length; i++) {
            large.packet(i, large.packetOffset(i), lengths[i]);
            large.putInt(large.packetOffset(i), i);
            large.target(i, right.local());
            large.trafficClass(i, i);
        }
        large.count(lengths.length);
        UdpPort other = ports.udp("127.0.0.1");
        assertThat(left.transmit(large, PacketBurst.FORWARD)).isEqualTo(lengths.length);
        put(0, 300, 9, right.local());
        burst.count(1);
        other.transmit(burst, PacketBurst.FORWARD);
        assertThat(Arrivals.receive(right, received, 4)).isEqualTo(4);
        assertThat(received.length(0)).isEqualTo(100);
        assertThat(received.length(1)).isEqualTo(200);
        assertThat(received.trafficClass(1)).isEqualTo(2);
        assertThat(received.getInt(received.offset(1))).isEqualTo(2);
        assertThat(received.sourceIs(1, left.local())).isTrue();
        assertThat(received.length(2)).isEqualTo(burst.packetLengthMax());
        assertThat(received.sourceIs(3, other.local())).isTrue();
        assertThat(right.counters().count(PortEvent.RECEIVE_TRUNCATED)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void skipsPacketsThatTheKernelRefuses(String address) {
        UdpPort left = ports.udp(address);
        UdpPort right = ports.udp(address);
        PacketBurst large = PacketBurst.allocate(1 << 16);
        for (int i = 0; i < 6; i++) {
            large.packet(i, large.packetOffset(i), 100);
            large.putInt(large.packetOffset(i), i);
            large.target(i, right.local());
            large.dontFragment(i, i >= 2);
        }
        large.bounds(1, large.packetOffset(1), left.maximumPacketLength() + 1); // longer than any datagram
        large.bounds(3, large.packetOffset(3), left.maximumPacketLength() + 1);
        large.target(4, Endpoint.of(address.equals("::1") ? "127.0.0.1" : "::1", 9)); // the other family
        large.count(6);
        assertThat(left.transmit(large, PacketBurst.FORWARD)).isEqualTo(3);
        assertThat(large.verdict(1)).isEqualTo(PacketBurst.FORWARD);
        assertThat(large.verdict(3)).isEqualTo(PacketBurst.FORWARD);
        assertThat(large.verdict(4)).isEqualTo(PacketBurst.FORWARD);
        assertThat(large.verdict(5)).isEqualTo(PacketBurst.SENT);
        assertThat(left.counters().count(PortEvent.TRANSMIT_TOO_LONG)).isEqualTo(2);
        assertThat(left.counters().count(PortEvent.TRANSMIT_NO_TARGET)).isOne();
        assertThat(Arrivals.receive(right, received, 3)).isEqualTo(3);
        assertThat(received.getInt(received.offset(1))).isEqualTo(2);
        assertThat(received.getInt(received.offset(2))).isEqualTo(5);
    }

    @Test
    void countsUnreachableTargetAndGoesOn() {
        UdpPort left = ports.udp("127.0.0.1");
        UdpPort right = ports.udp("127.0.0.1");
        put(0, 10, 0, Endpoint.of("127.0.0.1", 0)); // port 0 cannot be sent to
        put(1, 10, 1, right.local());
        burst.count(2);
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isOne();
        assertThat(left.counters().count(PortEvent.TRANSMIT_FAILED)).isOne();
        assertThat(Arrivals.receive(right, received, 1)).isOne();
        check(0, 10, 1);
    }

    @Test
    void survivesIcmpErrors() {
        UdpPort left = ports.udp("127.0.0.1");
        UdpPort right = ports.udp("127.0.0.1");
        UdpPort gone = ports.udp("127.0.0.1");
        Endpoint nobody = gone.local();
        gone.close();
        for (int i = 0; i < 10; i++) {
            put(i, 10, i, i % 2 == 0 ? nobody : right.local());
            burst.dontFragment(i, i % 4 == 0);
        }
        burst.count(10);
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(10);
        assertThat(Arrivals.receive(right, received, 5)).isEqualTo(5);
        put(0, 10, 7, left.local());
        burst.count(1);
        right.transmit(burst, PacketBurst.FORWARD);
        assertThat(Arrivals.receive(left, received, 1)).isOne();
    }

    @Test
    void countsWhatTheKernelDropped() {
        UdpPort left = ports.udp("127.0.0.1");
        UdpPort right = ports.udp("127.0.0.1", SocketOptions.DEFAULTS.withReceiveBufferLength(4096));
        for (int i = 0; i < PacketBurst.CAPACITY; i++) {
            put(i, 1000, i, right.local());
        }
        burst.count(PacketBurst.CAPACITY);
        left.transmit(burst, PacketBurst.FORWARD);
        int arrived = Arrivals.receive(right, received, PacketBurst.CAPACITY, 500);
        assertThat(arrived).isBetween(1, PacketBurst.CAPACITY - 1);
        put(0, 100, 0, right.local());
        burst.count(1);
        left.transmit(burst, PacketBurst.FORWARD);
        assertThat(Arrivals.receive(right, received, 1)).isOne();
        assertThat(right.counters().count(PortEvent.RECEIVE_OVERFLOW)).isEqualTo(PacketBurst.CAPACITY - arrived);
    }

    @Test
    void explainsAddressInUse() {
        UdpPort first = ports.udp("127.0.0.1");
        assertThatThrownBy(() -> new UdpPort(first.local(), SocketOptions.DEFAULTS))
                .isInstanceOf(NativeIoException.class)
                .hasMessageContaining(
                        "bind UDP socket to 127.0.0.1:" + first.local().port())
                .hasMessageContaining("another IKE daemon");
        SocketOptions shared = SocketOptions.DEFAULTS.withReusePort(true);
        UdpPort one = ports.udp("127.0.0.1", shared);
        new UdpPort(one.local(), shared).close();
    }

    @Test
    void explainsForeignAddress() {
        assertThatThrownBy(() -> new UdpPort(Endpoint.of("192.0.2.77", 4500), SocketOptions.DEFAULTS))
                .hasMessageContaining("No interface has it");
    }

    @Test
    void failsAfterClose() {
        UdpPort port = ports.udp("127.0.0.1");
        port.close();
        port.close();
        assertThatThrownBy(() -> port.receive(received)).isInstanceOf(NativeIoException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void allocatesNothing(String address) {
        UdpPort left = ports.udp(address);
        UdpPort right = ports.udp(address);
        Runnable round = () -> {
            for (int i = 0; i < PacketBurst.CAPACITY; i++) {
                burst.packet(i, burst.packetOffset(i), 100);
                burst.target(i, right.local());
                burst.trafficClass(i, i & 3);
                burst.dontFragment(i, i >= 32);
            }
            burst.count(PacketBurst.CAPACITY);
            left.transmit(burst, PacketBurst.FORWARD);
            for (int arrived = 0; arrived < PacketBurst.CAPACITY; ) {
                arrived += right.receive(received);
            }
        };
        int rounds = 100_000 / PacketBurst.CAPACITY + 1;
        assertThat(Allocations.bytesOf(round, 6_000, rounds)).isZero();
    }

    private void put(int index, int length, int content, Endpoint target) {
        int offset = burst.packetOffset(index);
        burst.packet(index, offset, length);
        for (int i = 0; i < length; i++) {
            burst.putByte(offset + i, content + i);
        }
        burst.target(index, target);
    }

    private void check(int index, int length, int content) {
        assertThat(received.length(index)).isEqualTo(length);
        for (int i = 0; i < length; i++) {
            assertThat(received.getByte(received.offset(index) + i)).isEqualTo((content + i) & 0xFF);
        }
    }

    /** The UDP ports of one test, closed together. Skips where the machine lacks the address family. */
    private static final class Ports implements AutoCloseable {
        private final List<UdpPort> open = new ArrayList<>();

        UdpPort udp(String address) {
            return udp(address, SocketOptions.DEFAULTS);
        }

        UdpPort udp(String address, SocketOptions options) {
            assumeTrue(
                    !address.equals("::1") || Files.exists(Path.of("/proc/net/if_inet6")),
                    "SKIPPED: this machine has no IPv6");
            UdpPort port = (UdpPort) LinuxPorts.udp(Endpoint.of(address, 0), options);
            open.add(port);
            return port;
        }

        @Override
        public void close() {
            open.forEach(UdpPort::close);
        }
    }
}
