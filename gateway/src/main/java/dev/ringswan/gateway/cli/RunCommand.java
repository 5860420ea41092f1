package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.control.ControlCaller;
import dev.ringswan.gateway.daemon.Daemon;
import dev.ringswan.gateway.daemon.DaemonOptions;
import dev.ringswan.gateway.daemon.LogFormat;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ringswan run}: the daemon, until a signal or a broken device ends it. */
@Command(name = "run", description = "Runs the gateway until SIGTERM or SIGINT.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = System.getLogger(RunCommand.class.getName());

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "the configuration")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path configFile;

    @Option(names = "--engine", paramLabel = "NAME", description = "crypto engine, instead of gateway.engine")
    private @Nullable String engine;

    @Option(names = "--status-interval", paramLabel = "SEC", description = "prints a status line every so many seconds")
    private int statusInterval;

    @Option(names = "--json", description = "status lines are JSON objects")
    private boolean json;

    @Option(
            names = "--counters-file",
            paramLabel = "FILE",
            description = "rewritten each second with all counters, as JSON")
    private @Nullable Path countersFile;

    @Option(
            names = "--i-know-static-keys-reuse-ivs-after-restart",
            description = "accepts static AES-GCM and ChaCha20-Poly1305 keys without gateway.sequence_store; for tests")
    private boolean ivReuseAccepted;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "where operators reach the gateway, instead of gateway.control_socket;"
                    + " else /run/ringswan/NAME.sock for the configuration NAME.conf")
    private @Nullable Path socket;

    @Option(
            names = "--log-format",
            paramLabel = "text|journal|json",
            description = "one line for each event (default: journal where systemd's journal takes it, else text)")
    private @Nullable String logFormat;

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        LogFormat.of(logFormat, System.getenv("JOURNAL_STREAM")).install();
        GatewayConfig config = ConfigLoader.load(configFile);
        config.warnings().forEach(warning -> LOG.log(Level.WARNING, warning.toString()));
        AeadProviders.Selection selection =
                AeadProviders.choose(engine == null ? config.gateway().engine() : engine);
        LOG.log(Level.INFO, "engine {0}", selection.provider().description());
        selection.reasons().forEach(reason -> LOG.log(Level.INFO, "no faster engine: {0}", reason));
        DaemonOptions options = new DaemonOptions(
                configFile, controlSocket(config), ivReuseAccepted, statusInterval, json, countersFile);
        Daemon daemon = new Daemon(config, selection.provider(), options, System.out);
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(daemon::close, "shutdown"));
            LOG.log(
                    Level.INFO,
                    "up; children with static keys, which are for tests and benchmarks: {0}",
                    config.children().size());
            String failure = daemon.awaitStop();
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
        } finally {
            daemon.close();
        }
        return 0;
    }

    private Path controlSocket(GatewayConfig config) {
        if (socket != null) {
            return socket;
        }
        Path configured = config.gateway().controlSocket();
        return configured == null ? ControlCaller.defaultPath(configFile) : configured;
    }
}
