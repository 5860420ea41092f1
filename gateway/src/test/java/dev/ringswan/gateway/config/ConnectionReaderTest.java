package dev.ringswan.gateway.config;

import static dev.ringswan.gateway.config.ConfigTexts.faults;
import static dev.ringswan.gateway.config.ConfigTexts.parse;
import static dev.ringswan.gateway.config.ConnectionTexts.OFFICE;
import static dev.ringswan.gateway.config.ConnectionTexts.with;
import static dev.ringswan.gateway.config.ConnectionTexts.withSetting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.Encapsulation;
import dev.ringswan.ike.api.IkeLifetime;
import dev.ringswan.ike.api.Ppk;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.api.Uniqueness;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.nativeio.Endpoint;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConnectionReaderTest {
    private static Connection connection(String text) throws ConfigException {
        return parse(text).ike().config().connections().getFirst();
    }

    private static List<String> warnings(String text) throws ConfigException {
        return parse(text).warnings().stream()
                .map(ConfigException.Problem::message)
                .toList();
    }

    @Test
    void readsAConnection() throws ConfigException {
        Connection office = connection(OFFICE);
        assertThat(office.name()).isEqualTo("office");
        assertThat(office.local()).isEqualTo(new TransportAddress(InetAddress.ofLiteral("192.0.2.1"), 500));
        assertThat(office.remote()).isEqualTo(new TransportAddress(InetAddress.ofLiteral("192.0.2.2"), 500));
        assertThat(office.localAuth().identity()).hasToString("gw-a.example");
        assertThat(office.remoteAuth().identity()).hasToString("gw-b.example");
        assertThat(office.proposals()).extracting(ProposalText::format).containsExactly("aes256gcm16-prfsha384-x25519");
        assertThat(office.encapsulation()).isEqualTo(Encapsulation.AUTO);
        assertThat(office.lifetime()).isEqualTo(IkeLifetime.DEFAULT);
        assertThat(office.livenessNs()).isEqualTo(Duration.ofSeconds(30).toNanos());
        assertThat(office.children()).hasSize(1);
        assertThat(parse(OFFICE).ike().connection("office").orElseThrow().keyingTries())
                .isZero();
        assertThat(warnings(OFFICE)).isEmpty();
    }

    @Test
    void opensSocketsAtTheLocalAddress() throws ConfigException {
        PublicSettings publicSide = parse(OFFICE).publicSide();
        InetAddress local = InetAddress.ofLiteral("192.0.2.1");
        assertThat(publicSide.udp()).containsExactly(Endpoint.of("192.0.2.1", 4500));
        assertThat(publicSide.esp()).containsExactly(local);
        assertThat(publicSide.ike()).containsExactly(local);
        assertThat(parse(withSetting("encap = yes")).publicSide().esp()).isEmpty();
        assertThat(parse(withSetting("local_port = 4500")).publicSide().ike()).isEmpty();
    }

    @Test
    void addsItsSocketsToThoseOfTheFile() throws ConfigException {
        PublicSettings publicSide = parse("public { udp = 192.0.2.7\n ike = 192.0.2.1, 192.0.2.8 }\n" + OFFICE)
                .publicSide();
        assertThat(publicSide.udp()).containsExactly(Endpoint.of("192.0.2.7", 4500), Endpoint.of("192.0.2.1", 4500));
        assertThat(publicSide.ike()).hasSize(2);
    }

    @Test
    void routesTheNetworksBehindThePeer() throws ConfigException {
        assertThat(parse("tun { routes = 10.9.0.0/16 }\n" + OFFICE).tun().routes())
                .extracting(Prefix::toString)
                .containsExactly("10.9.0.0/16", "10.2.0.0/16");
        assertThat(parse("tun { routes = none }\n" + OFFICE).tun().routes()).isEmpty();
    }

    @Test
    void makesNoRouteThatThePeerIsInside() throws ConfigException {
        String all = with("remote_ts = 10.2.0.0/16", "remote_ts = 0.0.0.0/0, 10.2.0.5-10.2.0.7");
        assertThat(parse(all).tun().routes())
                .extracting(Prefix::toString)
                .containsExactly("10.2.0.5/32", "10.2.0.6/31");
        assertThat(warnings(all)).singleElement().asString().contains("192.0.2.2 inside 0.0.0.0/0");
    }

    @Test
    void takesTheAddressesForIdentitiesWhereThereAreNone() throws ConfigException {
        Connection office = connection(OFFICE.replace("id = gw-a.example", "").replace("id = gw-b.example", ""));
        assertThat(office.localAuth().identity()).hasToString("192.0.2.1");
        assertThat(office.remoteAuth().identity()).hasToString("192.0.2.2");
    }

    @Test
    void takesTheAddressTowardsThePeerWhereThereIsNone() throws ConfigException {
        String text = with("local_addrs = 192.0.2.1\n", "").replace("192.0.2.2", "127.0.0.9");
        assertThat(connection(text).local().address()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
    }

    @Test
    void readsTimes() throws ConfigException {
        assertThat(connection(withSetting("rekey_time = 1h\nover_time = 5m\nrand_time = 2m\ndpd_delay = 10"))
                        .lifetime())
                .isEqualTo(new IkeLifetime(
                        Duration.ofHours(1).toNanos(),
                        Duration.ofMinutes(2).toNanos(),
                        Duration.ofMinutes(65).toNanos()));
        assertThat(connection(withSetting("rekey_time = 0")).lifetime()).isEqualTo(IkeLifetime.UNLIMITED);
        assertThat(faults(withSetting("rekey_time = 1h\nrand_time = 1h"))).hasSize(1);
        assertThat(faults(withSetting("over_time = 0")))
                .singleElement()
                .asString()
                .contains("no time to rekey");
        assertThat(connection(withSetting("dpd_delay = 0")).livenessNs()).isZero();
    }

    @Test
    void readsEncapsulation() throws ConfigException {
        assertThat(connection(withSetting("encap = auto")).encapsulation()).isEqualTo(Encapsulation.AUTO);
        assertThat(connection(withSetting("encap = yes")).encapsulation()).isEqualTo(Encapsulation.FORCED);
        assertThat(connection(withSetting("encap = no")).encapsulation()).isEqualTo(Encapsulation.FORBIDDEN);
        assertThat(warnings(withSetting("encap = no")))
                .singleElement()
                .asString()
                .contains("auto here");
        assertThat(faults(withSetting("encap = maybe"))).containsExactly("4: encap is auto, yes or no; not 'maybe'");
    }

    @Test
    void permitsWeakAlgorithmsOnlyWhenAskedTo() throws ConfigException {
        String weak = "aes256-sha1-modp1024";
        String text = with("aes256gcm16-prfsha384-x25519", weak);
        assertThat(faults(text)).singleElement().asString().contains("'sha1' is weak", "allow_weak = yes");
        String allowed = text.replace("local_addrs", "allow_weak = yes\nlocal_addrs");
        assertThat(parse(allowed).ike().config().weakAlgorithms()).isEqualTo(WeakAlgorithms.ALLOWED);
        assertThat(warnings(allowed)).anyMatch(warning -> warning.contains("can be broken"));
        assertThat(parse(OFFICE).ike().config().weakAlgorithms()).isEqualTo(WeakAlgorithms.REFUSED);
    }

    @Test
    void refusesWhatIsNotDone() {
        assertThat(faults(withSetting("version = 1")))
                .singleElement()
                .asString()
                .contains("write 2");
        assertThat(faults(withSetting("mobike = yes")))
                .singleElement()
                .asString()
                .contains("write no");
        assertThat(faults(withSetting("reauth_time = 3h")))
                .singleElement()
                .asString()
                .contains("write 0");
        assertThat(faults(with("remote_addrs = 192.0.2.2", "remote_addrs = 192.0.2.2, 192.0.2.3")))
                .singleElement()
                .asString()
                .contains("one connection for each");
    }

    @Test
    void hintsAtTheNearestName() {
        assertThat(faults(withSetting("rekeytime = 1h")))
                .containsExactly("4: unknown key 'rekeytime' in 'office'; did you mean 'rekey_time'?");
        assertThat(faults(with("esp_proposals", "esp_proposal")))
                .singleElement()
                .asString()
                .contains("did you mean 'esp_proposals'?");
        assertThat(faults(with("ike-b {", "ikke {"))).anyMatch(fault -> fault.contains("did you mean 'ike'?"));
    }

    @Test
    void namesWhatAConnectionLacks() {
        assertThat(faults("connections { x { } }"))
                .containsExactly(
                        "1: local_addrs is needed where 'remote_addrs' is %any",
                        "1: 'x' needs a section 'local { auth = psk }', or with auth = pubkey",
                        "1: 'x' needs a section 'remote { auth = psk }', or with auth = pubkey");
        assertThat(faults(with("0x000102030405060708090a0b0c0d0e0f", "\"\""))).containsExactly("27: secret is empty");
        assertThat(faults(OFFICE.substring(0, OFFICE.indexOf("secrets"))))
                .singleElement()
                .asString()
                .contains("no pre-shared key for gw-a.example and gw-b.example");
        assertThat(faults(with("remote_addrs = 192.0.2.2", "remote_addrs = 2001:db8::2")))
                .anyMatch(fault -> fault.contains("different families"));
    }

    @Test
    void readsPostquantumKeys() throws ConfigException {
        String text = withSetting("ppk_id = quantum-1\nppk_required = yes")
                .replace("secrets {", "secrets {\nppk-1 {\nid = quantum-1\nsecret = 0x" + "5a".repeat(32) + "\n}");
        Ppk ppk = Objects.requireNonNull(connection(text).ppk());
        assertThat(ppk.required()).isTrue();
        assertThat(ppk.key().length()).isEqualTo(32);
        assertThat(ppk.key().wiped()).isFalse();
        assertThat(parse(text)
                        .ike()
                        .hasSameConnection(parse(text.replace("5a5a", "5b5a")).ike(), "office"))
                .isFalse();
        assertThat(faults(withSetting("ppk_id = quantum-1")))
                .singleElement()
                .asString()
                .contains("has no key");
        assertThat(faults(withSetting("ppk_required = yes")))
                .singleElement()
                .asString()
                .contains("needs 'ppk_id'");
    }

    @Test
    void warnsOfShortSecrets() throws ConfigException {
        String text = with("0x000102030405060708090a0b0c0d0e0f", "hunter2");
        assertThat(warnings(text))
                .singleElement()
                .asString()
                .contains("fewer than 16 bytes")
                .doesNotContain("hunter2");
    }

    @Test
    void tellsWhatASecondReadingChanged() throws ConfigException {
        IkeSettings ike = parse(OFFICE).ike();
        assertThat(ike.hasSameConnection(parse(OFFICE).ike(), "office")).isTrue();
        assertThat(ike.hasSameChild(parse(OFFICE).ike(), "office", "net")).isTrue();
        assertThat(ike.hasSameConnection(ike, "other")).isFalse();
        assertThat(ike.hasSameChild(ike, "office", "other")).isFalse();
        for (String changed : List.of(
                withSetting("dpd_delay = 5"),
                withSetting("encap = yes"),
                withSetting("keyingtries = 3"),
                with("gw-b.example", "gw-c.example"),
                with("prfsha384", "prfsha256"),
                with("0x000102", "0x000103"))) {
            IkeSettings other = parse(changed).ike();
            assertThat(ike.hasSameConnection(other, "office")).isFalse();
            assertThat(ike.hasSameChild(other, "office", "net")).isTrue();
        }
        for (String changed : List.of(
                with("10.2.0.0/16", "10.3.0.0/16"),
                with("esn-noesn", "noesn"),
                ConnectionTexts.withChildSetting("rekey_time = 5m"))) {
            IkeSettings other = parse(changed).ike();
            assertThat(ike.hasSameConnection(other, "office")).isTrue();
            assertThat(ike.hasSameChild(other, "office", "net")).isFalse();
        }
    }

    @Test
    void neverPrintsSecrets() throws ConfigException {
        GatewayConfig config = parse(OFFICE);
        assertThat(config.toString()).doesNotContain("0001020304");
        assertThat(faults(with("0x000102030405060708090a0b0c0d0e0f", "0x5ec2e")))
                .allMatch(fault -> !fault.contains("5ec2e"));
    }

    @Test
    void readsWhatBecomesOfDuplicates() throws ConfigException {
        assertThat(connection(OFFICE).unique()).isEqualTo(Uniqueness.NO);
        for (Uniqueness unique : Uniqueness.values()) {
            String text = withSetting("unique = " + unique.name().toLowerCase(Locale.ROOT));
            assertThat(connection(text).unique()).isEqualTo(unique);
        }
        assertThat(faults(withSetting("unique = yes")))
                .singleElement()
                .asString()
                .contains("unique is one of no, never, keep, replace");
        IkeSettings before = parse(OFFICE).ike();
        assertThat(before.hasSameConnection(parse(withSetting("unique = keep")).ike(), "office"))
                .isFalse();
    }
}
