package dev.ringswan.dataplane;

import dev.ringswan.nativeio.PacketPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a data plane is plugged into. The ports stay the caller's to close, after the data plane.
 *
 * @param publicPorts 1 to 32 ports that carry ESP; an SA names its port by index
 * @param privatePort carries the packets of the private side
 * @param answerPort takes ICMP answers to the private side. The outbound pipeline transmits here while the inbound one
 *     transmits on {@code privatePort}; so where each has a thread, this is another port on the same device
 * @param bypassPort takes packets that policy lets pass in clear; null ends them
 */
public record DataplanePorts(
        List<PublicPort> publicPorts,
        PacketPort privatePort,
        PacketPort answerPort,
        @Nullable PacketPort bypassPort) {
    public DataplanePorts {
        publicPorts = List.copyOf(publicPorts);
    }
}
