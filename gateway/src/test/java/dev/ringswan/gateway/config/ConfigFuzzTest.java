package dev.ringswan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The readers of both forms under Jazzer. A build runs the inputs in {@code ConfigFuzzTestInputs}; a campaign, started with
 * {@code JAZZER_FUZZ=1}, looks for more.
 */
final class ConfigFuzzTest {
    private static final Path NOWHERE = Path.of("/nonexistent");

    @FuzzTest
    void readsConfigurations(byte[] input) {
        check(() -> ConfigLoader.parse(text(input), "fuzz", NOWHERE), input);
    }

    /** What stands before the first zero byte is {@code ipsec.conf}, the rest {@code ipsec.secrets}. */
    @FuzzTest
    void readsOlderPairs(byte[] input) {
        String text = text(input);
        int end = text.indexOf('\0');
        String conf = end < 0 ? text : text.substring(0, end);
        String secrets = end < 0 ? "" : text.substring(end + 1);
        check(() -> ConfigLoader.parse(conf, secrets, "fuzz", NOWHERE), input);
    }

    private interface Reading {
        GatewayConfig read() throws ConfigException;
    }

    private static void check(Reading reading, byte[] input) {
        try (GatewayConfig config = reading.read()) {
            assertThat(new ConfigReport(config).lines()).isNotEmpty();
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty().allMatch(problem -> problem.line() <= input.length + 1);
        }
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
