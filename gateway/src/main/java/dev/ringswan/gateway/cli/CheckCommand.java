package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.GatewayConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ringswan check}: reads a configuration, prints every fault or what it would do. */
@Command(name = "check", description = "Reads a configuration and says what is wrong.", mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "the configuration")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path configFile;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (GatewayConfig config = ConfigLoader.load(configFile)) {
            PrintWriter out = spec.commandLine().getOut();
            config.policies()
                    .forEach(rule -> out.println(rule.action() + " " + rule.selectors() + " (" + rule.name() + ")"));
            config.children().forEach(child -> out.println("PROTECT " + child));
            out.println(configFile + " is well");
            return 0;
        } catch (ConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }
}
