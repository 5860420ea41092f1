package dev.ringswan.gateway.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Five network namespaces in a row, and the processes in them. Closing it ends the processes and removes the namespaces.
 *
 * <p><i>Threading:</i> one thread works with it; {@link #close()} may come from another (a signal), and what is done afterwards
 * fails.
 */
final class Lab implements AutoCloseable {
    private static final String PREFIX = "rs-interop-";
    /** The router between the gateways. */
    private static final String NET = "net";

    /** In port 4500 the four bytes behind the UDP header are 0 for IKE, and an SPI for ESP (RFC 3948 §2.2). */
    private static final String BLOCK = """
            table ip block {
                chain forward {
                    type filter hook forward priority 10;
                    meta l4proto udp @th,64,32 0 drop
                }
            }
            """;

    private final Topology topology;
    private final String prefix;
    private final Path directory;
    private final List<String> namespaces = new ArrayList<>();
    private boolean closed;

    private Lab(Topology topology, Path directory) {
        this.topology = topology;
        this.prefix = PREFIX + ProcessHandle.current().pid() + "-";
        this.directory = directory;
    }

    /** An empty lab; {@link #build} makes its namespaces. */
    static Lab of(Topology topology, Path directory) {
        return new Lab(topology, directory);
    }

    /** Removes what a run left that was killed before it could do so. */
    static void sweep() throws IOException, InterruptedException {
        for (String line : Command.require("ip", "netns", "list").lines().toList()) {
            String name = line.split(" ", 2)[0];
            if (name.matches(PREFIX + "[0-9]+-.*")) {
                String pid = name.substring(PREFIX.length()).split("-", 2)[0];
                if (!Files.exists(Path.of("/proc", pid))) {
                    remove(name);
                }
            }
        }
    }

    /** Makes namespaces, links, addresses and routes. Only tunnels lead from one private network to the other. */
    void build() throws IOException, InterruptedException {
        for (String node : List.of(host(Side.OURS), gateway(Side.OURS), NET, gateway(Side.THEIRS), host(Side.THEIRS))) {
            add(prefix + node);
        }
        for (Side side : Side.values()) {
            Topology.Site site = topology.site(side);
            link(host(side), "inside", site.hostWithPrefix(), gateway(side), "inside", site.gatewayWithPrefix());
            link(gateway(side), "outside", site.outer() + "/24", NET, side.label(), site.router() + "/24");
            ip(host(side), "route", "add", "default", "via", site.gateway());
            ip(gateway(side), "route", "add", "default", "via", site.router());
            forward(gateway(side));
        }
        forward(NET);
    }

    private synchronized void add(String namespace) throws IOException, InterruptedException {
        requireOpen();
        Command.require("ip", "netns", "add", namespace);
        namespaces.add(namespace);
        Command.require("ip", "-n", namespace, "link", "set", "lo", "up");
    }

    private void link(String node, String device, String address, String peer, String peerDevice, String peerAddress)
            throws IOException, InterruptedException {
        ip(node, "link", "add", device, "type", "veth", "peer", "name", peerDevice, "netns", prefix + peer);
        ip(node, "address", "add", address, "dev", device);
        ip(peer, "address", "add", peerAddress, "dev", peerDevice);
        ip(node, "link", "set", device, "up");
        ip(peer, "link", "set", peerDevice, "up");
    }

    private void forward(String node) throws IOException, InterruptedException {
        require(node, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.default.addr_gen_mode=1");
    }

    private void ip(String node, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", prefix + node));
        command.addAll(List.of(arguments));
        requireOpen();
        Command.require(command);
    }

    static String host(Side side) {
        return "host-" + side.label();
    }

    static String gateway(Side side) {
        return "gw-" + side.label();
    }

    Topology topology() {
        return topology;
    }

    /** Where a side keeps its files. */
    Path directory(Side side) throws IOException {
        return Files.createDirectories(directory.resolve(side.label()));
    }

    /** Rules for the router, in the language of nft. */
    void rules(String text) throws IOException, InterruptedException {
        Path file = directory.resolve("rules.nft");
        Files.writeString(file, "flush ruleset\n" + text);
        require(NET, "nft", "-f", file.toString());
    }

    /** The router drops IKE messages, but not ESP, or lets them pass again. */
    void block(boolean blocked) throws IOException, InterruptedException {
        Path file = directory.resolve("block.nft");
        Files.writeString(file, blocked ? BLOCK : "delete table ip block\n");
        require(NET, "nft", "-f", file.toString());
    }

    /** The router's NAT forgets what it hides behind its address towards a side: it loses that address, and gets it back. */
    void forget(Side towards) throws IOException, InterruptedException {
        String address = topology.site(towards).router() + "/24";
        ip(NET, "address", "del", address, "dev", towards.label());
        ip(NET, "address", "add", address, "dev", towards.label());
    }

    /** The ports that the router uses for what it hides, as far as traffic flows. */
    Set<String> natPorts() throws IOException, InterruptedException {
        Set<String> ports = new TreeSet<>();
        // What comes back goes to the port that the NAT has chosen.
        Matcher reply =
                Pattern.compile("sport=4500 dport=(\\d+) ").matcher(require(NET, "cat", "/proc/net/nf_conntrack"));
        while (reply.find()) {
            ports.add(reply.group(1));
        }
        ports.remove("4500"); // the way out
        return ports;
    }

    /** Starts a program in the background; what it prints goes to a file. */
    synchronized Process start(String node, Path log, Map<String, String> environment, List<String> command)
            throws IOException {
        requireOpen();
        ProcessBuilder builder = new ProcessBuilder(inside(node, command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Runs a program to its end. */
    Command.Output run(String node, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        requireOpen();
        return Command.run(environment, inside(node, command));
    }

    private String require(String node, String... command) throws IOException, InterruptedException {
        requireOpen();
        return Command.require(inside(node, List.of(command)));
    }

    private List<String> inside(String node, List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", prefix + node));
        whole.addAll(command);
        return whole;
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new InteropFailure("interrupted");
        }
    }

    /** Sends a signal to a process. */
    static void signal(@Nullable Process process, String signal) throws IOException, InterruptedException {
        if (process != null && process.isAlive()) {
            Command.run(Map.of(), List.of("kill", "-" + signal, Long.toString(process.pid())));
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        try {
            for (String namespace : namespaces) {
                remove(namespace);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InteropFailure("interrupted while removing " + namespaces);
        }
        namespaces.clear();
    }

    /** Ends what still runs in a namespace (all of it was started here), and removes it. */
    private static void remove(String namespace) throws IOException, InterruptedException {
        for (int i = 0; i < 50; i++) {
            List<String> pids = Command.run(Map.of(), List.of("ip", "netns", "pids", namespace))
                    .text()
                    .lines()
                    .filter(line -> line.matches("[0-9]+"))
                    .toList();
            if (pids.isEmpty()) {
                break;
            }
            List<String> kill = new ArrayList<>(List.of("kill", "-KILL"));
            kill.addAll(pids);
            Command.run(Map.of(), kill);
            Thread.sleep(20);
        }
        Command.run(Map.of(), List.of("ip", "netns", "delete", namespace));
    }
}
