package dev.ringswan.bench.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** wireguard-go, Debian's or the one that the variable WIREGUARD_GO names. */
final class WireGuardGo implements Peer {
    private static final String PORT = "51820";
    private static final String MTU = "1420";
    private static final String BINARY = System.getenv().getOrDefault("WIREGUARD_GO", "wireguard-go");

    @Override
    public String name() {
        return "wireguard-go";
    }

    @Override
    public String version() throws IOException, InterruptedException {
        String text = Namespaces.run(BINARY, "--version").lines().findFirst().orElse("?");
        return text.replace("wireguard-go", "").strip() + ", ChaCha20-Poly1305, MTU " + MTU;
    }

    @Override
    public List<Process> start(Namespaces net) throws IOException, InterruptedException {
        String publicA = key(net, "a");
        String publicB = key(net, "b");
        Process a = end(net, "a", net.a(), publicB, Namespaces.B_ADDRESS, Namespaces.SERVER_NET);
        Process b = end(net, "b", net.b(), publicA, Namespaces.A_ADDRESS, Namespaces.CLIENT_NET);
        net.awaitPath("wg-a");
        return List.of(a, b);
    }

    private static String key(Namespaces net, String name) throws IOException, InterruptedException {
        Path file = net.directory().resolve("wg-" + name + ".key");
        Files.writeString(file, Namespaces.run("wg", "genkey"));
        return Namespaces.run("sh", "-c", "wg pubkey <" + file).strip();
    }

    /** Each has a private /run, so that their control sockets do not meet. */
    private static Process end(
            Namespaces net, String name, String namespace, String peerKey, String peerAddress, String allowed)
            throws IOException, InterruptedException {
        String device = "wg" + name;
        String script = "mount -t tmpfs none /run && mkdir /run/wireguard && exec '" + BINARY + "' -f " + device;
        Process process = net.start(
                "wg-" + name,
                namespace,
                List.of("unshare", "-m", "env", "LOG_LEVEL=error", "WG_PROCESS_FOREGROUND=1", "sh", "-c", script));
        net.await("the device " + device, "wg-" + name, () -> net.succeeds(namespace, "ip", "link", "show", device));
        String key = net.directory().resolve("wg-" + name + ".key").toString();
        String[] set = {
            "nsenter",
            "-t",
            String.valueOf(process.pid()),
            "-m",
            "-n",
            "wg",
            "set",
            device,
            "listen-port",
            PORT,
            "private-key",
            key,
            "peer",
            peerKey,
            "endpoint",
            peerAddress + ":" + PORT,
            "allowed-ips",
            allowed
        };
        net.await("its configuration", "wg-" + name, () -> succeeds(set));
        Namespaces.run("ip", "-n", namespace, "link", "set", device, "mtu", MTU, "up");
        Namespaces.run("ip", "-n", namespace, "route", "add", allowed, "dev", device);
        return process;
    }

    private static boolean succeeds(String[] command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
