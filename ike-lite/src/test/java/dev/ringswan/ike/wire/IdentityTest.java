package dev.ringswan.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

final class IdentityTest {
    @Test
    void printsAsOperatorsWrite() throws UnknownHostException {
        assertThat(Identity.of(InetAddress.getByAddress(new byte[] {10, 0, 0, 1})))
                .hasToString("10.0.0.1");
        assertThat(Identity.email("alice@example.org")).hasToString("alice@example.org");
        assertThat(Identity.distinguishedName(new X500Principal("CN=alice,O=Example")))
                .hasToString("O=Example,CN=alice");
        assertThat(Identity.keyId(PayloadTest.bytes("0aff"))).hasToString("keyid:0x0aff");
        assertThat(new Identity(13, PayloadTest.bytes("00"))).hasToString("identity of type 13 [1 bytes]");
    }

    @Test
    void readsWhatOperatorsWrite() throws UnknownHostException {
        assertThat(Identity.parse("10.0.0.1"))
                .isEqualTo(Identity.of(InetAddress.getByAddress(new byte[] {10, 0, 0, 1})));
        assertThat(Identity.parse("2001:db8::1").type()).isEqualTo(Identity.IPV6_ADDRESS);
        assertThat(Identity.parse("gw.example")).isEqualTo(Identity.fqdn("gw.example"));
        assertThat(Identity.parse("@gw.example")).isEqualTo(Identity.fqdn("gw.example"));
        assertThat(Identity.parse("@10.0.0.1")).isEqualTo(Identity.fqdn("10.0.0.1"));
        assertThat(Identity.parse("fqdn:10.0.0.1")).isEqualTo(Identity.fqdn("10.0.0.1"));
        assertThat(Identity.parse("alice@example.org")).isEqualTo(Identity.email("alice@example.org"));
        assertThat(Identity.parse("@@alice@example.org")).isEqualTo(Identity.email("alice@example.org"));
        assertThat(Identity.parse("keyid:0x0aff")).isEqualTo(Identity.keyId(PayloadTest.bytes("0aff")));
        assertThat(Identity.parse("@#0aff")).isEqualTo(Identity.keyId(PayloadTest.bytes("0aff")));
        assertThat(Identity.parse("keyid:ab")).isEqualTo(Identity.keyId(PayloadTest.bytes("6162")));
        Identity name = Identity.parse("C=CH, O=Example, CN=alice");
        assertThat(name).hasToString("C=CH,O=Example,CN=alice");
        assertThat(name.isSameAs(Identity.distinguishedName(new X500Principal("CN=Alice,O=Example,C=CH"))))
                .isTrue();
        assertThat(Identity.parse(name.toString())).isEqualTo(name);
    }

    @Test
    void refusesWhatIsNoIdentity() {
        for (String text : List.of("", "10.0.0", "1:2", "keyid:0xabc", "ipv4:gw", "email:", "=x", "@")) {
            assertThatThrownBy(() -> Identity.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void knowsNamesAgainWithoutCase() {
        assertThat(Identity.fqdn("a.example").isSameAs(Identity.fqdn("A.Example")))
                .isTrue();
        assertThat(Identity.fqdn("a.example").isSameAs(Identity.email("a.example")))
                .isFalse();
        assertThat(Identity.keyId(PayloadTest.bytes("61")).isSameAs(Identity.keyId(PayloadTest.bytes("41"))))
                .isFalse();
        Identity broken = new Identity(Identity.DER_ASN1_DN, PayloadTest.bytes("3005ff"));
        assertThat(broken.isSameAs(Identity.parse("CN=a"))).isFalse();
    }

    /** An unauthenticated peer must not be able to write lines or colours into a log. */
    @Test
    void printsNothingButPrintableAscii() {
        assertThat(Identity.fqdn("a\n\u001b[31mb\u00e9")).hasToString("a??[31mb??");
        assertThat(new Identity(Identity.DER_ASN1_DN, PayloadTest.bytes("3005ff")))
                .hasToString("unreadable distinguished name [3 bytes]");
    }

    @Test
    void comparesTypeAndData() {
        assertThat(Identity.fqdn("a.example")).isEqualTo(Identity.fqdn("a.example"));
        assertThat(Identity.fqdn("a.example")).isNotEqualTo(Identity.email("a.example"));
        assertThat(Identity.fqdn("a.example")).isNotEqualTo(Identity.fqdn("A.example".toUpperCase(Locale.ROOT)));
    }

    @Test
    void hasLimits() {
        Bytes data = Bytes.of(new byte[Limits.IDENTITY_LENGTH_MAX + 1]);
        assertThatThrownBy(() -> Identity.keyId(data)).hasMessageContaining("4097 bytes");
    }
}
