package dev.ringswan.perf;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line; {@code scripts/perf} starts it. */
@Command(
        name = "perf",
        description = "Measures, compares, judges and shows.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DoctorCommand.class,
            PlanCommand.class,
            RunCommand.class,
            GateCommand.class,
            CompareCommand.class,
            SummaryCommand.class,
            TrendCommand.class,
            ReportCommand.class
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((exception, command, result) -> {
                    if (exception instanceof IllegalArgumentException) {
                        command.getErr().println("perf: " + exception.getMessage());
                        return command.getCommandSpec().exitCodeOnInvalidInput();
                    }
                    if (exception instanceof IOException) {
                        command.getErr().println("perf: " + exception.getMessage());
                        return command.getCommandSpec().exitCodeOnExecutionException();
                    }
                    throw exception;
                })
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }
}
