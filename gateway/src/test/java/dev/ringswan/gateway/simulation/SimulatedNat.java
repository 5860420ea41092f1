package dev.ringswan.gateway.simulation;

import dev.ringswan.nativeio.Endpoint;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A NAT with one public address: datagrams from inside get a port of their own, and only those ports lead back. */
final class SimulatedNat {
    private final InetAddress outside;
    private final Map<Endpoint, Endpoint> outward = new LinkedHashMap<>();
    private final Map<Endpoint, Endpoint> inward = new LinkedHashMap<>();
    private int nextPort;

    SimulatedNat(InetAddress outside, int firstPort) {
        this.outside = outside;
        nextPort = firstPort;
    }

    /** What the world sees as the source; null for what is not UDP, which the NAT does not know. */
    @Nullable
    Endpoint outward(Endpoint inside) {
        if (inside.port() == 0) {
            return null;
        }
        Endpoint known = outward.get(inside);
        if (known == null) {
            known = Endpoint.of(outside, nextPort++);
            outward.put(inside, known);
            inward.put(known, inside);
        }
        return known;
    }

    /** Who gets what the world sends there; null when there is no mapping. */
    @Nullable
    Endpoint inward(Endpoint target) {
        return inward.get(target);
    }

    boolean owns(Endpoint target) {
        return target.address().equals(outside);
    }

    /** Forgets all mappings, as a NAT that was switched off and on. */
    void rebind() {
        outward.clear();
        inward.clear();
        nextPort += 7;
    }
}
