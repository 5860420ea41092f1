package dev.ringswan.gateway.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ringswan's daemon, from the classes that this program was started with. */
final class Ringswan implements Peer {
    private static final Path ROOT = Path.of(System.getProperty("ringswan.root", ".."));

    private final Lab lab;
    private final Setup setup;
    private final Path directory;
    private @Nullable Process daemon;

    Ringswan(Lab lab, Setup setup, Credentials credentials) throws IOException, InterruptedException {
        this.lab = lab;
        this.setup = setup;
        this.directory = lab.directory(Side.OURS);
        credentials.copy(setup, Side.OURS, directory);
    }

    @Override
    public void start() throws IOException, InterruptedException {
        run("none");
    }

    private void run(String startAction) throws IOException, InterruptedException {
        Path config = directory.resolve("ringswan.conf");
        Files.writeString(
                config,
                settings()
                        + SwanctlText.of(
                                setup, Side.OURS, new SwanctlText.Extras("", "start_action = " + startAction)));
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        Path ready = directory.resolve("counters.json");
        Files.deleteIfExists(ready);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + ROOT.resolve("scripts/jvm.flags").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.ringswan.gateway.cli.Main"));
        command.addAll(List.of("run", "--config", config.toString(), "--counters-file", ready.toString()));
        Process process = lab.start(Lab.gateway(Side.OURS), logFile(), Map.of(), command);
        daemon = process;
        Waiting.until(20, "Ringswan is up", () -> Files.exists(ready) || !process.isAlive());
        if (!process.isAlive()) {
            throw new InteropFailure("Ringswan ended: " + log().strip());
        }
    }

    private String settings() {
        Topology.Site own = setup.topology().ours();
        return """
                tun {
                    routes = %s
                }
                public {
                    udp = %s:4500
                }
                """.formatted(setup.topology().theirs().network(), own.outer());
    }

    private Path logFile() {
        return directory.resolve("ringswan.log");
    }

    @Override
    public void initiate() throws IOException, InterruptedException {
        kill();
        run("start");
    }

    @Override
    public void rekeyChild() {
        throw new InteropFailure("Ringswan cannot be told to rekey");
    }

    @Override
    public void rekeyIke() {
        throw new InteropFailure("Ringswan cannot be told to rekey");
    }

    @Override
    public void delete() throws IOException, InterruptedException {
        Lab.signal(daemon, "TERM");
    }

    @Override
    public void kill() throws IOException, InterruptedException {
        Lab.signal(daemon, "KILL");
        if (daemon != null) {
            daemon.waitFor();
        }
    }

    @Override
    public void freeze(boolean frozen) throws IOException, InterruptedException {
        Lab.signal(daemon, frozen ? "STOP" : "CONT");
    }

    @Override
    public Optional<Sas> sas() {
        return Optional.empty();
    }

    @Override
    public String log() throws IOException {
        return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    }
}
