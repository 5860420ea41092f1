package dev.ringswan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.RemoteAuth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthReaderTest {
    private static final String OFFICE = ConnectionTexts.OFFICE
            .replace("auth = psk\n            id = gw-a.example", "certs = gw-a.example.pem\nid = gw-a.example")
            .replace("auth = psk\n            id = gw-b.example", "cacerts = ca.pem\nid = gw-b.example")
            .replaceAll("(?s)secrets.*", "secrets { private-a { file = gw-a.example.key } }\n");

    @TempDir
    private Path directory;

    @BeforeEach
    void makeCertificates() throws IOException {
        TestCertificates certificates = new TestCertificates(directory);
        certificates.issue("gw-a.example");
        certificates.issue("gw-b.example");
    }

    private GatewayConfig parse(String text) throws ConfigException {
        return ConfigLoader.parse(text, "test.conf", directory);
    }

    private Connection connection(String text) throws ConfigException {
        return parse(text).ike().config().connections().getFirst();
    }

    private String fault(String text) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> parse(text));
        assertThat(e.problems()).hasSize(1);
        return e.problems().getFirst().message();
    }

    private static String with(String old, String replacement) {
        assertThat(OFFICE).contains(old);
        return OFFICE.replace(old, replacement);
    }

    @Test
    void readsCertificatesAndKeys() throws ConfigException {
        Connection office = connection(OFFICE);
        LocalAuth local = office.localAuth();
        assertThat(local.identity()).hasToString("gw-a.example");
        assertThat(local.certificates()).singleElement().asString().contains("CN=gw-a.example");
        assertThat(office.remoteAuth()).isInstanceOf(RemoteAuth.Certificate.class);
        assertThat(office.remoteAuth().identity()).hasToString("gw-b.example");
        assertThat(parse(OFFICE).warnings()).isEmpty();
    }

    @Test
    void sendsNoAuthority() throws ConfigException {
        Connection office = connection(with("certs = gw-a.example.pem", "certs = gw-a.example.pem, ca.pem"));
        assertThat(office.localAuth().certificates()).hasSize(1);
    }

    @Test
    void hasACertificateOfEachAuthority() throws Exception {
        Path other = Files.createDirectories(directory.resolve("other"));
        new TestCertificates(other).issue("gw-a.example");
        Files.createDirectories(directory.resolve("x509ca"));
        Files.copy(other.resolve("ca.pem"), directory.resolve("x509ca/other.pem"));
        String both = with("certs = gw-a.example.pem", "certs = gw-a.example.pem, ca.pem, other/gw-a.example.pem")
                .replace("secrets {", "secrets { private-b { file = other/gw-a.example.key }");
        LocalAuth local = connection(both).localAuth();
        assertThat(local.certificates()).hasSize(1);
        assertThat(local.others()).hasSize(1);
        // Each can be asked for by its own key's hash and by its authority's.
        assertThat(local.authorities()).hasSize(2);
        LocalAuth second = local.others().getFirst();
        assertThat(second.authorities()).hasSize(2).doesNotContainAnyElementsOf(local.authorities());
        assertThat(local.leadingTo(second.authorities().subList(1, 2))).contains(second);

        assertThat(fault(both.replace("private-b { file = other/gw-a.example.key }", "")))
                .contains("has no private key among the 1");
    }

    @Test
    void takesTheSubjectForOurIdentity() throws ConfigException {
        assertThat(connection(with("id = gw-a.example", "")).localAuth().identity())
                .hasToString("CN=gw-a.example");
    }

    @Test
    void warnsOfPeersThatMayBeAnybody() throws ConfigException {
        GatewayConfig config = parse(with("id = gw-b.example", ""));
        assertThat(config.ike().config().connections().getFirst().remoteAuth().identity())
                .hasToString("%any");
        assertThat(config.warnings()).singleElement().asString().contains("everybody with a certificate");
    }

    @Test
    void pinsACertificate() throws ConfigException {
        String pinned = with("cacerts = ca.pem", "certs = gw-b.example.pem").replace("id = gw-b.example", "");
        assertThat(connection(pinned).remoteAuth().identity()).hasToString("CN=gw-b.example");
    }

    @Test
    void findsFilesInTheFoldersOfSwanctl() throws IOException, ConfigException {
        move("gw-a.example.pem", "x509");
        move("gw-a.example.key", "private");
        move("ca.pem", "x509ca");
        assertThat(connection(OFFICE).localAuth().certificates()).hasSize(1);
        String bare = with("cacerts = ca.pem", "").replace("secrets { private-a { file = gw-a.example.key } }", "");
        assertThat(connection(bare).localAuth().certificates()).hasSize(1);
    }

    private void move(String file, String folder) throws IOException {
        Files.createDirectories(directory.resolve(folder));
        Files.move(directory.resolve(file), directory.resolve(folder).resolve(file));
    }

    @Test
    void asksTheRespondersOfAuthorities() throws ConfigException {
        String text = with("cacerts = ca.pem", "cacerts = ca.pem\nrevocation = ifuri")
                + "authorities { one { cacert = ca.pem\nocsp_uris = http://ocsp.example/ } }\n";
        Connection asking = connection(text);
        assertThat(asking).isEqualTo(connection(text)).isNotEqualTo(connection(text.replace("http:", "https:")));

        assertThat(fault(text.replace("http:", "ldap:"))).contains("http:// or https://");
        assertThat(fault(text.replace("cacert = ca.pem", ""))).contains("needs 'cacert'");
        assertThat(fault(text.replace("ocsp_uris", "crl_uris"))).contains("are not fetched", "x509crl");
        assertThat(parse(text.replace("example/", "example/, http://b.example")).warnings())
                .singleElement()
                .asString()
                .contains("the first is asked");
    }

    @Test
    void mixesBothKinds() throws ConfigException {
        String mixed = with("cacerts = ca.pem", "auth = psk")
                .replace("secrets {", "secrets { ike { secret = \"a secret of enough length\" }\n");
        Connection office = connection(mixed);
        assertThat(office.localAuth().certificates()).hasSize(1);
        assertThat(office.remoteAuth()).isInstanceOf(RemoteAuth.SharedKey.class);
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(fault(with("certs = gw-a.example.pem", ""))).contains("needs 'certs'");
        assertThat(fault(with("cacerts = ca.pem", ""))).contains("needs 'cacerts'");
        assertThat(fault(with("certs = gw-a.example.pem", "certs = none.pem"))).contains("is not there", "x509");
        assertThat(fault(with("file = gw-a.example.key", "file = gw-b.example.key")))
                .contains("has no private key among the 1");
        assertThat(fault(with("id = gw-a.example", "id = gw-c.example"))).contains("does not speak for the identity");
        assertThat(fault(with("certs = gw-a.example.pem", "certs = gw-a.example.pem\nauth = eap")))
                .contains("auth is psk, pubkey");
        assertThat(fault(with("cacerts = ca.pem", "cacerts = ca.pem\nrevocation = always")))
                .contains("strict, ifuri or relaxed");
        assertThat(fault(with("file = gw-a.example.key", "file = gw-a.example.key\nsecret = x\n")))
                .contains("decrypt the file");
    }

    @Test
    void refusesKeysThatOthersCanRead() throws IOException {
        Path key = directory.resolve("gw-a.example.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> parse(OFFICE));
        assertThat(e).hasMessageContaining("chmod 600 " + key);
    }

    @Test
    void tellsWhetherCertificatesChanged() throws IOException, ConfigException {
        IkeSettings ike = parse(OFFICE).ike();
        assertThat(ike.hasSameConnection(parse(OFFICE).ike(), "office")).isTrue();
        new TestCertificates(directory).issue("gw-a.example");
        assertThat(ike.hasSameConnection(parse(OFFICE).ike(), "office")).isFalse();
    }

    @Test
    void printsNoKeys() throws ConfigException {
        assertThat(List.of(parse(OFFICE).toString())).noneMatch(text -> text.contains("PRIVATE"));
    }
}
