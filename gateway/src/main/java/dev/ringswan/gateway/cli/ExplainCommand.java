package dev.ringswan.gateway.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.ConfigReport;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.control.ControlRequest;
import dev.ringswan.gateway.explain.PacketAnswer;
import dev.ringswan.gateway.explain.PacketExplanation;
import dev.ringswan.gateway.explain.PacketQuestion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringswan explain}: why a packet goes where it goes, and what a connection would offer. */
@Command(
        name = "explain",
        description = "Says what becomes of a packet, or what a connection offers, and why.",
        mixinStandardHelpOptions = true,
        subcommands = {ExplainCommand.Packet.class, ExplainCommand.Ike.class})
final class ExplainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "explain what? 'packet' or 'ike'");
    }

    private static void print(CommandSpec spec, boolean json, List<String> lines, Map<String, @Nullable Object> details)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, @Nullable Object> all = new LinkedHashMap<>();
            all.put("ok", true);
            all.put("messages", lines);
            all.putAll(details);
            out.println(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(all));
        } else {
            lines.forEach(out::println);
        }
    }

    /** Of one packet from the private side. */
    @Command(
            name = "packet",
            description = "Says by which policy, child and SA a packet would go, and what would drop it.",
            mixinStandardHelpOptions = true)
    static final class Packet implements Callable<Integer> {
        @Parameters(
                arity = "1..*",
                paramLabel = "SOURCE TARGET PROTOCOL [PORT]",
                description = "such as 10.0.0.1 10.1.0.1 tcp 443, or in quotes '10.0.0.1 -> 10.1.0.1 tcp 443'")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private List<String> words;

        @Option(names = "--sport", paramLabel = "N", description = "source port (default: ${DEFAULT-VALUE})")
        private int sourcePort = PacketQuestion.SOURCE_PORT_DEFAULT;

        @Option(names = "--length", paramLabel = "N", description = "bytes of the packet (default: ${DEFAULT-VALUE})")
        private int length = PacketQuestion.LENGTH_DEFAULT;

        @Option(names = "--config", paramLabel = "FILE", description = "asks a configuration, not a running gateway")
        private @Nullable Path configFile;

        @Mixin
        private final GatewayOptions gateway = new GatewayOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() throws ConfigException, IOException {
            PacketQuestion question;
            try {
                question = PacketQuestion.parse(words, sourcePort, length);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
            if (configFile == null) {
                return gateway.call(new ControlRequest.ExplainPacket(question));
            }
            try (GatewayConfig config = ConfigLoader.load(configFile)) {
                PacketAnswer answer = PacketExplanation.inFile(question, config);
                print(spec, gateway.json(), answer.lines(), answer.toMap());
                return 0;
            }
        }
    }

    /** Of one connection. */
    @Command(
            name = "ike",
            description = "Says what we would offer in a connection, how it stands, and what failed the last time.",
            mixinStandardHelpOptions = true)
    static final class Ike implements Callable<Integer> {
        @Parameters(paramLabel = "CONNECTION", description = "as named in the configuration")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String connection;

        @Option(names = "--config", paramLabel = "FILE", description = "asks a configuration, not a running gateway")
        private @Nullable Path configFile;

        @Mixin
        private final GatewayOptions gateway = new GatewayOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() throws ConfigException, IOException {
            if (configFile == null) {
                return gateway.call(new ControlRequest.ExplainIke(connection));
            }
            try (GatewayConfig config = ConfigLoader.load(configFile)) {
                List<String> lines = config.ike()
                        .ike(connection)
                        .map(found -> ConfigReport.connection(config.ike(), found))
                        .orElseThrow(() -> new IllegalArgumentException("there is no connection '" + connection
                                + "'; configured are " + config.ike().connectionNames()));
                print(spec, gateway.json(), lines, Map.of());
                return 0;
            }
        }
    }
}
