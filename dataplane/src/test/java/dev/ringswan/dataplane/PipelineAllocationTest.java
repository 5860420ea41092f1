package dev.ringswan.dataplane;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The packet path allocates nothing: every runner, every role, both directions. */
final class PipelineAllocationTest {
    private static Stream<Arguments> combinations() {
        return Engines.available().stream()
                .flatMap(provider -> PipelineAllocations.SUITES.stream()
                        .filter(suite -> provider.allocationFree(suite.algorithm()))
                        .flatMap(suite ->
                                PipelineAllocations.MODES.stream().map(mode -> Arguments.of(provider, mode, suite))));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void allocatesNothing(AeadProvider provider, RunMode mode, EspSuite suite) throws Exception {
        assertThat(PipelineAllocations.ofRoles(provider, mode, suite, Integer.MAX_VALUE))
                .as("bytes over %d packets by role, %s", PipelineAllocations.PACKETS, provider.name())
                .allSatisfy((role, bytes) -> assertThat(bytes).as(role).isZero());
    }

    /** So that nothing relies on the escape analysis of the second compiler. */
    @Test
    void allocatesNothingWithTheFirstCompilerAlone() throws Exception {
        Process child = start("-XX:TieredStopAtLevel=1");
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();
        assertThat(output).contains("measured " + combinations().count());
    }

    private static Process start(String flag) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(property("java.home"), "bin", "java").toString());
        Path flags = Path.of(property("ringswan.root"), "scripts", "jvm.flags");
        Files.readAllLines(flags).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(command::add);
        command.add(flag);
        command.add("-cp");
        command.add(property("java.class.path"));
        command.add(PipelineAllocations.class.getName());
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String property(String name) {
        return requireNonNull(System.getProperty(name), name);
    }
}
