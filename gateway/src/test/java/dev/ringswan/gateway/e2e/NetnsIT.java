package dev.ringswan.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code scripts/demo} does, in small: four network namespaces, two gateway processes, pings of both families, and a TCP
 * transfer that is hashed at both ends. Runs the classes under test, not a jar.
 */
class NetnsIT {
    private static final Path ROOT = Path.of(System.getProperty("ringswan.root", ".."));

    @BeforeAll
    static void canRun() throws Exception {
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "SKIPPED NetnsIT: network namespaces take root; run the tests as root to cover the Linux gateway");
        Process probe = new ProcessBuilder("ip", "netns", "add", "ringswan-probe").start();
        boolean able = probe.waitFor() == 0 && Files.exists(Path.of("/dev/net/tun"));
        new ProcessBuilder("ip", "netns", "delete", "ringswan-probe").start().waitFor();
        assumeTrue(
                able,
                "SKIPPED NetnsIT: this machine gives no network namespaces or no /dev/net/tun, though we are root");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--plain-esp",
                "--outer-ipv6",
                "--outer-ipv6 --plain-esp",
                "--mode ring",
                "--xdp",
                "--xdp --outer-ipv6 --plain-esp --mode ring"
            })
    void carriesPingsAndData(String options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(ROOT.resolve("scripts/demo").toString(), "--json", "--bytes", "32Mi"));
        if (!options.isEmpty()) {
            command.addAll(List.of(options.split(" ")));
        }
        Path log = Files.createTempFile("ringswan-netns", ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().put("RINGSWAN_CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        String messages = Files.readString(log);
        Files.delete(log);

        assertThat(status).as("%s%n%s", output, messages).isZero();
        Map<String, Object> result = JSON.std.mapFrom(output);
        assertThat(result).containsEntry("mode", "netns");
        assertThat(result.get("ping")).isEqualTo(Map.of("sent", 25, "received", 25));
        assertThat(tcp(result).get("bytes")).isEqualTo(32 << 20);
        assertThat(tcp(result).get("sha256_equal")).isEqualTo(true);
        assertThat((int) Objects.requireNonNull(result.get("rekeys"))).isGreaterThanOrEqualTo(3);
        assertThat(String.valueOf(result.get("ike"))).contains("ENCR_AES_GCM_16-256");
        assertThat(namespaces()).as("left behind").doesNotContain("rs" + process.pid() + "-");
    }

    private static Map<?, ?> tcp(Map<String, Object> result) {
        return (Map<?, ?>) Objects.requireNonNull(result.get("tcp"));
    }

    private static String namespaces() throws IOException {
        Process process = new ProcessBuilder("ip", "netns", "list").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
