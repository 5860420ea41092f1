package dev.ringswan.gateway.config;

import static dev.ringswan.gateway.config.IpsecTexts.CONF;
import static dev.ringswan.gateway.config.IpsecTexts.SECRETS;
import static dev.ringswan.gateway.config.IpsecTexts.faults;
import static dev.ringswan.gateway.config.IpsecTexts.parse;
import static dev.ringswan.gateway.config.IpsecTexts.warnings;
import static dev.ringswan.gateway.config.IpsecTexts.withSetting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.gateway.config.ChildSettings.StartAction;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.Encapsulation;
import dev.ringswan.ike.api.IkeLifetime;
import dev.ringswan.ike.api.Uniqueness;
import dev.ringswan.nativeio.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IpsecConfTest {
    @TempDir
    private Path directory;

    private static Connection connection(String conf) throws ConfigException {
        return parse(conf, SECRETS).ike().config().connections().getFirst();
    }

    private static ChildSettings child(String conf) throws ConfigException {
        return parse(conf, SECRETS).ike().child("aws-vpn", "aws-vpn").orElseThrow();
    }

    @Test
    void readsThePair() throws ConfigException {
        GatewayConfig config = parse(CONF, SECRETS);
        Connection aws = connection(CONF);
        assertThat(aws.name()).isEqualTo("aws-vpn");
        assertThat(aws.local()).hasToString("203.0.113.1 port 500");
        assertThat(aws.remote()).hasToString("52.10.20.30 port 500");
        assertThat(aws.localAuth().identity()).hasToString("203.0.113.1");
        assertThat(aws.remoteAuth().identity()).hasToString("52.10.20.30");
        assertThat(aws.proposals())
                .extracting(ProposalText::format)
                .containsExactly("aes256-prfsha256-sha256-modp2048");
        assertThat(aws.encapsulation()).isEqualTo(Encapsulation.AUTO);
        ChildSettings child = child(CONF);
        assertThat(child.selectors()).isEqualTo(TrafficSelectors.of("192.168.1.0/24", "10.0.0.0/16"));
        assertThat(child.startAction()).isEqualTo(StartAction.START);
        assertThat(config.publicSide().udp()).containsExactly(Endpoint.of("203.0.113.1", 4500));
        assertThat(config.tun().name()).isEqualTo("ringswan0");
        assertThat(config.tun().routes()).extracting(Prefix::toString).containsExactly("10.0.0.0/16");
    }

    @Test
    void warnsOfItsWeakPoints() throws ConfigException {
        assertThat(warnings(CONF))
                .satisfiesExactly(
                        ike -> assertThat(ike).startsWith("ipsec.conf:8: ").contains("CBC with HMAC"),
                        pfs -> assertThat(pfs).startsWith("ipsec.conf:9: ").contains("no forward secrecy"),
                        esp -> assertThat(esp).startsWith("ipsec.conf:9: ").contains("CBC with HMAC"));
    }

    @Test
    void loadsBothFiles() throws IOException, ConfigException {
        Path conf = Files.writeString(directory.resolve("ipsec.conf"), CONF);
        assertThatThrownBy(() -> ConfigLoader.load(conf))
                .hasMessageContaining("no pre-shared key for 203.0.113.1 and 52.10.20.30")
                .hasMessageContaining("PSK");
        Path secrets = Files.writeString(directory.resolve("ipsec.secrets"), SECRETS);
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> ConfigLoader.load(conf)).hasMessageContaining("chmod 600 " + secrets);
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
        assertThat(ConfigLoader.load(conf).ike().children()).hasSize(1);
    }

    @Test
    void tellsTheTwoFormsApart() {
        assertThat(IpsecConfParser.recognizes("# comment\n\nconfig setup\n")).isTrue();
        assertThat(IpsecConfParser.recognizes("version 2.0\n")).isTrue();
        assertThat(IpsecConfParser.recognizes(CONF)).isTrue();
        assertThat(IpsecConfParser.recognizes(ConnectionTexts.OFFICE)).isFalse();
        assertThat(IpsecConfParser.recognizes("conn {\n}\n")).isFalse();
        assertThat(IpsecConfParser.recognizes("")).isFalse();
    }

    @Test
    void inheritsFromDefaultAndAlso() throws ConfigException {
        String conf = """
                config setup
                conn %default
                    authby=secret   # a comment
                    ikelifetime=8h
                    auto=start
                conn peer
                    auto=ignore
                    left=192.0.2.1
                    right=192.0.2.2
                    ikelifetime=2h
                conn net
                    also=peer
                    auto=add
                    leftsubnet=10.1.0.0/16,10.3.0.0/16
                    rightsubnet="10.2.0.0/16, 10.4.0.0/16"
                """;
        GatewayConfig config = parse(conf, ": PSK 0x000102030405060708090a0b0c0d0e0f");
        Connection net = config.ike().config().connections().getFirst();
        assertThat(config.ike().config().connections()).hasSize(1);
        assertThat(net.lifetime().hardNs()).isEqualTo(Duration.ofHours(2).toNanos());
        ChildSettings child = config.ike().child("net", "net").orElseThrow();
        assertThat(child.selectors().local()).hasSize(2);
        assertThat(child.selectors().remote()).hasSize(2);
        assertThat(child.startAction()).isEqualTo(StartAction.NONE);
    }

    @Test
    void takesUniqueIdsForAllConns() throws ConfigException {
        assertThat(connection(CONF).unique()).isEqualTo(Uniqueness.NO);
        assertThat(connection("config setup\n    uniqueids=yes\n" + CONF).unique())
                .isEqualTo(Uniqueness.REPLACE);
        assertThat(connection("config setup\n    uniqueids=never\n" + CONF).unique())
                .isEqualTo(Uniqueness.NEVER);
        assertThatThrownBy(() -> parse("config setup\n    uniqueids=maybe\n" + CONF, SECRETS))
                .hasMessageContaining("ipsec.conf:2: ")
                .hasMessageContaining("uniqueids is one of no, never, keep, replace");
    }

    @Test
    void joinsConnsThatDifferInTheirNetworksOnly() throws ConfigException {
        String conf = CONF + CONF.replace("conn aws-vpn", "conn lab").replace("10.0.0.0/16", "10.9.0.0/16");
        IkeSettings ike = parse(conf, SECRETS).ike();
        assertThat(ike.config().connections()).hasSize(1);
        assertThat(ike.children()).extracting(ChildSettings::name).containsExactly("aws-vpn", "lab");
        String other = CONF + CONF.replace("conn aws-vpn", "conn lab").replace("modp2048", "ecp384");
        assertThat(parse(other, SECRETS).ike().config().connections()).hasSize(2);
    }

    @Test
    void convertsLifetimes() throws ConfigException {
        Connection defaults = connection(CONF);
        assertThat(defaults.lifetime())
                .isEqualTo(new IkeLifetime(
                        Duration.ofMinutes(171).toNanos(),
                        Duration.ofMinutes(9).toNanos(),
                        Duration.ofHours(3).toNanos()));
        ChildLifetime child = child(
                        withSetting("lifetime=1h\n    margintime=5m\n    rekeyfuzz=50%\n    lifebytes=1000"))
                .lifetime();
        assertThat(child.limits().softNs()).isEqualTo(Duration.ofMinutes(55).toNanos());
        assertThat(child.limits().hardNs()).isEqualTo(Duration.ofHours(1).toNanos());
        assertThat(child.jitterNs()).isEqualTo(Duration.ofSeconds(150).toNanos());
        assertThat(child.limits().softBytes()).isEqualTo(900);
        assertThat(child.limits().hardBytes()).isEqualTo(1_000);
        assertThat(faults(withSetting("lifetime=5m"), SECRETS))
                .singleElement()
                .asString()
                .contains("set margintime");
    }

    @Test
    void convertsActionsAndOptions() throws ConfigException {
        ChildSettings child = child(withSetting("dpdaction=hold\n    closeaction=restart\n    replay_window=128"));
        assertThat(child.dpdAction()).isEqualTo(StartAction.TRAP);
        assertThat(child.closeAction()).isEqualTo(StartAction.START);
        assertThat(child.replayWindow()).isEqualTo(128);
        assertThat(child(CONF.replace("auto=start", "auto=route")).startAction())
                .isEqualTo(StartAction.TRAP);
        assertThat(child(CONF.replace("auto=start", "auto=add")).startAction()).isEqualTo(StartAction.NONE);
        Connection forced = connection(withSetting("forceencaps=yes\n    dpddelay=10s\n    mobike=no\n    rekey=yes"));
        assertThat(forced.encapsulation()).isEqualTo(Encapsulation.FORCED);
        assertThat(forced.livenessNs()).isEqualTo(Duration.ofSeconds(10).toNanos());
        assertThat(connection(CONF.replace("modp2048", "modp2048!")).proposals())
                .hasSize(1);
    }

    @Test
    void refusesWithTheCure() {
        assertThat(faults(CONF.replace("ikev2", "ikev1"), SECRETS))
                .containsExactly(
                        "ipsec.conf:10: keyexchange=ikev1 is not supported: IKEv1 is retired (RFC 9395); let the"
                                + " peer speak IKEv2, and write ikev2");
        assertThat(faults(withSetting("mobike=yes"), SECRETS))
                .singleElement()
                .asString()
                .contains("write no");
        assertThat(faults(withSetting("leftsubnets=10.0.0.0/8"), SECRETS))
                .containsExactly(
                        "ipsec.conf:12: unknown key 'leftsubnets' in 'conn aws-vpn'; did you mean 'leftsubnet'?");
        assertThat(faults(withSetting("leftprotoport=tcp/80"), SECRETS))
                .singleElement()
                .asString()
                .contains("[tcp/80]");
        assertThat(faults(CONF.replace("left=203.0.113.1", "left=gw.example"), SECRETS))
                .singleElement()
                .asString()
                .startsWith("ipsec.conf:4: left 'gw.example' is not an IP address");
        assertThat(faults(CONF.replace("auto=start", "auto=ignore"), SECRETS))
                .singleElement()
                .asString()
                .contains("nothing would be up");
        assertThat(faults(withSetting("also=other"), SECRETS))
                .singleElement()
                .asString()
                .contains("no such conn");
    }

    @Test
    void reportsFaultsOfSyntaxWithTheirLines() {
        assertThat(faults("""
                        conn a
                            left
                            auto=add
                            auto=start
                            right="192.0.2.1
                        conn a
                        left=192.0.2.1
                        connection b
                        config start
                        include other.conf
                        conn
                        ca x
                        """, ""))
                .contains(
                        "ipsec.conf:2: 'key=value' was expected here",
                        "ipsec.conf:4: 'auto' is already set in line 3",
                        "ipsec.conf:5: the closing quote is missing, or something stands behind it",
                        "ipsec.conf:6: 'conn a' already stands in line 1",
                        "ipsec.conf:7: a setting begins with a blank; only sections begin at the start of a line",
                        "ipsec.conf:8: 'connection' is not one of conn and config",
                        "ipsec.conf:9: after 'config' comes 'setup', not 'start'",
                        "ipsec.conf:10: 'include' is not supported; put the sections into this file",
                        "ipsec.conf:11: 'conn' needs a name, as in 'conn office'");
    }

    @Test
    void survivesConnsThatIncludeThemselves() throws ConfigException {
        assertThat(connection(withSetting("also=aws-vpn")).name()).isEqualTo("aws-vpn");
    }

    @Test
    void warnsOfWhatHasNoEffect() throws ConfigException {
        assertThat(warnings("config setup\n    charondebug=\"ike 2\"\n" + withSetting("dpdtimeout=30")))
                .contains(
                        "ipsec.conf:2: 'charondebug' has no effect here",
                        "ipsec.conf:14: 'dpdtimeout' is for IKEv1 and has no effect here");
    }

    @Test
    void readsSecretsOfEveryForm() throws ConfigException {
        for (String secrets : new String[] {
            "52.10.20.30 : PSK \"0x is text here\"",
            ": PSK 'quoted otherwise too'",
            "# a comment\n203.0.113.1 %any\n  : PSK 0sAAECAwQFBgcICQoLDA0ODw== # another",
            "@gw.example : PSK \"of somebody else\"\n52.10.20.30 : PSK \"MyPreSharedKey123\""
        }) {
            assertThat(parse(CONF, secrets).ike().children()).hasSize(1);
        }
    }

    @Test
    void refusesBrokenSecretsWithoutShowingThem() {
        for (String secrets : new String[] {
            "52.10.20.30: PSK \"hunter2\"",
            ": PSK \"hunter2",
            ": PSK hunter2 hunter2",
            ": PSK 0xhunter2",
            ": EAP \"hunter2\"",
            ": RSA key.pem \"hunter2\"",
            "include hunter2",
            ": PSK"
        }) {
            assertThat(faults(CONF, secrets))
                    .isNotEmpty()
                    .allMatch(fault -> fault.startsWith("ipsec.secrets:1: ") && !fault.contains("hunter2"));
        }
    }
}
