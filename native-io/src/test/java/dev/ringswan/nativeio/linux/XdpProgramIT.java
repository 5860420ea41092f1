package dev.ringswan.nativeio.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** That the XDP program comes and goes with its ports, and what is said when it cannot come; needs root. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class XdpProgramIT {
    private static final String CABLE = "cable";

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

    @Test
    void takesItsProgramAway() throws Exception {
        for (int round = 0; round < 3; round++) {
            List<PacketPort> ports = right.open(XdpOptions.of(CABLE));
            assertThat(programs()).contains("xdp");
            ports.getFirst().close();
            assertThat(programs()).as("the others still need it").contains("xdp");
            right.close();
            assertThat(programs()).doesNotContain("xdp");
            assertThatThrownBy(() -> ports.getFirst().receive(received)).isInstanceOf(NativeIoException.class);
        }
    }

    @Test
    void leavesNothingBehindWhenKilled() throws Exception {
        Process process = network.java(network.right(), XdpEnd.class, CABLE);
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("open");
            assertThat(programs()).contains("xdp");
        } finally {
            process.destroyForcibly().waitFor();
        }
        for (int attempt = 0; attempt < 500 && programs().contains("xdp"); attempt++) {
            Thread.sleep(10); // the kernel takes it away when it cleans up after the process
        }
        assertThat(programs()).doesNotContain("xdp");
        assertThat(right.open(XdpOptions.of(CABLE))).isNotEmpty();
    }

    @Test
    void saysWhatToDo() throws Exception {
        assertThatThrownBy(() -> right.open(XdpOptions.of("nosuch"))).hasMessageContaining("ip link");
        assertThatThrownBy(() -> right.open(XdpOptions.of("lo"))).hasMessageContaining("no Ethernet interface");
        assertThatThrownBy(() -> right.open(XdpOptions.of(CABLE).withQueue(99))).hasMessageContaining("ethtool -l");
        assertThat(programs()).doesNotContain("xdp");
        right.open(XdpOptions.of(CABLE));
        XdpEnd second = new XdpEnd(network, network.right(), 4600);
        try {
            assertThatThrownBy(() -> second.open(XdpOptions.of(CABLE))).hasMessageContaining("Another XDP program");
        } finally {
            second.close();
        }
        PacketPort tun = network.inside(network.right(), () -> LinuxPorts.tun("xdptun", TunOptions.DEFAULTS));
        try (tun) {
            assertThatThrownBy(() -> LinuxPorts.xdp(XdpOptions.of("lo"), List.of(tun)))
                    .hasMessageContaining("UDP and ESP");
        }
    }

    @Test
    void asksForWhatTheDriverCanDo() throws Exception {
        network.ip(network.left(), "link", "set", CABLE, "mtu", "3700");
        network.ip(network.right(), "link", "set", CABLE, "mtu", "3700");
        try {
            assertThatThrownBy(() -> right.open(XdpOptions.of(CABLE).withMode(XdpOptions.Mode.NATIVE)))
                    .hasMessageContaining("MTU");
            assertThat(right.open(XdpOptions.of(CABLE)).getFirst().offload()).contains("generic");
            right.close();
            network.ip(network.left(), "link", "set", CABLE, "mtu", "9000");
            network.ip(network.right(), "link", "set", CABLE, "mtu", "9000");
            assertThatThrownBy(() -> right.open(XdpOptions.of(CABLE))).hasMessageContaining("mtu 3500");
        } finally {
            network.ip(network.left(), "link", "set", CABLE, "mtu", "1500");
            network.ip(network.right(), "link", "set", CABLE, "mtu", "1500");
        }
    }

    private String programs() throws Exception {
        return network.ip(network.right(), "-d", "link", "show", "dev", CABLE);
    }
}
