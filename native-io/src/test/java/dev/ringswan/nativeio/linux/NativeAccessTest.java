package dev.ringswan.nativeio.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.NativeIoException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Starts a JVM with and without the flag. */
final class NativeAccessTest {
    private static final String FLAG = "--enable-native-access=ALL-UNNAMED";

    /** What the other JVM runs. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            try {
                LinuxPorts.requireNativeAccess();
                System.out.print("allowed");
            } catch (NativeIoException e) {
                System.out.print(e.getMessage());
            }
        }
    }

    @Test
    void namesMissingFlag() throws Exception {
        assertThat(outputOf(List.of())).contains("start it with " + FLAG).doesNotContain("WARNING");
    }

    @Test
    void isContentWithFlag() throws Exception {
        assertThat(outputOf(List.of(FLAG))).isEqualTo("allowed");
    }

    private static String outputOf(List<String> flags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
