package dev.ringswan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.wire.Identity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SharedKeysTest {
    private static final Identity US = Identity.fqdn("us.example");
    private static final Identity PEER = Identity.fqdn("peer.example");

    private final SharedKeys keys = new SharedKeys();

    private void add(String name, Identity... owners) {
        List<IdentityPattern> patterns =
                Arrays.stream(owners).map(IdentityPattern::of).toList();
        keys.add(new SharedKeys.SharedKey(name, patterns, Secret.owning(new byte[] {1})));
    }

    private String found(Identity local, Identity remote) {
        return Objects.requireNonNull(keys.find(local, IdentityPattern.of(remote)))
                .name();
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        assertThat(keys.find(US, IdentityPattern.of(PEER))).isNull();
        add("of others", Identity.fqdn("a.example"), Identity.fqdn("b.example"));
        assertThat(keys.find(US, IdentityPattern.of(PEER))).isNull();
    }

    @Test
    void prefersWhatFitsBest() {
        add("everybody's");
        assertThat(found(US, PEER)).isEqualTo("everybody's");
        add("ours", US);
        assertThat(found(US, PEER)).isEqualTo("ours");
        add("the peer's", PEER);
        assertThat(found(US, PEER)).isEqualTo("the peer's");
        add("both's", PEER, US);
        assertThat(found(US, PEER)).isEqualTo("both's");
        assertThat(found(US, Identity.fqdn("other.example"))).isEqualTo("ours");
    }

    @Test
    void takesPatterns() {
        keys.add(new SharedKeys.SharedKey(
                "branches", List.of(IdentityPattern.parse("*.example")), Secret.owning(new byte[] {1})));
        assertThat(found(Identity.fqdn("nobody"), PEER)).isEqualTo("branches");
        add("the peer's", PEER);
        assertThat(found(US, PEER)).isEqualTo("the peer's");
        assertThat(keys.find(US, IdentityPattern.any())).isNotNull();
    }

    @Test
    void takesTheFirstOfTwoThatFitAsWell() {
        add("first", PEER);
        add("second", PEER);
        assertThat(found(US, PEER)).isEqualTo("first");
    }

    @Test
    void readsTextAndHexadecimalAndBase64() {
        assertThat(SecretsReader.secret("0x68656c6c6f")).isEqualTo(bytes("hello"));
        assertThat(SecretsReader.secret("0saGVsbG8=")).isEqualTo(bytes("hello"));
        assertThat(SecretsReader.secret("hello 0x")).isEqualTo(bytes("hello 0x"));
    }

    @Test
    void refusesBrokenSecretsWithoutShowingThem() {
        for (String text : List.of("0xabc", "0xhello", "0s=hello")) {
            assertThatThrownBy(() -> SecretsReader.secret(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not hexadecimal")
                    .hasMessageNotContaining("hello");
        }
        assertThatThrownBy(() -> SecretsReader.secret("")).hasMessage("is empty");
    }

    private static Secret bytes(String text) {
        return Secret.owning(text.getBytes(StandardCharsets.UTF_8));
    }
}
