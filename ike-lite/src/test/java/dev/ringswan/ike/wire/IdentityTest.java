package dev.ringswan.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
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
                .hasToString("CN=alice,O=Example");
        assertThat(Identity.keyId(PayloadTest.bytes("0aff"))).hasToString("keyid:0aff");
        assertThat(new Identity(13, PayloadTest.bytes("00"))).hasToString("identity of type 13 [1 bytes]");
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
