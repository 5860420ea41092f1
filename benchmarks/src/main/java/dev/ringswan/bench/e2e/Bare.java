package dev.ringswan.bench.e2e;

import java.io.IOException;
import java.util.List;

/** No VPN: the kernel forwards. The most that this path can carry. */
final class Bare implements Peer {
    @Override
    public String name() {
        return "bare";
    }

    @Override
    public String version() {
        return "forwarding by Linux " + System.getProperty("os.version");
    }

    @Override
    public List<Process> start(Namespaces net) throws IOException, InterruptedException {
        Namespaces.run("ip", "-n", net.a(), "route", "add", Namespaces.SERVER_NET, "via", Namespaces.B_ADDRESS);
        Namespaces.run("ip", "-n", net.b(), "route", "add", Namespaces.CLIENT_NET, "via", Namespaces.A_ADDRESS);
        net.awaitPath("bare");
        return List.of();
    }
}
