package dev.ringswan.gateway.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs scenarios one after the other, each in a fresh lab, and cleans up, also when it is interrupted. */
final class Interop implements AutoCloseable {
    private final Path work;
    private final Credentials credentials;
    private final boolean control;
    private final @Nullable Path logs;
    private final AtomicReference<@Nullable Lab> open = new AtomicReference<>();
    /** Held while a scenario runs. */
    private final Object running = new Object();

    private volatile boolean closed;

    /**
     * @param control strongSwan at both ends
     * @param logs where logs are kept; null for nowhere
     */
    Interop(boolean control, @Nullable Path logs) throws IOException, InterruptedException {
        this.control = control;
        this.logs = logs;
        this.work = Files.createTempDirectory("ringswan-interop");
        this.credentials = new Credentials(work.resolve("credentials"));
        Lab.sweep();
    }

    /** Runs one; fails when this has been closed. */
    Result run(Scenario scenario) throws IOException, InterruptedException {
        synchronized (running) {
            Path directory = Files.createTempDirectory(work, "scenario");
            Lab lab = Lab.of(scenario.setup().topology(), directory);
            open.set(lab);
            try (lab) {
                if (closed) {
                    throw new InteropFailure("interrupted");
                }
                Result result = new ScenarioRun(scenario, lab, directory).run(this::peer);
                if (logs != null) {
                    copy(directory, logs.resolve(scenario.name().replace('/', '_')));
                }
                return result;
            } finally {
                open.set(null);
                delete(directory);
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    private Peer peer(Lab lab, Setup setup, Side side) throws IOException, InterruptedException {
        return control || side == Side.THEIRS
                ? new StrongSwan(lab, setup, credentials, side)
                : new Ringswan(lab, setup, credentials);
    }

    /** The version of charon. */
    static String version() throws IOException, InterruptedException {
        String text = Command.run(Map.of(), List.of(StrongSwan.CHARON.toString(), "--version"))
                .text()
                .strip();
        return text.replaceFirst(".*strongSwan U?", "");
    }

    /** Ends what is running, waits until the scenario has noticed it, and removes all files. Any thread. */
    @Override
    public void close() throws IOException {
        closed = true;
        Lab lab = open.get();
        if (lab != null) {
            lab.close();
        }
        synchronized (running) {
            delete(work);
        }
    }

    /** Private keys stay behind. */
    private static void copy(Path source, Path target) throws IOException {
        for (Path file : files(source)) {
            if (Files.isRegularFile(file) && file.toString().matches(".*\\.(log|conf|nft)")) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.deleteIfExists(copy);
                Files.copy(file, copy);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        for (Path file :
                files(directory).stream().sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(file);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return new ArrayList<>(files.toList());
        }
    }
}
