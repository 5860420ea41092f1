package dev.ringswan.gateway.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A few scenarios of {@code scripts/interop-strongswan}, which has them all: each authentication, each suite and each initiator
 * once, and what needs a network between the gateways that does something.
 */
final class StrongSwanIT {
    private static final List<String> NEEDED = List.of(
            StrongSwan.CHARON.toString(),
            "/usr/sbin/swanctl",
            "/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so",
            "/usr/lib/ipsec/plugins/libstrongswan-chapoly.so",
            "/usr/sbin/nft",
            "/usr/bin/openssl");

    @BeforeAll
    static void canRun() {
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "SKIPPED StrongSwanIT: network namespaces take root; run the tests as root to meet real peers");
        List<String> missing =
                NEEDED.stream().filter(file -> !Files.exists(Path.of(file))).toList();
        assumeTrue(
                missing.isEmpty(),
                () -> "SKIPPED StrongSwanIT: " + missing + " are missing; scripts/interop-strongswan installs them");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "matrix/psk/aes256gcm16-prfsha384-ecp384/we-initiate",
                "matrix/rsa/aes128gcm16-prfsha256-x25519/they-initiate",
                "matrix/ecdsa/aes256-sha256-modp2048/they-initiate",
                "matrix/ed25519/chacha20poly1305-prfsha256-curve25519/we-initiate",
                "fragmentation/they-initiate",
                "nat/hides-ours",
                "collisions"
            })
    void livesWithStrongSwan(String name) throws Exception {
        Scenario scenario = Scenarios.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        try (Interop interop = new Interop(false, null)) {
            assertThat(interop.run(scenario)).matches(Result::passed);
        }
    }

    /** Without this the engine might be one that never fails. */
    @Test
    void noticesThatThereIsNoTunnel() throws Exception {
        Setup setup = Setup.of(Authentication.PSK, "aes256-sha256-modp2048", "aes256-sha256");
        try (Interop interop = new Interop(true, null)) {
            Result result = interop.run(new Scenario("no tunnel", setup, List.of(new Step.Pings())));

            assertThat(result.step()).isEqualTo("pings");
            assertThat(result.reason()).contains("were lost");
        }
    }
}
