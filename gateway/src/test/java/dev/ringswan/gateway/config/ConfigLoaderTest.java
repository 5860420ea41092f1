package dev.ringswan.gateway.config;

import static dev.ringswan.gateway.config.ConfigTexts.faults;
import static dev.ringswan.gateway.config.ConfigTexts.faultsWith;
import static dev.ringswan.gateway.config.ConfigTexts.lineOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.SaLifetime;
import dev.ringswan.dataplane.sa.SaMode;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.linux.XdpOptions;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    private static final Path EXAMPLE_WITH_CONNECTIONS = Path.of("src", "main", "examples", "connections.conf");
    private static final String PUBLIC = "public { udp = 192.0.2.1 }\n";

    @TempDir
    private Path directory;

    @Test
    void readsTheExample() throws ConfigException {
        GatewayConfig config = ConfigTexts.parse(ConfigTexts.example());
        assertThat(config.gateway())
                .isEqualTo(new GatewaySettings(
                        "auto",
                        true,
                        DataplaneConfig.DEFAULT
                                .withSaCapacity(1_024)
                                .withIcmpSources((Inet4Address) InetAddress.ofLiteral("10.1.0.1"), (Inet6Address)
                                        InetAddress.ofLiteral("fd00:1::1")),
                        Path.of("/var/lib/ringswan/sequence"),
                        null,
                        null));
        assertThat(config.tun().routes())
                .extracting(Prefix::toString)
                .containsExactly("10.2.0.0/24", "fd00:2:0:0:0:0:0:0/64");
        assertThat(config.publicSide().udp())
                .containsExactly(Endpoint.of("192.0.2.1", 4500), Endpoint.of("2001:db8::1", 4500));
        assertThat(config.policies()).extracting(PolicyRule::name).containsExactly("management", "printer");
        assertThat(config.policies())
                .extracting(PolicyRule::action)
                .containsExactly(PolicyRule.Action.BYPASS, PolicyRule.Action.DISCARD);
        assertThat(config.children()).extracting(StaticChild::name).containsExactly("office", "lab");
    }

    @Test
    void readsTheExampleWithConnections() throws IOException, ConfigException {
        GatewayConfig config = ConfigTexts.parse(Files.readString(EXAMPLE_WITH_CONNECTIONS));
        assertThat(config.ike().config().connections()).hasSize(1);
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void answersFromTheTunAddressesWhereNoSourceIsNamed() throws ConfigException {
        GatewayConfig config =
                ConfigTexts.parse("tun { addresses = 10.1.0.1/24, 10.3.0.1/24, fd00:1::1/64 }\n" + PUBLIC);
        assertThat(config.gateway().dataplane().icmpSource4()).isEqualTo(InetAddress.ofLiteral("10.1.0.1"));
        assertThat(config.gateway().dataplane().icmpSource6()).isEqualTo(InetAddress.ofLiteral("fd00:1::1"));
    }

    @Test
    void comparesTheMtuWithTheCell() {
        assertThat(faults("gateway { cell_size = 512 }\n" + PUBLIC))
                .singleElement()
                .asString()
                .contains("tun.mtu is 1400", "packets of 320", "raise gateway.cell_size");
        assertThat(faultsWith("path_mtu = 1500", "path_mtu = 9000"))
                .anyMatch(fault -> fault.contains("raise gateway.cell_size"));
    }

    @Test
    void readsAChild() throws ConfigException {
        StaticChild office = ConfigTexts.parse(ConfigTexts.example()).children().getFirst();
        assertThat(office.mode()).isEqualTo(SaMode.TUNNEL);
        assertThat(office.path())
                .isEqualTo(new StaticChild.OuterPath(
                        Endpoint.of("192.0.2.1", 4500), Endpoint.of("192.0.2.2", 4500), 1_500));
        assertThat(office.security().suite()).isEqualTo(EspSuite.AES256_GCM16);
        assertThat(office.security().inbound().spi()).isEqualTo(0xC0DE0001);
        assertThat(office.security().outbound().key().length()).isEqualTo(36);
        assertThat(office.lifetime())
                .isEqualTo(new SaLifetime(
                        23 * 3_600_000_000_000L,
                        24 * 3_600_000_000_000L,
                        100_000_000_000L,
                        100_000_000_000L,
                        4_000_000_000L,
                        4_000_000_000L));
        assertThat(office.header()).isEqualTo(OuterHeaderRules.COPY);
    }

    @Test
    void readsAChildWithDefaults() throws ConfigException {
        StaticChild lab = ConfigTexts.parse(ConfigTexts.example()).children().get(1);
        assertThat(lab.path().isUdpEncapsulated()).isFalse();
        assertThat(lab.path().mtu()).isEqualTo(1_500);
        assertThat(lab.security().esn()).isFalse();
        assertThat(lab.security().replayWindow()).isEqualTo(1_024);
        assertThat(lab.lifetime()).isEqualTo(SaLifetime.NONE);
        assertThat(lab.selectors()).isEqualTo(TrafficSelectors.of("10.1.0.0/24", "10.3.0.0/16"));
    }

    @Test
    void countsPortsFromUdpToEsp() throws ConfigException {
        PublicSettings publicSide = ConfigTexts.parse(ConfigTexts.example()).publicSide();
        assertThat(publicSide.portIndex(Endpoint.of("2001:db8::1", 4500))).isEqualTo(1);
        assertThat(publicSide.portIndex(Endpoint.of("192.0.2.1", 0))).isEqualTo(2);
        assertThat(publicSide.portIndex(Endpoint.of("192.0.2.9", 0))).isEqualTo(-1);
    }

    @Test
    void hintsAtTheNearestName() {
        assertThat(faultsWith("replay_window = 1024", "replaywindow = 1024"))
                .containsExactly(lineOf("replay_window")
                        + ": unknown key 'replaywindow' in 'office'; did you mean 'replay_window'?");
        assertThat(faultsWith("policies {", "policy {"))
                .containsExactly(
                        lineOf("policies {")
                                + ": unknown section 'policy'; known are gateway, tun, public, policies, static, connections, authorities, secrets, groups");
        assertThat(faults(PUBLIC + "gatewy { }"))
                .containsExactly("2: unknown section 'gatewy'; did you mean 'gateway'?");
    }

    @Test
    void reportsAllFaultsAtOnce() {
        assertThat(faults("""
                        gateway {
                            mode = fast
                            workers = many
                            sa_capacity = 1000
                            clamp_mss = perhaps
                        }
                        tun { addresses = 10.1.0.1/33, 10.1.0, fe80::1%eth0/64 }
                        public { udp = [2001:db8::1:4500, 192.0.2.1:99999 }
                        """))
                .containsExactly(
                        "2: mode is one of auto, inline, direct, ring; not 'fast'",
                        "3: workers is a number, not 'many'",
                        "4: sa_capacity is a power of two, not 1000",
                        "5: clamp_mss is yes or no, not 'perhaps'",
                        "7: addresses is a number from 0 to 32, not 33",
                        "7: addresses '10.1.0' is not an IP address (names are not looked up)",
                        "7: addresses 'fe80::1%eth0' has a zone; link-local addresses cannot be used here",
                        "8: udp '[2001:db8::1:4500' is not [IPv6 address]:port",
                        "8: udp has a port that is not from 1 to 65535: '99999'");
    }

    @Test
    void takesTheModeThatSuitsTheProcessors() throws ConfigException {
        int processors = Runtime.getRuntime().availableProcessors();
        for (int workers : new int[] {1, 64}) {
            GatewayConfig config =
                    ConfigTexts.parse("gateway { \n mode = auto \n workers = " + workers + " \n }\n" + PUBLIC);
            assertThat(config.gateway().dataplane().mode()).isEqualTo(RunMode.automatic(workers, processors));
        }
    }

    @Test
    void needsThePublicSide() {
        assertThat(faults(""))
                .containsExactly(
                        "0: needs a section 'connections', or a section 'public' with the addresses that ESP comes to");
        assertThat(faults("public { }"))
                .containsExactly("1: 'public' needs 'udp' or 'esp', as in 'udp = 192.0.2.1:4500'");
    }

    @Test
    void namesWhatAChildLacks() {
        assertThat(faults(PUBLIC + "static {\n child { }\n}"))
                .containsExactly(
                        "3: 'child' needs 'local'",
                        "3: 'child' needs 'remote'",
                        "3: 'child' needs 'suite'",
                        "3: 'child' needs a section 'in { spi = … key = … }'",
                        "3: 'child' needs a section 'out { spi = … key = … }'",
                        "3: 'child' needs 'local_ts'",
                        "3: 'child' needs 'remote_ts'");
    }

    @Test
    void refusesKeysOfTheWrongLengthWithoutShowingThem() {
        String key = "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fa0a1a2a3";
        assertThat(faultsWith(key, "0x" + "5ec2e7".repeat(4)))
                .containsExactly(lineOf("office {")
                        + ": 'office' in.key has 12 bytes; aes256gcm16 takes 36 (key, then 4" + " bytes of salt)");
        assertThat(faultsWith(key, "5ec2e7")).singleElement().asString().doesNotContain("5ec2e7");
        assertThat(faultsWith("spi = 0xc0de0001", "spi = 0x5ec2e75ec2e7"))
                .singleElement()
                .asString()
                .doesNotContain("5ec2e7");
    }

    @Test
    void refusesOneKeyForTwoDirections() {
        String in = "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fa0a1a2a3";
        String out = "0x202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3fb0b1b2b3";
        assertThat(faultsWith(out, in)).singleElement().asString().contains("one key in both directions");
    }

    @Test
    void refusesOneKeyForTwoChildren() {
        String text = ConfigTexts.example();
        String office = text.substring(text.indexOf("    office {"), text.indexOf("    lab {"));
        String twin = office.replace("office", "twin").replace("0xc0de0001", "0xc0de0021");
        assertThat(faults(text.replace("    lab {", twin + "    lab {")))
                .hasSize(2)
                .allMatch(fault -> fault.contains("'twin' uses a key of 'office'"));
    }

    @Test
    void refusesSpisThatShareTheirSlot() {
        assertThat(faultsWith("spi = 0xc0de0011", "spi = 0xc0de0401"))
                .singleElement()
                .asString()
                .contains("'lab' has the inbound SPI 0xc0de0401, whose low 10 bits are those of 'office'");
    }

    @Test
    void refusesALocalAddressWithoutAPort() {
        assertThat(faultsWith("local = 192.0.2.1:4500", "local = 192.0.2.7"))
                .containsExactly(lineOf("local = 192.0.2.1:4500")
                        + ": local is 192.0.2.7:4500, which 'public' does not list under 'udp'");
        assertThat(faultsWith("remote = 192.0.2.2:4500", "remote = 2001:db8::2"))
                .singleElement()
                .asString()
                .contains("different families");
    }

    @Test
    void refusesSuitesThatDoNotEncryptUnlessAllowed() throws ConfigException {
        assertThat(faultsWith("suite = aes128-sha256", "suite = null-sha256"))
                .contains(lineOf("suite = aes128-sha256")
                        + ": suite null-sha256 does not encrypt: it takes 'allow_null = yes' as well");
        String text = ConfigTexts.example()
                .replace("suite = aes128-sha256", "suite = null-sha256\nallow_null = yes")
                .replace("404142434445464748494a4b4c4d4e4f", "")
                .replace("808182838485868788898a8b8c8d8e8f", "");
        assertThat(ConfigTexts.parse(text).children().get(1).security().suite()).isEqualTo(EspSuite.NULL_SHA256);
    }

    @Test
    void refusesASoftLimitBeyondTheHardOne() {
        assertThat(faultsWith("rekey_time = 23h", "rekey_time = 25h"))
                .singleElement()
                .asString()
                .contains("soft lifetime");
        assertThat(faultsWith("life_bytes = 100G", "life_bytes = 99999999T"))
                .singleElement()
                .asString()
                .contains("life_bytes is a number such as 5000, 20M or 100G");
    }

    @Test
    void readsWhereAfXdpCarriesEsp() throws ConfigException {
        assertThat(ConfigTexts.parse(ConfigTexts.example()).publicSide().xdp()).isNull();
        String text = ConfigTexts.example().replace("# xdp = eth0", "xdp = eth0");
        assertThat(ConfigTexts.parse(text).publicSide().xdp()).isEqualTo(XdpOptions.of("eth0"));
        text = text.replace("# xdp_queue = 0 ", "xdp_queue = 3 ").replace("# xdp_mode = auto ", "xdp_mode = native ");
        assertThat(ConfigTexts.parse(text).publicSide().xdp())
                .isEqualTo(XdpOptions.of("eth0").withQueue(3).withMode(XdpOptions.Mode.NATIVE));
        assertThat(faultsWith("# xdp_queue = 0 ", "xdp_queue = 3 "))
                .containsExactly(lineOf("# xdp_queue")
                        + ": xdp_queue needs 'xdp' with the name of an interface, as in 'xdp = eth0'");
        assertThat(faultsWith("# xdp_mode = auto ", "xdp_mode = fast "))
                .anyMatch(fault -> fault.contains("is one of auto, native, generic; not 'fast'"));
    }

    @Test
    void refusesToBypassWithoutAnInterface() {
        assertThat(faultsWith("bypass_interface = eth0", ""))
                .containsExactly(lineOf("action = bypass")
                        + ": action bypass needs public.bypass_interface, by which such packets leave");
    }

    @Test
    void refusesBadSelectors() {
        assertThat(faultsWith("remote_ts = 10.3.0.0/16", "remote_ts = 10.3.0.0/99"))
                .isNotEmpty()
                .allMatch(fault -> fault.startsWith(lineOf("10.3.0.0/16") + ": remote_ts"));
    }

    @Test
    void refusesAFileWithKeysThatOthersCanRead() throws IOException {
        Path file = Files.copy(ConfigTexts.EXAMPLE, directory.resolve("gateway.conf"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> ConfigLoader.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chmod 600 " + file);
    }

    @Test
    void refusesSecretsThatTheGroupCanRead() throws IOException, ConfigException {
        Path file = Files.writeString(directory.resolve("gateway.conf"), ConnectionTexts.OFFICE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> ConfigLoader.load(file)).hasMessageContaining("chmod 600 " + file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(ConfigLoader.load(file).ike().children()).hasSize(1);
    }

    @Test
    void readsAFileWithKeysForItsOwner() throws IOException, ConfigException {
        Path file = Files.copy(ConfigTexts.EXAMPLE, directory.resolve("gateway.conf"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(ConfigLoader.load(file).children()).hasSize(2);
    }

    @Test
    void readsKeysFromFilesBesideIt() throws IOException, ConfigException {
        String key = "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fa0a1a2a3";
        Path keyFile = Files.writeString(directory.resolve("in.key"), key + "\n");
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
        Path file = Files.writeString(
                directory.resolve("gateway.conf"),
                ConfigTexts.example().replaceFirst("key = " + key, "key_file = in.key"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(ConfigLoader.load(file)
                        .children()
                        .getFirst()
                        .security()
                        .inbound()
                        .key())
                .isEqualTo(Values.key(key));

        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> ConfigLoader.load(file)).hasMessageContaining("chmod 600 " + keyFile);
    }

    @Test
    void saysWhenThereIsNoFile() {
        Path file = directory.resolve("none.conf");
        assertThatThrownBy(() -> ConfigLoader.load(file)).hasMessage(file + ": there is no such file");
    }

    @Test
    void saysWhenAFileIsNotText() throws IOException {
        Path file = Files.write(directory.resolve("binary.conf"), new byte[] {(byte) 0xC3, 0x28});
        assertThatThrownBy(() -> ConfigLoader.load(file)).hasMessageContaining("not text in UTF-8");
    }

    @Test
    void neverPrintsKeys() throws ConfigException {
        GatewayConfig config = ConfigTexts.parse(ConfigTexts.example());
        assertThat(config.toString()).doesNotContain("0001020304").doesNotContain("2021222324");
        assertThat(config.children().getFirst().security().toString()).doesNotContain("0001020304");
    }

    @Test
    void wipesKeysWhenClosed() throws ConfigException {
        GatewayConfig config = ConfigTexts.parse(ConfigTexts.example());
        config.close();
        assertThat(config.children().getFirst().security().inbound().key().wiped())
                .isTrue();
    }
}
