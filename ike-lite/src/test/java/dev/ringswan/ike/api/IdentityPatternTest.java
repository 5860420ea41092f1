package dev.ringswan.ike.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Identity;
import org.junit.jupiter.api.Test;

final class IdentityPatternTest {
    @Test
    void matchesOneIdentity() {
        IdentityPattern pattern = IdentityPattern.parse("bob.example");
        assertThat(pattern.matches(Identity.fqdn("Bob.example"))).isTrue();
        assertThat(pattern.matches(Identity.email("bob.example"))).isFalse();
        assertThat(pattern.matches(Identity.fqdn("alice.example"))).isFalse();
        assertThat(pattern.single()).contains(Identity.fqdn("bob.example"));
        assertThat(pattern).hasToString("bob.example");
    }

    @Test
    void matchesAny() {
        for (String text : new String[] {"", "%any", "*"}) {
            IdentityPattern pattern = IdentityPattern.parse(text);
            assertThat(pattern.matches(Identity.fqdn("alice.example"))).isTrue();
            assertThat(pattern.single()).isEmpty();
            assertThat(pattern).hasToString("%any");
        }
    }

    @Test
    void matchesNamesThatEndSo() {
        IdentityPattern hosts = IdentityPattern.parse("*.example");
        assertThat(hosts.matches(Identity.fqdn("a.EXAMPLE"))).isTrue();
        assertThat(hosts.matches(Identity.fqdn(".example"))).isFalse();
        assertThat(hosts.matches(Identity.fqdn("example"))).isFalse();
        assertThat(hosts.matches(Identity.email("a.example"))).isFalse();
        IdentityPattern mail = IdentityPattern.parse("*@example.org");
        assertThat(mail.matches(Identity.email("alice@example.org"))).isTrue();
        assertThat(mail.matches(Identity.fqdn("alice@example.org"))).isFalse();
        assertThat(mail).hasToString("*@example.org");
    }

    @Test
    void matchesDistinguishedNamesByAttribute() {
        IdentityPattern pattern = IdentityPattern.parse("C=CH, O=Example, CN=*");
        assertThat(pattern.matches(Identity.parse("C=CH, O=Example, CN=alice"))).isTrue();
        assertThat(pattern.matches(Identity.parse("C=CH, O=example, CN=bob"))).isTrue();
        assertThat(pattern.matches(Identity.parse("C=CH, O=Other, CN=alice"))).isFalse();
        assertThat(pattern.matches(Identity.parse("C=CH, CN=alice"))).isFalse();
        assertThat(pattern.matches(Identity.parse("C=CH, O=Example, OU=alice"))).isFalse();
        assertThat(pattern.matches(Identity.parse("O=Example, C=CH, CN=alice"))).isFalse();
        assertThat(pattern.matches(new Identity(Identity.DER_ASN1_DN, Bytes.of(new byte[] {0x30, 5, 1}))))
                .isFalse();
        assertThat(pattern.matches(Identity.fqdn("C=CH, O=Example, CN=*"))).isFalse();
    }

    @Test
    void knowsWhichPatternSaysMore() {
        assertThat(IdentityPattern.parse("a.example").precision())
                .isGreaterThan(IdentityPattern.parse("*.example").precision());
        assertThat(IdentityPattern.parse("CN=*").precision())
                .isGreaterThan(IdentityPattern.parse("%any").precision());
    }
}
