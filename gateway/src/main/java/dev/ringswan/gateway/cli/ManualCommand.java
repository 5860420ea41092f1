package dev.ringswan.gateway.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ringswan manual}: the man page, made of what {@code --help} says of each command. */
@Command(name = "manual", description = "Prints the man page.", hidden = true, mixinStandardHelpOptions = true)
final class ManualCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CommandLine root = spec.root().commandLine();
        out.println(".TH RINGSWAN 1 \"\" \"ringswan\" \"User Commands\"");
        out.println(".SH NAME");
        out.println("ringswan \\- IPsec gateway on the JVM");
        section(out, "SYNOPSIS", root);
        out.println(".SH COMMANDS");
        commands(out, root);
        out.println(".SH FILES");
        out.println(".TP\n.I /etc/ringswan/NAME.conf\nthe configuration of ringswan@NAME.service");
        out.println(".TP\n.I /run/ringswan/NAME.sock\nwhere a running gateway is asked");
        out.println(".SH EXIT STATUS");
        out.println("0 done, 1 failed, 2 wrong usage, 3 no gateway could be asked.");
        return 0;
    }

    private static void commands(PrintWriter out, CommandLine parent) {
        parent.getSubcommands().values().stream()
                .distinct()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .forEach(command -> {
                    out.println(".SS " + escape(command.getCommandSpec().qualifiedName()));
                    usage(out, command);
                    commands(out, command);
                });
    }

    private static void section(PrintWriter out, String title, CommandLine command) {
        out.println(".SH " + title);
        usage(out, command);
    }

    private static void usage(PrintWriter out, CommandLine command) {
        out.println(".nf");
        command.getUsageMessage(Help.Ansi.OFF)
                .lines()
                .map(ManualCommand::escape)
                .forEach(out::println);
        out.println(".fi");
    }

    /** What roff would take for its own. */
    static String escape(String line) {
        String escaped = line.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    /** {@code ringswan completion}: what bash needs to complete the commands and their options. */
    @Command(
            name = "completion",
            description = "Prints the completion for bash.",
            hidden = true,
            mixinStandardHelpOptions = true)
    static final class Completion implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            out.print(AutoComplete.bash("ringswan", spec.root().commandLine()));
            out.flush();
            return 0;
        }
    }
}
