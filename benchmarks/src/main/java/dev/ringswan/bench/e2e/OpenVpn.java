package dev.ringswan.bench.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** OpenVPN over UDP with certificates that each knows by fingerprint; data in user space. */
final class OpenVpn implements Peer {
    @Override
    public String name() {
        return "openvpn";
    }

    @Override
    public String version() throws IOException, InterruptedException {
        String text = Namespaces.run("sh", "-c", "openvpn --version || true")
                .lines()
                .findFirst()
                .orElse("? ?");
        return text.split(" ", -1)[1] + ", AES-256-GCM, no DCO, buffers 4 MB, fast-io";
    }

    @Override
    public List<Process> start(Namespaces net) throws IOException, InterruptedException {
        String printA = certificate(net, "a");
        String printB = certificate(net, "b");
        Process b = end(net, "b", net.b(), """
                local 192.0.2.2
                remote 192.0.2.1 1194
                tls-server
                dh none
                ifconfig 10.9.0.2 10.9.0.1
                route 10.1.0.0 255.255.255.0
                peer-fingerprint %s
                """.formatted(printA));
        Process a = end(net, "a", net.a(), """
                local 192.0.2.1
                remote 192.0.2.2 1194
                tls-client
                ifconfig 10.9.0.1 10.9.0.2
                route 10.2.0.0 255.255.255.0
                peer-fingerprint %s
                """.formatted(printB));
        net.awaitPath("openvpn-a");
        return List.of(a, b);
    }

    private static String certificate(Namespaces net, String name) throws IOException, InterruptedException {
        Path stem = net.directory().resolve("openvpn-" + name);
        Namespaces.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-keyout",
                stem + ".key",
                "-out",
                stem + ".crt");
        String print = Namespaces.run("openssl", "x509", "-in", stem + ".crt", "-noout", "-fingerprint", "-sha256");
        return print.substring(print.indexOf('=') + 1).strip();
    }

    private static Process end(Namespaces net, String name, String namespace, String own)
            throws IOException, InterruptedException {
        Path stem = net.directory().resolve("openvpn-" + name);
        Path config = Path.of(stem + ".conf");
        Files.writeString(config, own + """
                dev tun0
                dev-type tun
                proto udp4
                lport 1194
                cert %1$s.crt
                key %1$s.key
                data-ciphers AES-256-GCM
                cipher AES-256-GCM
                disable-dco
                sndbuf 4194304
                rcvbuf 4194304
                fast-io
                verb 3
                """.formatted(stem));
        return net.start("openvpn-" + name, namespace, List.of("openvpn", "--config", config.toString()));
    }
}
