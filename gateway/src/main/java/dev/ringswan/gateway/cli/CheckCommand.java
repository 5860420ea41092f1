package dev.ringswan.gateway.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.ConfigReport;
import dev.ringswan.gateway.config.GatewayConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ringswan check}: reads a configuration, prints every fault, or what it would do and what could be better. */
@Command(name = "check", description = "Reads a configuration and says what is wrong.", mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "the configuration, or an ipsec.conf with its ipsec.secrets beside it")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path configFile;

    @Option(names = "--json", description = "prints one JSON object")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (GatewayConfig config = ConfigLoader.load(configFile)) {
            ConfigReport report = new ConfigReport(config);
            if (json) {
                printJson(true, report.tree());
            } else {
                PrintWriter out = spec.commandLine().getOut();
                report.lines().forEach(out::println);
                int warnings = config.warnings().size();
                out.println(configFile + " is well" + (warnings == 0 ? "" : ", with " + warnings + " warnings"));
            }
            return 0;
        } catch (ConfigException e) {
            if (json) {
                printJson(false, Map.of("problems", ConfigReport.problems(e.problems())));
            } else {
                spec.commandLine().getErr().println(e.getMessage());
            }
            return 1;
        }
    }

    private void printJson(boolean valid, Map<String, Object> content) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("file", configFile.toString());
        all.put("valid", valid);
        all.putAll(content);
        spec.commandLine().getOut().println(JSON.std.asString(all));
    }
}
