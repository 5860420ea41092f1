package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.daemon.StartupCheck;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Entry point. Exit status: 0 well, 1 something failed (with one sentence on stderr), 2 wrong usage, 3 no gateway could be
 * asked.
 */
@Command(
        name = "ringswan",
        description = "An IPsec gateway on the JVM.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        subcommands = {
            RunCommand.class,
            NewCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            CountersCommand.class,
            ExplainCommand.class,
            TopCommand.class,
            UpCommand.class,
            DownCommand.class,
            RekeyCommand.class,
            ReloadCommand.class,
            StopCommand.class,
            EnginesCommand.class,
            VersionCommand.class,
            TrafficCommand.class,
            DemoCommand.class,
            ManualCommand.class,
            ManualCommand.Completion.class
        })
public final class Main {
    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    private Main() {}

    /** Runs a command and exits with its status. */
    public static void main(String[] arguments) {
        if (System.getProperty(LOG_FORMAT) == null) {
            System.setProperty(LOG_FORMAT, "%1$tF %1$tT.%1$tL %4$s %5$s%6$s%n"); // time, level, message, stack trace
        }
        List<String> missing = StartupCheck.missingFlags();
        if (!missing.isEmpty()) {
            System.err.println("ringswan: the JVM was started without\n  " + String.join("\n  ", missing)
                    + "\nStart it by scripts/ringswan, or add what scripts/jvm.flags holds.");
            System.exit(1);
        }
        System.exit(commandLine().execute(arguments));
    }

    /** The commands, with failures as one sentence on stderr. */
    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((exception, commandLine, parsed) -> {
            commandLine.getErr().println("ringswan: " + message(exception));
            return 1;
        });
    }

    private static String message(Exception exception) {
        String message = exception.getMessage();
        return message == null ? exception.toString() : message;
    }
}
