package dev.ringswan.nativeio.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringswan.nativeio.Allocations;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortEvent;
import dev.ringswan.nativeio.PortPoller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Super-packets of the kernel, on a cable between two network namespaces and through TUN interfaces; needs root. */
@Timeout(120)
final class OffloadIT {
    private static final SocketOptions SOCKET = SocketOptions.DEFAULTS.withOffload(true);
    private static final TunOptions TUN = TunOptions.DEFAULTS.withOffload(true);
    private static final int STREAM_LENGTH = 20_000_000;

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final PacketBurst received = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private TestNetwork network;

    @SuppressWarnings("NullAway.Init") // each test opens its own
    private PacketPort left;

    @SuppressWarnings("NullAway.Init")
    private PacketPort right;

    @BeforeEach
    void makeNetwork() throws Exception {
        network = TestNetwork.make();
    }

    @AfterEach
    void removeNetwork() throws Exception {
        for (PacketPort port : new PacketPort[] {left, right}) {
            if (port != null) {
                port.close();
            }
        }
        if (network != null) {
            network.remove();
        }
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.2, true", "2001:db8::1, 2001:db8::2, true", "192.0.2.1, 192.0.2.2, false"})
    void carriesTrains(String leftAddress, String rightAddress, boolean wholeOnCable) throws Exception {
        if (!wholeOnCable) {
            assumeTrue(Files.exists(Path.of("/usr/sbin/ethtool")), "SKIPPED: needs ethtool (package ethtool)");
            Process ethtool = new ProcessBuilder(
                            "ip",
                            "netns",
                            "exec",
                            network.left(),
                            "ethtool",
                            "-K",
                            "cable",
                            "tx-udp-segmentation",
                            "off")
                    .start();
            assertThat(ethtool.waitFor()).isZero();
        }
        openUdp(leftAddress, rightAddress);
        int[] lengths = new int[PacketBurst.CAPACITY];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = i < 50 ? 1_400 : i < 52 ? 900 : 100 + i % 3;
        }
        for (int round = 0; round < 3; round++) {
            putAll(lengths, round);
            burst.trafficClass(20, 0x02);
            burst.dontFragment(30, true);
            assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(lengths.length);
            assertThat(Arrivals.receive(right, received, lengths.length)).isEqualTo(lengths.length);
            checkAll(lengths, round);
            assertThat(received.trafficClass(20)).isEqualTo(0x02);
            assertThat(received.trafficClass(21)).isZero();
            assertThat(received.sourceIs(63, Endpoint.of(leftAddress, 4500))).isTrue();
        }
        assertThat(left.counters().count(PortEvent.TRANSMIT_SUPER_PACKET)).isBetween(9L, 40L);
        assertThat(left.counters().count(PortEvent.TRANSMIT_SEGMENT)).isGreaterThan(3 * 48);
        assertThat(left.counters().count(PortEvent.TRANSMIT_OFFLOAD_REFUSED)).isZero();
        if (wholeOnCable) {
            assertThat(right.counters().count(PortEvent.RECEIVE_SEGMENT)).isGreaterThan(3 * 48);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsSinglyWhatTheRouteRefuses(boolean mayFragment) throws Exception {
        openUdp("192.0.2.1", "192.0.2.2");
        int[] lengths = {100, 100, 1_700, 1_700, 1_700, 1_600, 100, 100};
        putAll(lengths, 0);
        for (int i = 0; i < lengths.length; i++) {
            burst.dontFragment(i, !mayFragment);
        }
        int taken = mayFragment ? lengths.length : 4;
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(taken);
        assertThat(left.counters().count(PortEvent.TRANSMIT_OFFLOAD_REFUSED)).isOne();
        assertThat(left.counters().count(PortEvent.TRANSMIT_TOO_LONG)).isEqualTo(lengths.length - taken);
        assertThat(left.offload()).contains("UDP_SEGMENT"); // of one route, not for good
        assertThat(Arrivals.receive(right, received, taken)).isEqualTo(taken);
        checkAll(mayFragment ? lengths : new int[] {100, 100, 100, 100}, mayFragment ? 0 : -1);
    }

    @Test
    void keepsDatagramsBeyondTheBurst() throws Exception {
        openUdp("192.0.2.1", "192.0.2.2");
        int[] lengths = new int[PacketBurst.CAPACITY];
        Arrays.fill(lengths, 300);
        for (int round = 0; round < 3; round++) {
            putAll(lengths, round);
            assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(PacketBurst.CAPACITY);
        }
        putAll(new int[] {200, 200, 0}, 3);
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(3);
        int total = 0;
        try (PortPoller poller = LinuxPorts.poller(List.of(right))) {
            while (total < 3 * PacketBurst.CAPACITY + 3 && poller.await(5_000)) {
                int count = right.receive(received);
                for (int i = 0; i < count; i++, total++) {
                    int at = total % PacketBurst.CAPACITY;
                    int length = total < 3 * PacketBurst.CAPACITY ? 300 : at == 2 ? 0 : 200;
                    check(received, i, length, total / PacketBurst.CAPACITY + at);
                }
            }
        }
        assertThat(total).isEqualTo(3 * PacketBurst.CAPACITY + 3);
    }

    @Test
    void doesNotTearTrainsApart() throws Exception {
        openUdp("192.0.2.1", "192.0.2.2");
        int[] lengths = new int[40];
        Arrays.fill(lengths, 300);
        for (int round = 0; round < 3; round++) {
            putAll(lengths, round);
            assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(lengths.length);
        }
        try (PortPoller poller = LinuxPorts.poller(List.of(right))) {
            for (int round = 0; round < 3; round++) {
                assertThat(poller.await(5_000)).isTrue();
                assertThat(right.receive(received)).isEqualTo(lengths.length);
                checkAll(lengths, round);
            }
        }
    }

    @Test
    void dropsTrainsOfTooLongDatagrams() throws Exception {
        openUdp("192.0.2.1", "192.0.2.2");
        putAll(new int[] {400, 400, 400, 100}, 0);
        left.transmit(burst, PacketBurst.FORWARD);
        PacketBurst small = PacketBurst.allocate(256 + 64);
        assertThat(Arrivals.receive(right, small, 1)).isOne();
        assertThat(small.length(0)).isEqualTo(100);
        assertThat(right.counters().count(PortEvent.RECEIVE_TRUNCATED)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.1, 203.0.113.1, 1400", "fd00:1::1, fd00:2::1, 1400", "198.51.100.1, 203.0.113.1, 700"})
    void carriesTcpThroughTun(String leftAddress, String rightAddress, int mtu) throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/net/tun")), "SKIPPED: this machine has no /dev/net/tun");
        left = openTun(network.left(), leftAddress, rightAddress, mtu);
        right = openTun(network.right(), rightAddress, leftAddress, mtu);
        Thread there = shovel(left, right);
        Thread back = shovel(right, left);
        try {
            assertThat(transfer(leftAddress, rightAddress)).isEqualTo(STREAM_LENGTH);
        } finally {
            there.interrupt();
            back.interrupt();
            there.join();
            back.join();
        }
        assertThat(left.counters().count(PortEvent.RECEIVE_SUPER_PACKET)).isPositive();
        assertThat(right.counters().count(PortEvent.TRANSMIT_SUPER_PACKET)).isPositive();
        assertThat(left.counters().count(PortEvent.RECEIVE_MALFORMED)).isZero();
        assertThat(right.counters().count(PortEvent.TRANSMIT_FAILED)).isZero();
        assertThat(left.offload()).contains("TCP").contains("checksums");
    }

    @Test
    void allocatesNothing() throws Exception {
        openUdp("192.0.2.1", "192.0.2.2");
        Endpoint target = Endpoint.of("192.0.2.2", 4500);
        Runnable round = () -> {
            for (int i = 0; i < PacketBurst.CAPACITY; i++) {
                burst.packet(i, burst.packetOffset(i), i < 40 ? 200 : 100 + i);
                burst.target(i, target);
                burst.dontFragment(i, i >= 32);
            }
            burst.count(PacketBurst.CAPACITY);
            left.transmit(burst, PacketBurst.FORWARD);
            for (int arrived = 0; arrived < PacketBurst.CAPACITY; ) {
                arrived += right.receive(received);
            }
        };
        assertThat(Allocations.bytesOf(round, 6_000, 100_000 / PacketBurst.CAPACITY + 1))
                .isZero();
    }

    private void openUdp(String leftAddress, String rightAddress) throws Exception {
        left = network.inside(network.left(), () -> LinuxPorts.udp(Endpoint.of(leftAddress, 4500), SOCKET));
        right = network.inside(network.right(), () -> LinuxPorts.udp(Endpoint.of(rightAddress, 4500), SOCKET));
        assertThat(left.offload()).isEqualTo("UDP_SEGMENT UDP_GRO");
        for (int i = 0; i < PacketBurst.CAPACITY; i++) {
            burst.target(i, Endpoint.of(rightAddress, 4500)); // equal, not the same object
        }
    }

    private PacketPort openTun(String namespace, String address, String peer, int mtu) throws Exception {
        PacketPort tun = network.inside(namespace, () -> LinuxPorts.tun("swan0", TUN.withMtu(mtu)));
        try {
            network.ip(namespace, "address", "add", address, "dev", "swan0");
            network.ip(namespace, "route", "add", peer, "dev", "swan0");
            return tun;
        } catch (Exception e) {
            tun.close();
            throw e;
        }
    }

    private static Thread shovel(PacketPort from, PacketPort to) {
        return Thread.ofPlatform().start(() -> {
            PacketBurst packets = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
            try (PortPoller poller = LinuxPorts.poller(List.of(from))) {
                while (!Thread.currentThread().isInterrupted()) {
                    poller.await(10);
                    if (from.receive(packets) != 0) {
                        to.transmit(packets, PacketBurst.FORWARD);
                    }
                }
            }
        });
    }

    /** Sends random bytes by TCP; returns how many arrived as they were sent. */
    private int transfer(String from, String to) throws Exception {
        ServerSocket server =
                network.inside(network.right(), () -> new ServerSocket(5_000, 1, InetAddress.ofLiteral(to)));
        Socket client = network.inside(network.left(), () -> {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(to), 5_000), 10_000);
            return socket;
        });
        byte[] sent = new byte[STREAM_LENGTH];
        new Random(1).nextBytes(sent);
        try (server;
                client;
                Socket accepted = server.accept()) {
            accepted.setSoTimeout(20_000);
            Thread sender = Thread.ofPlatform().start(() -> {
                try (OutputStream out = client.getOutputStream()) {
                    out.write(sent);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            byte[] arrived;
            try (InputStream in = accepted.getInputStream()) {
                arrived = in.readAllBytes();
            }
            sender.join();
            int mismatch = Arrays.mismatch(arrived, sent);
            return mismatch < 0 ? arrived.length : mismatch;
        }
    }

    private void putAll(int[] lengths, int content) {
        for (int i = 0; i < lengths.length; i++) {
            int offset = burst.packetOffset(i);
            burst.packet(i, offset, lengths[i]);
            for (int at = 0; at < lengths[i]; at++) {
                burst.putByte(offset + at, content + i + at);
            }
        }
        burst.count(lengths.length);
    }

    /** @param content as in {@link #putAll}; negative when content does not matter */
    private void checkAll(int[] lengths, int content) {
        for (int i = 0; i < lengths.length; i++) {
            if (content < 0) {
                assertThat(received.length(i)).isEqualTo(lengths[i]);
            } else {
                check(received, i, lengths[i], content + i);
            }
        }
    }

    private static void check(PacketBurst packets, int index, int length, int content) {
        assertThat(packets.length(index)).as("length of %d", index).isEqualTo(length);
        for (int at = 0; at < length; at++) {
            assertThat(packets.getByte(packets.offset(index) + at)).isEqualTo((content + at) & 0xFF);
        }
    }
}
