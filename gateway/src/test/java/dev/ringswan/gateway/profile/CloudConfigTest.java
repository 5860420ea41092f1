package dev.ringswan.gateway.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.gateway.config.CloudProfile;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.config.GroupSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloudConfigTest {
    @TempDir
    private Path directory;

    private static CloudConfig config(CloudProfile profile, CloudConfig.Suite suite) {
        return new CloudConfig(
                profile, ConsoleFile.read(ConsoleTexts.generic()), suite, "203.0.113.1", List.of("10.0.0.0/16"));
    }

    /** The configuration, in which a part of the text is another. */
    private static List<String> warnings(CloudProfile profile, String old, String replacement) throws ConfigException {
        String text = config(profile, CloudConfig.Suite.GCM).text();
        assertThat(text).contains(old);
        try (GatewayConfig read =
                ConfigLoader.parse(text.replace(old, replacement), "cloud.conf", Path.of("/etc/ringswan"))) {
            return read.warnings().stream()
                    .map(ConfigException.Problem::message)
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isReadWithoutAWarning(CloudProfile profile) throws ConfigException {
        assertThat(warnings(profile, "start_action", "start_action")).isEmpty();
    }

    @Test
    void offersCbcWhereThereIsNothingBetter() throws ConfigException {
        String text = config(CloudProfile.AWS, CloudConfig.Suite.CBC).text();
        try (GatewayConfig read = ConfigLoader.parse(text, "cloud.conf", directory)) {
            assertThat(read.warnings()).allMatch(warning -> warning.message().contains("CBC"));
            assertThat(read.ike().children()).hasSize(2);
        }
    }

    @Test
    void writesAFileForItsOwnerOnly() throws IOException, ConfigException {
        Path file = directory.resolve("aws.conf");
        config(CloudProfile.AWS, CloudConfig.Suite.GCM).write(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (GatewayConfig read = ConfigLoader.load(file)) {
            assertThat(read.ike().connectionNames()).containsExactly("tunnel-1", "tunnel-2");
            assertThat(read.tun().routes()).hasToString("[10.0.0.0/16]");
        }
        assertThatThrownBy(() -> config(CloudProfile.AWS, CloudConfig.Suite.GCM).write(file))
                .hasMessageContaining("is there already");
    }

    @Test
    void groupsTwoTunnels() throws ConfigException {
        String text = config(CloudProfile.AWS, CloudConfig.Suite.GCM).text();
        try (GatewayConfig read = ConfigLoader.parse(text, "cloud.conf", directory)) {
            assertThat(read.ike().groups())
                    .singleElement()
                    .satisfies(group -> assertThat(group.members())
                            .extracting(member -> member.name() + " from " + member.path())
                            .containsExactly(
                                    "tunnel-1/any from 169.254.44.26 to 169.254.44.25",
                                    "tunnel-2/any from 169.254.45.26 to 169.254.45.25"));
        }
        CloudTunnels unknownInside = new CloudTunnels(
                "gcp",
                "203.0.113.1",
                List.of(
                        new CloudTunnels.Tunnel("198.51.100.10", "first-key", null, null),
                        new CloudTunnels.Tunnel("198.51.100.20", "second-key", null, null)),
                List.of());
        String without = new CloudConfig(
                        CloudProfile.GCP, unknownInside, CloudConfig.Suite.GCM, "203.0.113.1", List.of())
                .text();
        try (GatewayConfig read = ConfigLoader.parse(without, "cloud.conf", directory)) {
            assertThat(read.ike().groups())
                    .singleElement()
                    .satisfies(group -> assertThat(group.members())
                            .extracting(GroupSettings.Member::path)
                            .containsOnlyNulls());
        }
        CloudTunnels one = new CloudTunnels(
                "gcp", "203.0.113.1", List.of(unknownInside.tunnels().getFirst()), List.of());
        assertThat(new CloudConfig(CloudProfile.GCP, one, CloudConfig.Suite.GCM, "203.0.113.1", List.of()).text())
                .doesNotContain("groups {");
    }

    @Test
    void refusesKeysThatTheCloudDoesNotTake() {
        CloudTunnels tunnels = ConsoleFile.read(ConsoleTexts.generic().replace(ConsoleTexts.KEY_2, "0key-with-zero"));
        assertThatThrownBy(() ->
                        new CloudConfig(CloudProfile.AWS, tunnels, CloudConfig.Suite.GCM, "203.0.113.1", List.of()))
                .hasMessageContaining("198.51.100.20")
                .hasMessageContaining("not beginning with 0")
                .hasMessageNotContaining("0key-with-zero");
    }

    @Test
    void keepsOddKeysAsTheyAre() throws ConfigException {
        String odd = "0x\"quoted\\\"#{}";
        CloudTunnels tunnels = new CloudTunnels(
                "azure", "203.0.113.1", List.of(new CloudTunnels.Tunnel("198.51.100.10", odd, null, null)), List.of());
        String text =
                new CloudConfig(CloudProfile.AZURE, tunnels, CloudConfig.Suite.GCM, "203.0.113.1", List.of()).text();
        assertThat(text).contains("secret = \"0sMHgicXVvdGVkXCIje30=\"");
        ConfigLoader.parse(text, "cloud.conf", directory).close();
    }

    @Test
    void warnsOfWhatTheCloudWillNotTake() throws ConfigException {
        CloudProfile aws = CloudProfile.AWS;
        assertThat(warnings(aws, "aes256gcm16-prfsha384-ecp384", "aes256gcm16-prfsha384-ecp384-modp2048"))
                .anyMatch(message -> message.contains("offer one suite"));
        assertThat(warnings(aws, "esp_proposals = aes256gcm16-ecp384", "esp_proposals = aes256gcm16"))
                .anyMatch(message -> message.contains("its first rekey is refused"));
        assertThat(warnings(aws, "rekey_time = 2400s", "rekey_time = 3000s"))
                .anyMatch(message -> message.contains("rekeys by itself between 2520 and 3060 s"));
        assertThat(warnings(aws, "life_time = 3600s", "life_time = 2h"))
                .anyMatch(message -> message.contains("after 3600 s"));
        assertThat(warnings(aws, "over_time = 3000s", "over_time = 1h"))
                .anyMatch(message -> message.contains("after 28800 s"));
        assertThat(warnings(aws, "start_action = start", "start_action = start\nreplay_window = 64"))
                .anyMatch(message -> message.contains("reorders more than 64 packets"));
        assertThat(warnings(aws, "dpd_delay = 10s", "dpd_delay = 0"))
                .anyMatch(message -> message.contains("without notice"));
        assertThat(warnings(aws, ConsoleTexts.KEY_1, "key with spaces and !"))
                .anyMatch(message -> message.contains("takes pre-shared keys of 8 to 64 letters"))
                .noneMatch(message -> message.contains("key with spaces"));
        assertThat(warnings(aws, "tun {\n", "gateway {\n clamp_mss = no\n}\ntun {\n"))
                .anyMatch(message -> message.contains("clamp_mss"));
        assertThat(warnings(CloudProfile.AZURE, "mtu = 1400", "mtu = 1420"))
                .anyMatch(message -> message.contains("tun.mtu is at most 1400"));
        assertThat(warnings(CloudProfile.GCP, "path_mtu = 1460", "path_mtu = 1500"))
                .anyMatch(message -> message.contains("at most 1460 bytes"));
    }

    @Test
    void knowsNoOtherCloud() {
        assertThatThrownBy(() -> ConfigLoader.parse(
                        config(CloudProfile.AWS, CloudConfig.Suite.GCM).text().replace("= aws", "= nimbus"),
                        "cloud.conf",
                        directory))
                .hasMessageContaining("profile is one of aws, azure, gcp");
    }
}
