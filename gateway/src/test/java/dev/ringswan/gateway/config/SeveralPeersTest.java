package dev.ringswan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.crypto.AuthSigner;
import dev.ringswan.ike.crypto.AuthVerifier;
import dev.ringswan.ike.crypto.Authenticator;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.Prf;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.wire.Identity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One connection for peers from anywhere, each with its own pre-shared key, in both forms of configuration. */
class SeveralPeersTest {
    private static final String NATIVE = """
            connections {
                roaming {
                    local_addrs = 192.0.2.1
                    remote_addrs = %any
                    local {
                        auth = psk
                        id = gw.example
                    }
                    remote {
                        auth = psk
                        id = *.example
                    }
                    children {
                        net {
                            local_ts = 10.1.0.0/16
                            remote_ts = 10.2.0.0/16
                        }
                    }
                }
            }
            secrets {
                ike-alice {
                    id-gw = gw.example
                    id-peer = alice.example
                    secret = "the secret of Alice"
                }
                ike-bob {
                    id = bob.example
                    secret = "the secret of Bob"
                }
            }
            """;

    private static final String CONF = """
            conn roaming
                keyexchange=ikev2
                auto=add
                left=192.0.2.1
                leftid=gw.example
                leftsubnet=10.1.0.0/16
                right=%any
                rightid=%any
                rightsubnet=10.2.0.0/16
                authby=secret
            """;
    private static final String SECRETS = """
            gw.example alice.example : PSK "the secret of Alice"
            bob.example : PSK "the secret of Bob"
            """;

    private static AuthVerifier verifier(Connection connection, String peer) {
        return ((RemoteAuth.SharedKey) connection.remoteAuth()).verifier().verifying(Identity.fqdn(peer));
    }

    private static AuthVerifier key(String text) {
        return Authenticator.sharedKey(Secret.owning(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void check(GatewayConfig config) {
        Connection connection = config.ike().config().connections().getFirst();
        assertThat(verifier(connection, "alice.example")).isEqualTo(key("the secret of Alice"));
        assertThat(verifier(connection, "bob.example")).isEqualTo(key("the secret of Bob"));
        assertThat(verifier(connection, "eve.example"))
                .isNotEqualTo(key("the secret of Alice"))
                .isNotEqualTo(key("the secret of Bob"));
    }

    @Test
    void readsTheNativeForm() throws ConfigException {
        check(ConfigLoader.parse(NATIVE, "test.conf", Path.of(".")));
    }

    @Test
    void readsTheOlderForm() throws ConfigException {
        check(ConfigLoader.parse(CONF, SECRETS, "test", Path.of(".")));
    }

    @Test
    void seesThatAKeyHasChanged() throws ConfigException {
        IkeSettings before =
                ConfigLoader.parse(NATIVE, "test.conf", Path.of(".")).ike();
        IkeSettings same = ConfigLoader.parse(NATIVE, "test.conf", Path.of(".")).ike();
        IkeSettings other = ConfigLoader.parse(NATIVE.replace("of Bob", "of Robert"), "test.conf", Path.of("."))
                .ike();
        assertThat(before.ike("roaming")).isEqualTo(same.ike("roaming")).isNotEqualTo(other.ike("roaming"));
        assertThat(before.hasSameConnection(same, "roaming")).isTrue();
        assertThat(before.hasSameConnection(other, "roaming")).isFalse();
    }

    private static boolean isWiped(Connection connection, String peer) {
        try {
            ((AuthSigner) verifier(connection, peer))
                    .sign(Prf.HMAC_SHA2_256, new byte[1], Set.of(), new SecureRandom());
            return false;
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("wiped");
            return true;
        } catch (CryptoRefusal e) {
            throw new AssertionError(e);
        }
    }

    private static Connection connection(IkeSettings settings) {
        return settings.ike("roaming").orElseThrow();
    }

    @Test
    void wipesTheKeysOfReadingsThatAreReplaced() throws ConfigException {
        IkeSettings before =
                ConfigLoader.parse(NATIVE, "test.conf", Path.of(".")).ike();
        IkeSettings same = ConfigLoader.parse(NATIVE, "test.conf", Path.of(".")).ike();
        IkeSettings kept = same.keeping(before);
        assertThat(connection(kept)).isSameAs(connection(before));
        before.wipe(kept);
        assertThat(isWiped(connection(same), "alice.example")).isTrue();
        assertThat(isWiped(connection(kept), "alice.example")).isFalse();

        IkeSettings other = ConfigLoader.parse(NATIVE.replace("of Bob", "of Robert"), "test.conf", Path.of("."))
                .ike()
                .keeping(kept);
        kept.wipe(other);
        assertThat(isWiped(connection(kept), "alice.example")).isTrue();
        assertThat(isWiped(connection(other), "bob.example")).isFalse();
        other.wipe(IkeSettings.NONE);
        assertThat(isWiped(connection(other), "bob.example")).isTrue();
    }

    @Test
    void wantsOneKeyAtLeast() {
        assertThatThrownBy(() -> ConfigLoader.parse(NATIVE.replaceAll("(?s)secrets.*", ""), "test.conf", Path.of(".")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("has no pre-shared key for gw.example and *.example");
    }
}
