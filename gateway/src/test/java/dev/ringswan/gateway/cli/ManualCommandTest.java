package dev.ringswan.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ManualCommandTest {
    private static String run(String command) {
        StringWriter out = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out));
        assertThat(commandLine.execute(command)).isZero();
        return out.toString();
    }

    @Test
    void describesEveryCommandThatTheHelpShows() {
        String manual = run("manual");
        assertThat(manual)
                .startsWith(".TH RINGSWAN 1")
                .contains(".SS ringswan run\n", ".SS ringswan explain packet\n", "\\-\\-console\\-file=FILE")
                .doesNotContain(".SS ringswan traffic", ".SS ringswan manual");
    }

    @Test
    void leavesNothingToRoff() {
        assertThat(ManualCommand.escape(".TH \\n -x")).isEqualTo("\\&.TH \\en \\-x");
        assertThat(ManualCommand.escape("'quote")).isEqualTo("\\&'quote");
    }

    @Test
    void completesCommandsAndOptions() {
        assertThat(run("completion")).contains("complete -F _complete_ringswan", "'--console-file'");
    }
}
