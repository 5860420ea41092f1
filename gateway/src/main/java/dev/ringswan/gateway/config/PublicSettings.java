package dev.ringswan.gateway.config;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.linux.XdpOptions;
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
 * @param xdp where AF_XDP carries ESP past the kernel's network stack; null for nowhere
 * @param bypassInterface by which packets leave that policy lets pass in clear; null for none
 */
public record PublicSettings(
        List<Endpoint> udp,
        List<InetAddress> esp,
        List<InetAddress> ike,
        @Nullable XdpOptions xdp,
        @Nullable String bypassInterface) {
    private static final int XDP_QUEUE_MAX = 4_095;

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
        return new PublicSettings(List.of(), List.of(), List.of(), null, null);
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
        XdpOptions xdp = readXdp(reader);
        String bypassInterface = reader.optional("bypass_interface", Values::text);
        if (needed && !reader.has("udp") && !reader.has("esp")) {
            reader.problem("needs 'udp' or 'esp', as in 'udp = 192.0.2.1:4500'");
        }
        PublicSettings settings = reader.build(() -> new PublicSettings(udp, esp, ike, xdp, bypassInterface));
        reader.finish();
        return settings == null ? none() : settings;
    }

    private static @Nullable XdpOptions readXdp(SectionReader reader) {
        String interfaceName = reader.optional("xdp", Values::text);
        int queue = reader.value("xdp_queue", 0, text -> Values.integer(text, 0, XDP_QUEUE_MAX));
        XdpOptions.Mode mode =
                reader.value("xdp_mode", XdpOptions.Mode.AUTO, text -> Values.oneOf(XdpOptions.Mode.class, text));
        if (interfaceName == null) {
            for (String key : List.of("xdp_queue", "xdp_mode")) {
                if (reader.has(key)) {
                    reader.problemAt(key, "needs 'xdp' with the name of an interface, as in 'xdp = eth0'");
                }
            }
            return null;
        }
        return XdpOptions.of(interfaceName).withQueue(queue).withMode(mode);
    }
}
