package dev.ringswan.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
    private static final Path EXAMPLE = Path.of("src", "main", "examples", "static.conf");

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(arguments);
    }

    private Path write(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("gateway.conf"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void checksAGoodConfiguration() throws IOException {
        Path file = write(Files.readString(EXAMPLE));
        assertThat(run("check", "--config", file.toString())).isZero();
        assertThat(out.toString())
                .contains("PROTECT office: ")
                .contains("BYPASS ")
                .endsWith("is well\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void saysWhatAnOlderPairOfFilesBringsUp() throws IOException {
        Path conf = Files.writeString(directory.resolve("ipsec.conf"), """
                conn aws-vpn
                    auto=start
                    left=203.0.113.1
                    leftsubnet=192.168.1.0/24
                    right=52.10.20.30
                    rightsubnet=10.0.0.0/16
                    ike=aes256-sha256-modp2048
                    esp=aes256-sha256
                    authby=secret
                """);
        Path secrets = Files.writeString(
                directory.resolve("ipsec.secrets"), "203.0.113.1 52.10.20.30 : PSK \"MyPreSharedKey123\"\n");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
        assertThat(run("check", "--config", conf.toString())).isZero();
        assertThat(out.toString())
                .contains("CONNECT aws-vpn: 203.0.113.1 port 500 (203.0.113.1, pre-shared key) to 52.10.20.30 port 500")
                .contains("aes256-prfsha256-sha256-modp2048")
                .contains("CHILD aws-vpn: [192.168.1.0/24] === [10.0.0.0/16], tunnel mode, start_action start")
                .contains("UDP 203.0.113.1 port 500 (IKE)")
                .contains("warning: " + conf + ":8: 'aws-vpn' esp has a proposal without a group")
                .endsWith("is well, with 3 warnings\n")
                .doesNotContain("MyPreSharedKey123");
    }

    @Test
    void saysItInJsonToo() throws IOException {
        Path file = write(Files.readString(EXAMPLE));
        assertThat(run("check", "--json", "--config", file.toString())).isZero();
        Map<String, Object> report = JSON.std.mapFrom(out.toString());
        assertThat(report).containsEntry("valid", true).containsKeys("connections", "sockets", "tun", "warnings");
        assertThat(out.toString()).doesNotContain("000102030405");
    }

    @Test
    void printsFaultsInJsonToo() throws IOException {
        Path file = write("gateway {\n mod = ring\n}\npublic {\n udp = 192.0.2.1\n}\n");
        assertThat(run("check", "--json", "--config", file.toString())).isEqualTo(1);
        Map<String, Object> report = JSON.std.mapFrom(out.toString());
        assertThat(report).containsEntry("valid", false);
        assertThat(String.valueOf(report.get("problems"))).contains("line=2", "unknown key 'mod'");
    }

    @Test
    void printsAllFaultsOfABadOne() throws IOException {
        Path file = write("gateway {\n mod = ring\n}\npublic {\n upd = 192.0.2.1\n}\n");
        assertThat(run("check", "--config", file.toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains(file + ":2: unknown key 'mod' in 'gateway'; did you mean 'mode'?")
                .contains(file + ":5: unknown key 'upd' in 'public'; did you mean 'udp'?");
    }

    @Test
    void runRefusesABadConfigurationInTheSameWords() throws IOException {
        Path file = write("gateway {\n mod = ring\n}\npublic {\n udp = 192.0.2.1\n}\n");
        assertThat(run("run", "--config", file.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("ringswan: " + file + ":2: unknown key 'mod'");
    }

    @Test
    void runRefusesAnUnknownEngine() throws IOException {
        Path file = write("public {\n udp = 192.0.2.1\n}\n");
        assertThat(run("run", "--config", file.toString(), "--engine", "steam")).isEqualTo(1);
        assertThat(err.toString()).contains("steam");
    }

    @Test
    void listsTheEngines() {
        assertThat(run("engines")).isZero();
        assertThat(out.toString())
                .contains("ipsec-mb")
                .contains("jdk-intrinsic")
                .contains("jca")
                .contains("* ");
    }

    @Test
    void printsItsVersion() {
        assertThat(run("version")).isZero();
        assertThat(out.toString()).startsWith("ringswan ").contains("Java 25");
    }

    @Test
    void explainsWrongUsage() {
        assertThat(run("run")).isEqualTo(2);
        assertThat(err.toString()).contains("--config");
    }

    @Test
    void showsNoToolsOfTheDemoInTheHelp() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("run").doesNotContain("traffic");
    }
}
