package dev.ringswan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.api.SharedKeyRing;
import dev.ringswan.ike.crypto.Authenticator;
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

    private void addText(String secret, String... owners) {
        keys.add(new SharedKeys.SharedKey(
                secret, Arrays.stream(owners).map(IdentityPattern::parse).toList(), bytes(secret)));
    }

    private String chosen(SharedKeyRing ring, Identity peer) {
        for (String secret :
                List.of("nobody's", "ours", "pattern's", "peer's", "peer's and ours", "carol's and ours")) {
            if (ring.verifying(peer).equals(Authenticator.sharedKey(bytes(secret)))) {
                assertThat(ring.signingTo(peer)).isEqualTo(ring.verifying(peer));
                return secret;
            }
        }
        return "none";
    }

    @Test
    void choosesByWhoThePeerIsWhenItMayBeSeveral() {
        Identity other = Identity.fqdn("other.example");
        Identity stranger = Identity.fqdn("stranger.test");
        addText("carol's and ours", "carol.test", "us.example");
        assertThat(chosen(ring(), Identity.fqdn("carol.test"))).isEqualTo("carol's and ours");
        assertThat(chosen(ring(), stranger))
                .as("Carol must not pass for another")
                .isEqualTo("none");
        addText("nobody's");
        assertThat(chosen(ring(), stranger)).isEqualTo("nobody's");
        addText("ours", "us.example");
        assertThat(chosen(ring(), stranger)).isEqualTo("ours");
        addText("pattern's", "*.example");
        assertThat(chosen(ring(), PEER)).isEqualTo("pattern's");
        addText("peer's", "peer.example");
        assertThat(chosen(ring(), PEER)).isEqualTo("peer's");
        addText("peer's and ours", "us.example", "peer.example");
        assertThat(chosen(ring(), PEER)).isEqualTo("peer's and ours");
        assertThat(chosen(ring(), Identity.fqdn("PEER.example"))).isEqualTo("peer's and ours");
        assertThat(chosen(ring(), other)).isEqualTo("pattern's");
        assertThat(chosen(ring(), stranger)).isEqualTo("ours");
        assertThat(chosen(ring(), Identity.fqdn("carol.test"))).isEqualTo("carol's and ours");
    }

    private SharedKeyRing ring() {
        return new SharedKeyRing(keys.ring(US), null);
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
