package dev.ringswan.bench.e2e;

import dev.ringswan.gateway.cli.Main;
import dev.ringswan.gateway.demo.DemoConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The product: the configurations of its demo, keys by IKEv2, ESP in UDP, AES-256-GCM. */
final class Ringswan implements Peer {
    @Override
    public String name() {
        return "ringswan";
    }

    @Override
    public String version() {
        return System.getProperty("ringswan.commit", "") + " aes256gcm16, mode direct, engine auto, offloads, JDK "
                + Runtime.version();
    }

    @Override
    public List<Process> start(Namespaces net) throws IOException, InterruptedException {
        DemoConfig demo = new DemoConfig(false, true, "aes256gcm16", "direct", Long.MAX_VALUE / 1_000);
        demo.write(net.directory(), new SecureRandom(), true, null);
        // The responder first: the initiator's first message would be lost, and sent again later.
        Process b = start(net, "gw-b", net.b());
        Process a = start(net, "gw-a", net.a());
        net.awaitPath("gw-a");
        return List.of(a, b);
    }

    private static Process start(Namespaces net, String name, String namespace) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-Xm") && !flag.contains("PreTouch"))
                .forEach(line::add);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "run", "--config"));
        line.addAll(List.of(net.directory().resolve(name + ".conf").toString(), "--engine", "auto"));
        return net.start(name, namespace, line);
    }
}
