package dev.ringswan.nativeio.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.Allocations;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortEvent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AF_XDP at one end of a cable, sockets at the other; needs root. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class XdpPortIT {
    private static final int NAT_T = 4500;
    private static final int ESP = 50;
    private static final String CABLE = "cable";
    private static final int SPI = 0x1234_5678;

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final PacketBurst received = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private TestNetwork network;
    private XdpEnd right;

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

    @BeforeEach
    void makeEnd() {
        right = new XdpEnd(network, network.right());
    }

    @AfterEach
    void closeEnd() {
        right.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = XdpOptions.Mode.class,
            names = {"NATIVE", "GENERIC"})
    void carriesEspOfAllKindsPastTheKernel(XdpOptions.Mode mode) throws Exception {
        List<PacketPort> ports = right.open(XdpOptions.of(CABLE).withMode(mode));
        for (int kind = 0; kind < ports.size(); kind++) {
            PacketPort port = ports.get(kind);
            assertThat(port.offload())
                    .contains("AF_XDP on cable queue 0, " + (mode == XdpOptions.Mode.NATIVE ? "native" : "generic"));
            Endpoint there = right.local(kind);
            Endpoint here = right.peer(kind);
            try (PacketPort socket = socket(here)) {
                sendAndCheck(socket, port, here, there);
                assertThat(port.counters().count(PortEvent.RECEIVE_XDP)).isEqualTo(PacketBurst.CAPACITY);
                long before = learn(port, socket, here);
                sendAndCheck(port, socket, there, here);
                assertThat(port.counters().count(PortEvent.TRANSMIT_XDP)).isEqualTo(before + PacketBurst.CAPACITY);
            }
        }
    }

    /** Packets of many lengths and traffic classes, of which each bit arrives. */
    private void sendAndCheck(PacketPort from, PacketPort to, Endpoint source, Endpoint target) {
        int count = PacketBurst.CAPACITY;
        for (int i = 0; i < count; i++) {
            put(i, 8 + i * 22, target);
            burst.trafficClass(i, 4 * i);
        }
        burst.count(count);
        assertThat(from.transmit(burst, PacketBurst.FORWARD)).isEqualTo(count);
        assertThat(Arrivals.receive(to, received, count)).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            check(i, i, 8 + i * 22);
            assertThat(received.trafficClass(i)).isEqualTo(4 * i);
            assertThat(received.sourceIs(i, source))
                    .as("%s", received.source(i))
                    .isTrue();
            assertThat(received.source(i)).isEqualTo(source);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = XdpOptions.Mode.class,
            names = {"NATIVE", "GENERIC"})
    void leavesTheRestToTheKernel(XdpOptions.Mode mode) throws Exception {
        PacketPort port = right.open(XdpOptions.of(CABLE).withMode(mode)).getFirst();
        String ping = network.exec(network.left(), "ping", "-c", "2", "-i", "0.01", "-W", "5", "192.0.2.2");
        assertThat(ping).contains("2 received");
        network.ip(
                network.left(),
                "neighbour",
                "replace",
                "192.0.2.2",
                "lladdr",
                "02:00:00:00:00:02",
                "dev",
                CABLE,
                "nud",
                "stale"); // makes it ask by ARP
        assertThat(network.exec(network.left(), "ping", "-c", "2", "-i", "0.01", "-W", "5", "192.0.2.2"))
                .contains("2 received");
        InetAddress address = InetAddress.ofLiteral("192.0.2.2");
        try (ServerSocket server = network.inside(network.right(), () -> new ServerSocket(7777, 1, address));
                Socket client = network.inside(network.left(), () -> new Socket(address, 7777));
                Socket accepted = server.accept()) {
            client.getOutputStream().write(42);
            assertThat(accepted.getInputStream().read()).isEqualTo(42);
        }
        Endpoint otherPort = Endpoint.of("192.0.2.2", 4501);
        try (PacketPort socket = socket(right.peer(0));
                PacketPort other =
                        network.inside(network.right(), () -> LinuxPorts.udp(otherPort, SocketOptions.DEFAULTS))) {
            put(0, 100, otherPort);
            burst.count(1);
            socket.transmit(burst, PacketBurst.FORWARD);
            assertThat(Arrivals.receive(other, received, 1)).isOne();
        }
        assertThat(port.counters().count(PortEvent.RECEIVE_XDP)).isZero();
    }

    @Test
    void bringsWhatTheFilterLeavesByTheSocket() throws Exception {
        PacketPort port = right.open(XdpOptions.of(CABLE)).getFirst();
        try (PacketPort socket = socket(right.peer(0))) {
            PacketBurst large = PacketBurst.allocate(8192);
            large.packet(0, large.packetOffset(0), 200); // all zero: starts with the non-ESP marker
            large.target(0, right.local(0));
            large.packet(1, large.packetOffset(1), 4_000); // leaves in three fragments
            large.putInt(large.offset(1), SPI);
            large.target(1, right.local(0));
            large.packet(2, large.packetOffset(2), 1); // a keepalive (RFC 3948 §2.3), too short for the filter
            large.putByte(large.offset(2), 0xFF);
            large.target(2, right.local(0));
            large.count(3);
            assertThat(socket.transmit(large, PacketBurst.FORWARD)).isEqualTo(3);
            PacketBurst arrived = PacketBurst.allocate(8192);
            assertThat(Arrivals.receive(port, arrived, 3)).isEqualTo(3);
            assertThat(List.of(arrived.length(0), arrived.length(1), arrived.length(2)))
                    .containsExactlyInAnyOrder(200, 4_000, 1);
            assertThat(port.counters().count(PortEvent.RECEIVE_XDP)).isZero();
        }
    }

    @Test
    void servesSocketAlthoughTheQueueIsBusy() throws Exception {
        PacketPort port = right.open(XdpOptions.of(CABLE)).getFirst();
        try (PacketPort socket = socket(right.peer(0))) {
            int count = PacketBurst.CAPACITY;
            boolean cameBySocket = false;
            for (int round = 0; round < 40 && !cameBySocket; round++) {
                for (int i = 0; i < count; i++) {
                    put(i, 100, right.local(0));
                }
                burst.putInt(burst.offset(0), 0);
                burst.count(count);
                assertThat(socket.transmit(burst, PacketBurst.FORWARD)).isEqualTo(count);
                port.receive(received);
                cameBySocket = received.getInt(received.offset(0)) == 0;
            }
            assertThat(cameBySocket).isTrue();
        }
    }

    @Test
    void dropsDamagedDatagrams() throws Exception {
        PacketPort port = right.open(XdpOptions.of(CABLE)).getFirst();
        InetAddress here = InetAddress.ofLiteral("192.0.2.1");
        try (PacketPort raw =
                network.inside(network.left(), () -> LinuxPorts.rawIp(here, 17, SocketOptions.DEFAULTS))) {
            int[] lengths = {8 + 100 + 1, 7, 8 + 100, 0xFFFF}; // of a datagram with 100 bytes behind its header
            for (int i = 0; i < lengths.length; i++) {
                put(i, 108, right.local(0));
                int offset = burst.offset(i);
                burst.putShort(offset, NAT_T);
                burst.putShort(offset + 2, NAT_T);
                burst.putShort(offset + 4, lengths[i]);
                burst.putShort(offset + 6, 0);
                burst.putInt(offset + 8, SPI);
            }
            burst.count(lengths.length);
            assertThat(raw.transmit(burst, PacketBurst.FORWARD)).isEqualTo(lengths.length);
            assertThat(Arrivals.receive(port, received, 1)).isOne();
            assertThat(received.length(0)).isEqualTo(100);
            while (port.receive(received) > 0) {
                assertThat(received.count()).isZero();
            }
            assertThat(port.counters().count(PortEvent.RECEIVE_MALFORMED)).isEqualTo(3);
        }
    }

    @Test
    void sendsByTheKernelWhatNeedsIt() throws Exception {
        PacketPort port = right.open(XdpOptions.of(CABLE)).getFirst();
        try (PacketPort socket = socket(right.peer(0))) {
            network.ip(network.right(), "neighbour", "delete", "192.0.2.1", "dev", CABLE);
            put(0, 100, right.peer(0));
            burst.count(1);
            assertThat(port.transmit(burst, PacketBurst.FORWARD)).isOne(); // the kernel asks by ARP, and sends it then
            assertThat(Arrivals.receive(socket, received, 1)).isOne();
            assertThat(port.counters().count(PortEvent.TRANSMIT_XDP)).isZero();
            long before = learn(port, socket, right.peer(0));
            PacketBurst large = PacketBurst.allocate(8192);
            for (int i = 0; i < 4; i++) {
                large.packet(i, large.packetOffset(i), i == 1 || i == 2 ? 4_000 : 100);
                large.putInt(large.offset(i), SPI + i);
                large.target(i, right.peer(0));
            }
            large.dontFragment(1, true);
            large.count(4);
            assertThat(port.transmit(large, PacketBurst.FORWARD)).isEqualTo(3);
            assertThat(port.counters().count(PortEvent.TRANSMIT_XDP)).isEqualTo(before + 2);
            assertThat(port.counters().count(PortEvent.TRANSMIT_TOO_LONG)).isOne();
            PacketBurst arrived = PacketBurst.allocate(8192);
            assertThat(Arrivals.receive(socket, arrived, 3)).isEqualTo(3);
            assertThat(arrived.length(2)).isEqualTo(4_000);
        }
    }

    @Test
    void sendsOtherTargetsByTheirOwnWay() throws Exception {
        PacketPort port = right.open(XdpOptions.of(CABLE)).getFirst();
        put(0, 100, Endpoint.of("198.51.100.1", NAT_T)); // no route
        put(1, 100, Endpoint.of("2001:db8::1", NAT_T)); // another family
        burst.count(2);
        assertThat(port.transmit(burst, PacketBurst.FORWARD)).isZero();
        assertThat(port.counters().count(PortEvent.TRANSMIT_UNREACHABLE)).isOne();
        assertThat(port.counters().count(PortEvent.TRANSMIT_NO_TARGET)).isOne();
        assertThat(burst.verdict(0)).isEqualTo(PacketBurst.FORWARD);
    }

    @Test
    void countsEachPacketThatFindsNoRoom() throws Exception {
        PacketPort port = right.open(XdpOptions.of(CABLE)).getFirst();
        int rounds = 60;
        long taken = 0;
        try (PacketPort socket = socket(right.peer(0))) {
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < PacketBurst.CAPACITY; i++) {
                    put(i, 200, right.local(0));
                }
                burst.count(PacketBurst.CAPACITY);
                taken += socket.transmit(burst, PacketBurst.FORWARD);
            }
            assertThat(taken).isEqualTo((long) rounds * PacketBurst.CAPACITY);
            long arrived = 0;
            try (var poller = LinuxPorts.poller(List.of(port))) {
                while (arrived + port.counters().count(PortEvent.RECEIVE_OVERFLOW) < taken && poller.await(10_000)) {
                    arrived += port.receive(received);
                }
            }
            assertThat(arrived).isGreaterThanOrEqualTo(XdpQueue.RING_LENGTH);
            assertThat(arrived + port.counters().count(PortEvent.RECEIVE_OVERFLOW))
                    .isEqualTo(taken);
            assertThat(port.counters().count(PortEvent.RECEIVE_XDP)).isEqualTo(arrived);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void allocatesNothing(int kind) throws Exception {
        XdpEnd left = new XdpEnd(network, network.left());
        try {
            PacketPort from = left.open(XdpOptions.of(CABLE)).get(kind);
            PacketPort to = right.open(XdpOptions.of(CABLE)).get(kind);
            Endpoint target = right.local(kind);
            Runnable round = () -> {
                for (int i = 0; i < 32; i++) {
                    put(i, 100, target);
                }
                burst.count(32);
                from.transmit(burst, PacketBurst.FORWARD);
                to.receive(received);
            };
            for (int i = 0; i < 50_000; i++) {
                to.receive(received); // finds nothing, and asks the socket, which a busy port does each 16th time only
            }
            assertThat(Allocations.bytesOf(round, 20_000, 2_000)).isZero();
            assertThat(to.counters().count(PortEvent.RECEIVE_XDP)).isGreaterThan(32_000);
            assertThat(from.counters().count(PortEvent.TRANSMIT_XDP)).isGreaterThan(32_000);
        } finally {
            left.close();
        }
    }

    /** Sends packets until the port has asked the kernel for the way and one goes past it. Returns how many have, 1. */
    private long learn(PacketPort port, PacketPort socket, Endpoint target) throws Exception {
        for (int attempt = 0; port.counters().count(PortEvent.TRANSMIT_XDP) == 0; attempt++) {
            assertThat(attempt).isLessThan(100);
            Thread.sleep(attempt == 0 ? 0 : 20); // what it does not know it asks for 20 times a second at most
            put(0, 64, target);
            burst.count(1);
            assertThat(port.transmit(burst, PacketBurst.FORWARD)).isOne();
            assertThat(Arrivals.receive(socket, received, 1)).isOne();
        }
        return port.counters().count(PortEvent.TRANSMIT_XDP);
    }

    /** An ordinary socket at the left end. */
    private PacketPort socket(Endpoint local) throws Exception {
        return network.inside(
                network.left(),
                () -> local.port() == 0
                        ? LinuxPorts.rawIp(local.address(), ESP, SocketOptions.DEFAULTS)
                        : LinuxPorts.udp(local, SocketOptions.DEFAULTS));
    }

    private void put(int index, int length, Endpoint target) {
        int offset = burst.packetOffset(index);
        burst.packet(index, offset, length);
        burst.putInt(offset + length - 4, ~(SPI + index));
        burst.putInt(offset, SPI + index);
        burst.target(index, target);
    }

    private void check(int index, int content, int length) {
        assertThat(received.length(index)).isEqualTo(length);
        assertThat(received.getInt(received.offset(index))).isEqualTo(SPI + content);
        assertThat(received.getInt(received.offset(index) + length - 4)).isEqualTo(~(SPI + content));
    }
}
