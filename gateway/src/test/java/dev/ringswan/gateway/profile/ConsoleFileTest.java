package dev.ringswan.gateway.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleFileTest {
    private static final List<CloudTunnels.Tunnel> TUNNELS = List.of(
            new CloudTunnels.Tunnel("198.51.100.10", ConsoleTexts.KEY_1, "169.254.44.26/30", "169.254.44.25"),
            new CloudTunnels.Tunnel("198.51.100.20", ConsoleTexts.KEY_2, "169.254.45.26/30", "169.254.45.25"));

    @Test
    void readsTheGenericForm() {
        CloudTunnels read = ConsoleFile.read(ConsoleTexts.generic().replace("\n", "\r\n"));
        assertThat(read.name()).isEqualTo("vpn-0123456789abcdef0");
        assertThat(read.customer()).isEqualTo("203.0.113.1");
        assertThat(read.tunnels()).isEqualTo(TUNNELS);
        assertThat(read.notes()).singleElement().asString().contains("aes-128-cbc, sha1, Group 2");
    }

    @Test
    void readsTheFormForStrongSwan() {
        CloudTunnels read = ConsoleFile.read(ConsoleTexts.strongSwan());
        assertThat(read.customer()).isEqualTo("203.0.113.1");
        assertThat(read.tunnels()).isEqualTo(TUNNELS);
        assertThat(read.notes()).hasSize(2).first().asString().contains("ikev1");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> ConsoleFile.read(ConsoleTexts.generic().replaceAll(".*Pre-Shared Key +: A.*", "")))
                .hasMessageContaining("tunnel 1 has no 'Pre-Shared Key'");
        assertThatThrownBy(() -> ConsoleFile.read(ConsoleTexts.strongSwan().replaceFirst("right=.*", "")))
                .hasMessageContaining("tunnel 1 has no 'right'");
        assertThatThrownBy(() -> ConsoleFile.read(ConsoleTexts.generic().replace("198.51.100.20", "<hidden>")))
                .hasMessageContaining("'<hidden>' is in the place of an address");
        assertThatThrownBy(() -> ConsoleFile.read("crypto isakmp policy 200")).hasMessageContaining("'Generic'");
    }

    @Test
    void keepsKeysOutOfItsText() {
        assertThat(ConsoleFile.read(ConsoleTexts.generic()).toString()).doesNotContain(ConsoleTexts.KEY_1);
    }
}
