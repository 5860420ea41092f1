package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.control.ControlRequest;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which connection or child a command is about, and how long it may take. */
final class TargetOptions {
    @Parameters(paramLabel = "CONNECTION[/CHILD]", description = "as named in the configuration")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    @Option(
            names = "--timeout",
            paramLabel = "SEC",
            defaultValue = "" + ControlRequest.TIMEOUT_DEFAULT,
            description = "waits that long for the end (default: ${DEFAULT-VALUE})")
    private int timeout;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** What the command line says. */
    ControlRequest.Target target() {
        if (timeout < 1 || timeout > ControlRequest.TIMEOUT_MAX) {
            throw new ParameterException(spec.commandLine(), "--timeout is 1 to " + ControlRequest.TIMEOUT_MAX);
        }
        int slash = name.indexOf('/');
        return slash < 0
                ? new ControlRequest.Target(name, null, timeout)
                : new ControlRequest.Target(name.substring(0, slash), name.substring(slash + 1), timeout);
    }
}
