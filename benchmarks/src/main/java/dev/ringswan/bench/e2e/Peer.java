package dev.ringswan.bench.e2e;

import java.io.IOException;
import java.util.List;

/** A pair of gateways that can be put between client and server. */
interface Peer {
    /** Name in results. */
    String name();

    /** Version, and what is worth knowing of the settings. */
    String version() throws IOException, InterruptedException;

    /**
     * Starts both gateways and waits until the server answers the client.
     *
     * @return the processes whose CPU time counts
     */
    List<Process> start(Namespaces net) throws IOException, InterruptedException;

    /** All that are known, Ringswan first. */
    static List<Peer> all() {
        return List.of(new Ringswan(), new WireGuardGo(), new StrongSwan(), new OpenVpn(), new Bare());
    }
}
