package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.config.CloudProfile;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.profile.CloudConfig;
import dev.ringswan.gateway.profile.CloudTunnels;
import dev.ringswan.gateway.profile.ConsoleFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringswan new}: writes a configuration for a cloud's VPN gateway. */
@Command(
        name = "new",
        description = "Writes a configuration for a cloud's VPN gateway, one connection per tunnel.",
        mixinStandardHelpOptions = true)
final class NewCommand implements Callable<Integer> {
    private static final int KEY_LENGTH = 32;
    private static final String KEY_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    @Parameters(paramLabel = "aws|azure|gcp", description = "whose gateway it is")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String cloud;

    @Option(
            names = "--console-file",
            paramLabel = "FILE",
            description = "what the AWS console has under 'Download configuration', as 'Generic' or 'Strongswan'")
    private @Nullable Path consoleFile;

    @Option(names = "--remote", paramLabel = "ADDR", split = ",", description = "addresses of the cloud's tunnels")
    private List<String> remotes = List.of();

    @Option(names = "--local", paramLabel = "ADDR", description = "our address on this machine")
    private @Nullable String local;

    @Option(
            names = "--public",
            paramLabel = "ADDR",
            description = "our address as the cloud knows it, where that is another: behind a NAT")
    private @Nullable String publicAddress;

    @Option(names = "--network", paramLabel = "CIDR", split = ",", description = "networks in the cloud, for routes")
    private List<String> networks = List.of();

    @Option(
            names = "--psk-file",
            paramLabel = "FILE",
            description = "pre-shared keys, one a line for each tunnel; without it keys are made")
    private @Nullable Path keyFile;

    @Option(names = "--name", paramLabel = "NAME", description = "of the file, without .conf")
    private @Nullable String name;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "where it is written (default: here)")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path directory;

    @Option(
            names = "--suite",
            paramLabel = "gcm|cbc",
            defaultValue = "gcm",
            description = "AES-256-GCM, or AES-256-CBC with SHA-256 and MODP-2048 (default: gcm)")
    private String suite = "gcm";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, ConfigException {
        CloudProfile profile = usage(() -> CloudProfile.of(cloud));
        CloudTunnels tunnels = consoleFile == null ? ofOptions(profile) : ofConsoleFile(profile, consoleFile);
        CloudConfig.Suite chosen = usage(() -> switch (suite) {
            case "gcm" -> CloudConfig.Suite.GCM;
            case "cbc" -> CloudConfig.Suite.CBC;
            default -> throw new IllegalArgumentException("--suite is gcm or cbc");
        });
        CloudConfig config =
                new CloudConfig(profile, tunnels, chosen, local == null ? tunnels.customer() : local, networks);
        Path file = directory.resolve(tunnels.name() + ".conf");
        try (GatewayConfig read = ConfigLoader.parse(config.text(), file.toString(), directory.toAbsolutePath())) {
            config.write(file);
            PrintWriter out = spec.commandLine().getOut();
            out.println("wrote " + file + ", readable by its owner only: it holds the pre-shared keys");
            tunnels.tunnels()
                    .forEach(tunnel -> out.println("  " + tunnels.customer() + " to " + tunnel.outside()
                            + (tunnel.inside() == null
                                    ? ""
                                    : ", inside " + tunnel.inside() + " to " + tunnel.insidePeer())));
            read.warnings().forEach(warning -> out.println("warning: " + warning));
            advice(profile, tunnels, file).forEach(line -> out.println("- " + line));
        }
        return 0;
    }

    private <T> T usage(Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private CloudTunnels ofConsoleFile(CloudProfile profile, Path file) throws IOException {
        if (profile != CloudProfile.AWS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--console-file is read for aws only; say by --remote and --local what is there");
        }
        CloudTunnels read = ConsoleFile.read(Files.readString(file));
        return name == null ? read : new CloudTunnels(name, read.customer(), read.tunnels(), read.notes());
    }

    private CloudTunnels ofOptions(CloudProfile profile) throws IOException {
        if (remotes.isEmpty() || local == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    profile == CloudProfile.AWS
                            ? "aws needs --console-file FILE, or --remote ADDR,ADDR and --local ADDR"
                            : profile.keyword() + " needs --remote ADDR[,ADDR] and --local ADDR");
        }
        List<String> keys = keyFile == null
                ? remotes.stream().map(_ -> newKey()).toList()
                : Files.readAllLines(keyFile).stream()
                        .filter(line -> !line.isBlank())
                        .toList();
        if (keys.size() != remotes.size()) {
            throw new ParameterException(
                    spec.commandLine(),
                    keyFile + " has " + keys.size() + " keys for " + remotes.size() + " tunnels: one a line for each");
        }
        List<CloudTunnels.Tunnel> tunnels = new ArrayList<>();
        for (int i = 0; i < remotes.size(); i++) {
            String remote = remotes.get(i);
            usage(() -> InetAddress.ofLiteral(remote));
            tunnels.add(new CloudTunnels.Tunnel(remote, keys.get(i), null, null));
        }
        return new CloudTunnels(
                name == null ? profile.keyword() : name,
                publicAddress == null ? local : publicAddress,
                tunnels,
                keyFile == null
                        ? List.of("the keys were made at random: enter those of the file at " + profile.title())
                        : List.of());
    }

    private static String newKey() {
        SecureRandom random = new SecureRandom();
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < KEY_LENGTH; i++) {
            key.append(KEY_ALPHABET.charAt(random.nextInt(KEY_ALPHABET.length())));
        }
        return key.toString();
    }

    private List<String> advice(CloudProfile profile, CloudTunnels tunnels, Path file) {
        List<String> advice = new ArrayList<>(tunnels.notes());
        if (networks.isEmpty()) {
            advice.add(
                    "no route leads into the tunnels yet: name the networks there by --network, or add them to tun.routes");
        }
        if (tunnels.tunnels().size() > 1) {
            advice.add(
                    "packets leave by the first tunnel of the group that is fit, and are accepted from all; the next one"
                            + " takes over "
                            + (tunnels.areProbed()
                                    ? "within three seconds, when four probes are not answered"
                                    : "when liveness finds the first dead, about three minutes after its last packet; with"
                                            + " 'probe = ADDR' in the group, a host there that answers pings, within three seconds"));
        } else {
            advice.add("one tunnel is no redundancy: " + profile.title() + " offers two");
        }
        advice.add("try it: ringswan check --config " + file);
        return advice;
    }
}
