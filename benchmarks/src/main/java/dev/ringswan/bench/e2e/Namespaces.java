package dev.ringswan.bench.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Four namespaces in a row, the processes that run in them, and a directory for their files. Closing ends all of it; so does the end of
 * this JVM.
 *
 * <p><em>Threading:</em> one thread.
 */
final class Namespaces implements AutoCloseable {
    static final String CLIENT_ADDRESS = "10.1.0.2";
    static final String SERVER_ADDRESS = "10.2.0.2";
    static final String CLIENT_NET = "10.1.0.0/24";
    static final String SERVER_NET = "10.2.0.0/24";
    static final String A_ADDRESS = "192.0.2.1";
    static final String B_ADDRESS = "192.0.2.2";

    private static final long PATIENCE_MS = 20_000;
    private static final long LOOK_MS = 50;

    private final String prefix = "rse" + ProcessHandle.current().pid();
    private final List<Process> processes = new ArrayList<>();
    private final Thread hook = new Thread(this::remove);
    private final Path directory;

    /** Makes the namespaces and the links between them. There is no route yet between client and server. */
    Namespaces() throws IOException, InterruptedException {
        directory = Files.createTempDirectory("ringswan-e2e");
        Runtime.getRuntime().addShutdownHook(hook);
        for (String name : List.of(client(), a(), b(), server())) {
            run("ip", "netns", "add", name);
            run("ip", "-n", name, "link", "set", "lo", "up");
        }
        link(client(), CLIENT_ADDRESS, a(), "10.1.0.1", "inside");
        link(a(), A_ADDRESS, b(), B_ADDRESS, "outside");
        link(server(), SERVER_ADDRESS, b(), "10.2.0.1", "inside");
        for (String gateway : List.of(a(), b())) {
            run("ip", "netns", "exec", gateway, "sysctl", "-qw", "net.ipv4.ip_forward=1");
        }
        run("ip", "-n", client(), "route", "add", "default", "via", "10.1.0.1");
        run("ip", "-n", server(), "route", "add", "default", "via", "10.2.0.1");
    }

    private static void link(String one, String oneAddress, String other, String otherAddress, String name)
            throws IOException, InterruptedException {
        run("ip", "-n", one, "link", "add", name, "type", "veth", "peer", "name", name, "netns", other);
        run("ip", "-n", one, "address", "add", oneAddress + "/24", "dev", name);
        run("ip", "-n", other, "address", "add", otherAddress + "/24", "dev", name);
        run("ip", "-n", one, "link", "set", name, "up");
        run("ip", "-n", other, "link", "set", name, "up");
    }

    String client() {
        return prefix + "-client";
    }

    String a() {
        return prefix + "-a";
    }

    String b() {
        return prefix + "-b";
    }

    String server() {
        return prefix + "-server";
    }

    /** Where peers put their files; removed in the end. */
    Path directory() {
        return directory;
    }

    /** Runs a command to its end and returns what it printed; fails with what it said. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + ": status " + status + ": " + output.strip());
        }
        return output;
    }

    /** Runs a command in a namespace to its end. */
    String in(String namespace, String... command) throws IOException, InterruptedException {
        return run(inside(namespace, List.of(command)).toArray(String[]::new));
    }

    private static List<String> inside(String namespace, List<String> command) {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        line.addAll(command);
        return line;
    }

    /** Starts a command in a namespace; its output goes to a file of that name. */
    Process start(String name, String namespace, List<String> command) throws IOException {
        Process process = new ProcessBuilder(inside(namespace, command))
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile())
                .start();
        processes.add(process);
        return process;
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }

    /** What has to become true. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Waits until a condition holds; fails with the log of {@code name} when it does not in 20 seconds. */
    void await(String what, String name, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                String said = Files.exists(log(name)) ? Files.readString(log(name)) : "nothing";
                throw new IOException(what + " did not happen; " + name + " said: " + said.strip());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    /** Waits until the server answers the client. */
    void awaitPath(String name) throws IOException, InterruptedException {
        await("an answer to a ping", name, () -> succeeds(client(), "ping", "-c1", "-W1", SERVER_ADDRESS));
    }

    /** Whether a command in a namespace ends well. */
    boolean succeeds(String namespace, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(inside(namespace, List.of(command)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }

    private void remove() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        for (String name : List.of(client(), a(), b(), server())) {
            try {
                run("ip", "netns", "delete", name);
            } catch (IOException e) {
                System.err.println("bench: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> {
                if (!file.delete()) {
                    System.err.println("bench: cannot delete " + file);
                }
            });
        } catch (IOException e) {
            System.err.println("bench: cannot clean up " + directory + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        remove();
    }
}
