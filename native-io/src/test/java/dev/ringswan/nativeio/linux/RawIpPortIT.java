package dev.ringswan.nativeio.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortEvent;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Raw sockets at the two ends of a cable; needs root. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RawIpPortIT {
    private static final int ESP = 50;
    private static final int EXPERIMENT = 253;
    private static final int CELL = 4096;

    private final PacketBurst burst = PacketBurst.allocate(CELL);
    private final PacketBurst received = PacketBurst.allocate(CELL);
    private TestNetwork network;

    @BeforeAll
    void makeNetwork() throws Exception {
        network = TestNetwork.make();
    }

    @AfterAll
    void removeNetwork() throws Exception {
        if (network != null) {
            network.remove();
        }
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.2", "2001:db8::1, 2001:db8::2"})
    void carriesPayloadBothWays(String leftAddress, String rightAddress) throws Exception {
        try (PacketPort left = raw(network.left(), leftAddress, ESP);
                PacketPort right = raw(network.right(), rightAddress, ESP)) {
            for (int i = 0; i < PacketBurst.CAPACITY; i++) {
                put(i, 8 + i, Endpoint.of(rightAddress, 4500)); // the port must not matter
                burst.trafficClass(i, 4 * i + 1);
            }
            burst.count(PacketBurst.CAPACITY);
            assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(PacketBurst.CAPACITY);
            assertThat(Arrivals.receive(right, received, PacketBurst.CAPACITY)).isEqualTo(PacketBurst.CAPACITY);
            for (int i = 0; i < PacketBurst.CAPACITY; i++) {
                assertThat(received.length(i)).isEqualTo(8 + i);
                assertThat(received.getInt(received.offset(i))).isEqualTo(i);
                assertThat(received.trafficClass(i)).isEqualTo(4 * i + 1);
                assertThat(received.sourceIs(i, Endpoint.of(leftAddress, 0))).isTrue();
            }
            put(0, 100, Endpoint.of(leftAddress, 0));
            burst.count(1);
            assertThat(right.transmit(burst, PacketBurst.FORWARD)).isOne();
            assertThat(Arrivals.receive(left, received, 1)).isOne();
        }
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.2", "2001:db8::1, 2001:db8::2"})
    void heedsWishNotToFragment(String leftAddress, String rightAddress) throws Exception {
        try (PacketPort left = raw(network.left(), leftAddress, ESP);
                PacketPort right = raw(network.right(), rightAddress, ESP)) {
            int tooLong = 2_000;
            put(0, 100, Endpoint.of(rightAddress, 0));
            put(1, tooLong, Endpoint.of(rightAddress, 0));
            put(2, tooLong, Endpoint.of(rightAddress, 0));
            put(3, 100, Endpoint.of(rightAddress, 0));
            burst.dontFragment(0, true);
            burst.dontFragment(1, true);
            burst.dontFragment(3, true);
            burst.count(4);
            assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(3);
            assertThat(burst.verdict(1)).isEqualTo(PacketBurst.FORWARD);
            assertThat(left.counters().count(PortEvent.TRANSMIT_TOO_LONG)).isOne();
            assertThat(Arrivals.receive(right, received, 3)).isEqualTo(3);
            assertThat(received.length(1)).isEqualTo(tooLong);
            assertThat(received.getInt(received.offset(1) + tooLong - 4)).isEqualTo(~2);
        }
    }

    @Test
    void countsPacketsThatMayNotGo() throws Exception {
        network.ip(network.left(), "route", "add", "prohibit", "203.0.113.0/24");
        network.ip(network.left(), "route", "add", "unreachable", "198.18.0.0/15");
        try (PacketPort left = raw(network.left(), "192.0.2.1", ESP);
                PacketPort right = raw(network.right(), "192.0.2.2", ESP)) {
            put(0, 100, Endpoint.of("203.0.113.1", 0));
            put(1, 100, Endpoint.of("198.18.0.1", 0));
            put(2, 100, Endpoint.of("192.0.2.2", 0));
            burst.count(3);
            assertThat(left.transmit(burst, PacketBurst.FORWARD)).isOne();
            assertThat(left.counters().count(PortEvent.TRANSMIT_FORBIDDEN)).isOne();
            assertThat(left.counters().count(PortEvent.TRANSMIT_UNREACHABLE)).isOne();
            assertThat(Arrivals.receive(right, received, 1)).isOne();
        }
    }

    @Test
    void countsPacketsWithoutRoute() throws Exception {
        try (PacketPort left = raw(network.left(), "192.0.2.1", ESP);
                PacketPort right = raw(network.right(), "192.0.2.2", ESP)) {
            put(0, 100, Endpoint.of("198.51.100.1", 0));
            put(1, 100, Endpoint.of("192.0.2.2", 0));
            burst.count(2);
            assertThat(left.transmit(burst, PacketBurst.FORWARD)).isOne();
            assertThat(left.counters().count(PortEvent.TRANSMIT_UNREACHABLE)).isOne();
            assertThat(Arrivals.receive(right, received, 1)).isOne();
        }
    }

    @Test
    void sendsWholePacketsOfBothFamilies() throws Exception {
        try (PacketPort sender = network.inside(network.left(), () -> LinuxPorts.ipSender(SocketOptions.DEFAULTS));
                PacketPort four = raw(network.right(), "192.0.2.2", EXPERIMENT);
                PacketPort six = raw(network.right(), "2001:db8::2", EXPERIMENT)) {
            putIpv6(0, 44);
            putIpv4(1, 33);
            burst.packet(2, burst.packetOffset(2), 60);
            burst.putByte(burst.packetOffset(2), 0x00); // neither
            putIpv4(3, 34);
            burst.count(4);
            assertThat(sender.transmit(burst, PacketBurst.FORWARD)).isEqualTo(3);
            assertThat(burst.verdict(2)).isEqualTo(PacketBurst.FORWARD);
            assertThat(Arrivals.receive(four, received, 2)).isEqualTo(2);
            assertThat(received.length(0)).isEqualTo(33);
            assertThat(received.length(1)).isEqualTo(34);
            assertThat(received.trafficClass(0)).isEqualTo(0x28);
            assertThat(received.sourceIs(0, Endpoint.of("192.0.2.1", 0))).isTrue();
            assertThat(Arrivals.receive(six, received, 1)).isOne();
            assertThat(received.length(0)).isEqualTo(44);
            assertThat(received.trafficClass(0)).isEqualTo(0x28);
            assertThat(sender.receive(received)).isZero();
        }
    }

    @Test
    void refusesProtocolsThatAreNone() {
        assertThatThrownBy(() -> LinuxPorts.rawIp(InetAddress.ofLiteral("192.0.2.1"), 255, SocketOptions.DEFAULTS))
                .hasMessageContaining("ipSender");
    }

    private PacketPort raw(String namespace, String address, int protocol) throws Exception {
        InetAddress local = InetAddress.ofLiteral(address);
        return network.inside(namespace, () -> LinuxPorts.rawIp(local, protocol, SocketOptions.DEFAULTS));
    }

    private void put(int index, int length, Endpoint target) {
        int offset = burst.packetOffset(index);
        burst.packet(index, offset, length);
        burst.putInt(offset + length - 4, ~index);
        burst.putInt(offset, index);
        burst.target(index, target);
    }

    private void putIpv4(int index, int payloadLength) {
        int offset = burst.packetOffset(index);
        burst.packet(index, offset, 20 + payloadLength);
        burst.wipe(offset, 20);
        burst.putShort(offset, 0x4528);
        burst.putByte(offset + 8, 64);
        burst.putByte(offset + 9, EXPERIMENT);
        burst.putInt(offset + 12, 0xC0000201);
        burst.putInt(offset + 16, 0xC0000202);
    }

    private void putIpv6(int index, int payloadLength) {
        int offset = burst.packetOffset(index);
        burst.packet(index, offset, 40 + payloadLength);
        burst.putInt(offset, 0x62800000);
        burst.putShort(offset + 4, payloadLength);
        burst.putByte(offset + 6, EXPERIMENT);
        burst.putByte(offset + 7, 64);
        for (int at = 8; at < 40; at += 16) {
            burst.putLong(offset + at, 0x20010DB800000000L);
            burst.putLong(offset + at + 8, at == 8 ? 1 : 2);
        }
    }
}
