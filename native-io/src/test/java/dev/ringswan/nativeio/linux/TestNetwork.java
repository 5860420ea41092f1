package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Two network namespaces joined by a cable, for tests that need root.
 *
 * <pre>
 *   left: cable 192.0.2.1, 2001:db8::1 ───── cable 192.0.2.2, 2001:db8::2 :right     (MTU 1,500)
 * </pre>
 */
final class TestNetwork {
    private static final String MAC = "02:00:00:00:00:0";
    private static final int CLONE_NEWNET = 0x40000000;

    private final String prefix = "rs" + ProcessHandle.current().pid();

    /** Makes the network, or skips the test, saying why. */
    static TestNetwork make() throws Exception {
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "SKIPPED: needs root for network namespaces, raw sockets and TUN");
        TestNetwork network = new TestNetwork();
        Result first = network.tryRun("ip", "netns", "add", network.left());
        assumeTrue(first.isGood(), "SKIPPED: cannot make network namespaces here: " + first.output());
        network.run("ip", "netns", "add", network.right());
        network.run(
                "ip",
                "-n",
                network.left(),
                "link",
                "add",
                "cable",
                "type",
                "veth",
                "peer",
                "name",
                "cable",
                "netns",
                network.right());
        network.configure(network.left(), 1);
        network.configure(network.right(), 2);
        network.awaitUp(network.left());
        network.awaitUp(network.right());
        return network;
    }

    /** A cable has no queue until the kernel has taken note, a moment later, that both ends are up: it drops what is sent. */
    private void awaitUp(String namespace) throws Exception {
        for (int attempt = 0; !ip(namespace, "link", "show", "dev", "cable").contains("state UP"); attempt++) {
            if (attempt == 1_000) {
                throw new IllegalStateException("the cable does not come up in " + namespace);
            }
            Thread.sleep(10);
        }
    }

    private void configure(String namespace, int host) throws Exception {
        run("ip", "-n", namespace, "address", "add", "192.0.2." + host + "/24", "dev", "cable");
        run("ip", "-n", namespace, "address", "add", "2001:db8::" + host + "/64", "dev", "cable", "nodad");
        run("ip", "-n", namespace, "link", "set", "lo", "up");
        run("ip", "-n", namespace, "link", "set", "cable", "address", MAC + host, "up");
        // Known neighbours: while it asks for one, the kernel keeps only a few packets.
        for (String peer : List.of("192.0.2." + (3 - host), "2001:db8::" + (3 - host))) {
            run("ip", "-n", namespace, "neighbour", "add", peer, "lladdr", MAC + (3 - host), "dev", "cable");
        }
    }

    String left() {
        return prefix + "l";
    }

    String right() {
        return prefix + "r";
    }

    /** Runs {@code ip} in a namespace and returns what it prints. */
    String ip(String namespace, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    /** Runs a command in a namespace and returns what it prints. */
    String exec(String namespace, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    /** Starts a class of the tests as a program of its own in a namespace. */
    Process java(String namespace, Class<?> program, String argument) throws IOException {
        return new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        namespace,
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xint",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        argument)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Calls from a thread of its own that is in a namespace; what it opens stays there. */
    <T> T inside(String namespace, Callable<T> call) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            try {
                enter(namespace);
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
            return call.call();
        });
        Thread.ofPlatform().start(task);
        return task.get();
    }

    @SuppressWarnings("restricted") // A test may change the namespace of its thread; the product never does.
    private static void enter(String namespace) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle setns = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setns"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        MemorySegment errno = Libc.errnoSegment();
        try (Arena arena = Arena.ofConfined()) {
            int file = Libc.open(
                    errno, arena.allocateFrom("/run/netns/" + namespace).address(), 0);
            int result = (int) setns.invokeExact(file, CLONE_NEWNET);
            Libc.close(errno, file);
            if (result != 0) {
                throw new IllegalStateException("cannot enter network namespace " + namespace);
            }
        }
    }

    void remove() throws Exception {
        tryRun("ip", "netns", "delete", left());
        tryRun("ip", "netns", "delete", right());
    }

    private String run(String... command) throws Exception {
        Result result = tryRun(command);
        if (!result.isGood()) {
            throw new IllegalStateException(String.join(" ", command) + ": " + result.output());
        }
        return result.output();
    }

    private Result tryRun(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor() == 0, output);
        } catch (IOException e) {
            return new Result(false, "no command '" + command[0] + "' (package iproute2)");
        }
    }

    private record Result(boolean isGood, String output) {}
}
