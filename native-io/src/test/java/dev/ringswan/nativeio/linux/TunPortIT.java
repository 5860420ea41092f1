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
import dev.ringswan.nativeio.PortPoller;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A TUN interface with the address 198.51.100.1, behind which the test plays 198.51.100.2; needs root. */
final class TunPortIT {
    private static final int UDP = 17;
    private static final int HEADERS = 28;
    private static final int PORT = 7000;
    private static final int WAIT_MS = 5_000;
    private static final TunOptions OPTIONS = TunOptions.DEFAULTS.withMtu(1_300).withQueueLength(500);

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private TestNetwork network;
    private PacketPort tun;
    private DatagramSocket host;

    @BeforeEach
    void makeInterface() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/net/tun")), "SKIPPED: this machine has no /dev/net/tun");
        network = TestNetwork.make();
        tun = network.inside(network.left(), () -> LinuxPorts.tun("swan0", OPTIONS));
        network.ip(network.left(), "address", "add", "198.51.100.1/24", "dev", "swan0");
        host = network.inside(network.left(), () -> new DatagramSocket(new InetSocketAddress("198.51.100.1", PORT)));
        host.setSoTimeout(WAIT_MS);
    }

    @AfterEach
    void removeInterface() throws Exception {
        if (host != null) {
            host.close();
        }
        if (tun != null) {
            tun.close();
        }
        if (network != null) {
            network.remove();
        }
    }

    @Test
    void setsInterfaceUp() throws Exception {
        assertThat(network.ip(network.left(), "link", "show", "swan0"))
                .contains("mtu 1300")
                .contains("qlen 500")
                .contains(",UP");
        assertThat(tun.maximumPacketLength()).isEqualTo(1_300);
        tun.close();
        assertThatThrownBy(() -> network.ip(network.left(), "link", "show", "swan0"))
                .hasMessageContaining("does not exist");
    }

    @Test
    void receivesWhatIsRoutedIntoIt() throws Exception {
        for (int i = 0; i < 3; i++) {
            host.send(datagram(10 + i));
        }
        int found = 0;
        while (found < 3) {
            int count = awaitBurst(burst);
            for (int i = 0; i < count; i++) {
                int offset = burst.offset(i);
                if (burst.getByte(offset) == 0x45) { // else what the system says of its own accord, by IPv6
                    assertThat(burst.length(i)).isEqualTo(HEADERS + 10 + found);
                    assertThat(burst.getInt(offset + 16)).isEqualTo(0xC6336402);
                    assertThat(burst.getByte(offset + HEADERS)).isEqualTo(10 + found);
                    found++;
                }
            }
        }
    }

    @Test
    void deliversAsIfFromWire() throws Exception {
        putUdp(0, 100);
        burst.packet(1, burst.packetOffset(1), 40);
        burst.putByte(burst.packetOffset(1), 0xF0); // no version of IP
        putUdp(2, 200);
        putUdp(3, 300);
        burst.verdict(2, (byte) 5);
        burst.count(4);
        assertThat(tun.transmit(burst, PacketBurst.FORWARD)).isEqualTo(2);
        assertThat(burst.verdict(0)).isEqualTo(PacketBurst.SENT);
        assertThat(burst.verdict(1)).isEqualTo(PacketBurst.FORWARD);
        assertThat(tun.counters().count(PortEvent.TRANSMIT_FAILED)).isOne();
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        host.receive(packet);
        assertThat(packet.getLength()).isEqualTo(100);
        packet.setLength(2000);
        host.receive(packet);
        assertThat(packet.getLength()).isEqualTo(300);
    }

    @Test
    void deliversFromSecondSender() throws Exception {
        PacketPort second = tun.sender();
        putUdp(0, 100);
        burst.count(1);
        assertThat(second.transmit(burst, PacketBurst.FORWARD)).isOne();
        second.close();
        putUdp(0, 200);
        burst.count(1);
        assertThat(tun.transmit(burst, PacketBurst.FORWARD)).isOne();
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        host.receive(packet);
        assertThat(packet.getLength()).isEqualTo(100);
        packet.setLength(2000);
        host.receive(packet);
        assertThat(packet.getLength()).isEqualTo(200);
    }

    @Test
    void knowsPathMtu() throws Exception {
        Endpoint neighbour = Endpoint.of("192.0.2.2", 0);
        assertThat(network.inside(network.left(), () -> LinuxPorts.pathMtu(neighbour)))
                .isEqualTo(1500);
        network.ip(network.left(), "route", "add", "192.0.2.2", "dev", "cable", "mtu", "lock", "1320");
        assertThat(network.inside(network.left(), () -> LinuxPorts.pathMtu(neighbour)))
                .isEqualTo(1320);
        Endpoint neighbour6 = Endpoint.of("2001:db8::2", 4500);
        assertThat(network.inside(network.left(), () -> LinuxPorts.pathMtu(neighbour6)))
                .isEqualTo(1500);
    }

    @Test
    void dropsAndCountsPacketsBeyondCell() throws Exception {
        PacketBurst small = PacketBurst.allocate(256 + 64);
        host.send(datagram(small.packetLengthMax() - HEADERS + 1));
        host.send(datagram(small.packetLengthMax() - HEADERS));
        int last = -1;
        while (last < 0) {
            int count = awaitBurst(small);
            for (int i = 0; i < count; i++) {
                last = small.getByte(small.offset(i)) == 0x45 ? small.length(i) : last;
            }
        }
        assertThat(last).isEqualTo(small.packetLengthMax());
        assertThat(tun.counters().count(PortEvent.RECEIVE_TRUNCATED)).isOne();
    }

    @Test
    void countsWhileLinkIsDown() throws Exception {
        network.ip(network.left(), "link", "set", "swan0", "down");
        putUdp(0, 100);
        burst.count(1);
        assertThat(tun.transmit(burst, PacketBurst.FORWARD)).isZero();
        assertThat(burst.verdict(0)).isEqualTo(PacketBurst.FORWARD);
        assertThat(tun.counters().count(PortEvent.TRANSMIT_LINK_DOWN)).isOne();
        tun.receive(burst);
        network.ip(network.left(), "link", "set", "swan0", "up");
        putUdp(0, 100);
        burst.count(1);
        assertThat(tun.transmit(burst, PacketBurst.FORWARD)).isOne();
    }

    @Test
    void explainsNameInUse() {
        assertThatThrownBy(() -> network.inside(network.left(), () -> LinuxPorts.tun("swan0", OPTIONS)))
                .hasRootCauseInstanceOf(NativeIoException.class)
                .rootCause()
                .hasMessageContaining("make TUN interface swan0")
                .hasMessageContaining("Another process holds this interface name");
    }

    @Test
    void failsWhenInterfaceIsDeleted() throws Exception {
        network.ip(network.left(), "link", "delete", "swan0");
        assertThatThrownBy(() -> tun.receive(burst)).hasMessageContaining("removed by someone else");
    }

    @Test
    void allocatesNothing() {
        Runnable round = () -> {
            for (int i = 0; i < PacketBurst.CAPACITY; i++) {
                putUdp(i, 100);
            }
            burst.count(PacketBurst.CAPACITY);
            tun.transmit(burst, PacketBurst.FORWARD);
            tun.receive(burst);
        };
        assertThat(Allocations.bytesOf(round, 3_000, 100_000 / PacketBurst.CAPACITY + 1))
                .isZero();
    }

    private DatagramPacket datagram(int length) {
        byte[] payload = new byte[length];
        payload[0] = (byte) length;
        return new DatagramPacket(payload, length, new InetSocketAddress("198.51.100.2", PORT));
    }

    private int awaitBurst(PacketBurst into) {
        try (PortPoller poller = LinuxPorts.poller(List.of(tun))) {
            assertThat(poller.await(WAIT_MS)).isTrue();
        }
        return tun.receive(into);
    }

    /** A UDP packet from 198.51.100.2 to the host, checksums right or not needed. */
    private void putUdp(int index, int payloadLength) {
        int offset = burst.packetOffset(index);
        int length = HEADERS + payloadLength;
        burst.packet(index, offset, length);
        burst.putInt(offset, 0x45000000 | length);
        burst.putInt(offset + 4, 0);
        burst.putInt(offset + 8, (64 << 24) | (UDP << 16));
        burst.putInt(offset + 12, 0xC6336402);
        burst.putInt(offset + 16, 0xC6336401);
        int sum = 0;
        for (int at = 0; at < 20; at += 2) {
            sum += burst.getShort(offset + at);
        }
        burst.putShort(offset + 10, ~((sum & 0xFFFF) + (sum >>> 16)));
        burst.putInt(offset + 20, (PORT << 16) | PORT);
        burst.putInt(offset + 24, (8 + payloadLength) << 16);
    }
}
