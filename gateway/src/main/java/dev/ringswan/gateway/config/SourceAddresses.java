package dev.ringswan.gateway.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnresolvedAddressException;

/** Tells which address of this machine speaks to a peer, where the file does not. */
@FunctionalInterface
interface SourceAddresses {
    /**
     * The address that packets to the peer leave from.
     *
     * @throws IllegalArgumentException with the reason, when there is none
     */
    InetAddress towards(InetAddress peer);

    /** As the system's routes have it. No packet is sent. */
    static SourceAddresses ofSystem() {
        return peer -> {
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.connect(new InetSocketAddress(peer, Values.IKE_PORT));
                return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
            } catch (IOException | UncheckedIOException | UnresolvedAddressException e) {
                throw new IllegalArgumentException(
                        "is missing, and this machine has no route to " + peer.getHostAddress()
                                + " that would tell it; write 'local_addrs = <own address>'",
                        e);
            }
        };
    }
}
