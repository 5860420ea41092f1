package dev.ringswan.gateway.config;

import dev.ringswan.nativeio.Endpoint;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code public}: where ESP and IKE come and go. The order is that of the data plane's ports, UDP first.
 *
 * @param udp local addresses and ports of ESP in UDP (RFC 3948)
 * @param esp local addresses of plain ESP (IP protocol 50)
 * @param ike local addresses where IKE has port 500; the ports of {@code udp} carry IKE as well
 * @param bypassInterface by which packets leave that policy lets pass in clear; null for none
 */
public record PublicSettings(
        List<Endpoint> udp,
        List<InetAddress> esp,
        List<InetAddress> ike,
        @Nullable String bypassInterface) {
    public PublicSettings {
        udp = List.copyOf(udp);
        esp = List.copyOf(esp);
        ike = List.copyOf(ike);
        if (new HashSet<>(udp).size() != udp.size()
                || new HashSet<>(esp).size() != esp.size()
                || new HashSet<>(ike).size() != ike.size()) {
            throw new IllegalArgumentException("has the same address twice");
        }
    }

    /** Index of the port that carries ESP from this address: of UDP when there is a port number; −1 when there is none. */
    public int portIndex(Endpoint local) {
        if (local.port() != 0) {
            return udp.indexOf(local);
        }
        int index = esp.indexOf(local.address());
        return index < 0 ? -1 : udp.size() + index;
    }

    /** Nothing: for connections to add to. */
    static PublicSettings none() {
        return new PublicSettings(List.of(), List.of(), List.of(), null);
    }

    /**
     * Reads the section.
     *
     * @param needed whether the file has nothing else that says where ESP comes to
     */
    static PublicSettings read(SectionReader reader, boolean needed) {
        List<Endpoint> udp = reader.list("udp", Values::udpEndpoint);
        List<InetAddress> esp = reader.list("esp", Values::address);
        List<InetAddress> ike = reader.list("ike", Values::address);
        String bypassInterface = reader.optional("bypass_interface", Values::text);
        if (needed && !reader.has("udp") && !reader.has("esp")) {
            reader.problem("needs 'udp' or 'esp', as in 'udp = 192.0.2.1:4500'");
        }
        PublicSettings settings = reader.build(() -> new PublicSettings(udp, esp, ike, bypassInterface));
        reader.finish();
        return settings == null ? none() : settings;
    }
}
