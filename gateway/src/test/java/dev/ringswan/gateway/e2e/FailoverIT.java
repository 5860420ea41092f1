package dev.ringswan.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What {@code scripts/failover} does, with the classes under test: two tunnels to strongSwan, of which one is cut and comes back.
 * How long it takes is for the script to judge; here it has a minute.
 */
class FailoverIT {
    private static final Path ROOT = Path.of(System.getProperty("ringswan.root", ".."));
    private static final List<String> NEEDED = List.of(
            "/usr/lib/ipsec/charon",
            "/usr/sbin/swanctl",
            "/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so",
            "/usr/sbin/nft",
            "/dev/net/tun");

    @Test
    void failsOverAndBackWithoutAPacketInClear() throws Exception {
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "SKIPPED FailoverIT: network namespaces take root; run the tests as root to cut a tunnel");
        assumeTrue(
                NEEDED.stream().allMatch(file -> Files.exists(Path.of(file))),
                () -> "SKIPPED FailoverIT: some of " + NEEDED + " are missing; scripts/failover installs them");
        Path log = Files.createTempFile("ringswan-failover", ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        ROOT.resolve("scripts/failover").toString(), "--limit", "60")
                .redirectError(log.toFile());
        builder.environment().put("RINGSWAN_CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        String messages = Files.readString(log);
        Files.delete(log);

        assertThat(status).as("%s%n%s", output, messages).isZero();
        assertThat(output)
                .contains("50 of 50 pings answered")
                .contains("tunnel-1/any has lost 4 probes in a row")
                .containsPattern("packets go by tunnel-1 again .*: 0 of [1-9][0-9]* pings lost")
                .contains("0 packets in clear on the public links");
    }
}
