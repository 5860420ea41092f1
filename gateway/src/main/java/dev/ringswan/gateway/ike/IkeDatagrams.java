package dev.ringswan.gateway.ike;

import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * IKE messages between {@link IkePort}s and IKE.
 *
 * <p><em>Threading:</em> the conductor's.
 */
final class IkeDatagrams {
    private static final Logger LOG = System.getLogger(IkeDatagrams.class.getName());
    private static final byte[] NON_ESP_MARKER = new byte[4];
    private static final byte[] NO_MARKER = new byte[0];

    private final List<IkePort> ports;
    private final PacketBurst received;
    private final PacketBurst sent;

    /** Binds it to ports; bursts have the cells of the data plane's. */
    IkeDatagrams(List<IkePort> ports, int cellSize) {
        this.ports = List.copyOf(ports);
        received = PacketBurst.allocate(cellSize);
        sent = PacketBurst.allocate(cellSize);
    }

    /** Hands over what has come, at most one burst of each port; returns how many messages that were. */
    int poll(Consumer<IkeInput.Datagram> handler) {
        int total = 0;
        for (IkePort port : ports) {
            if (port.sharedWithEsp()) {
                continue;
            }
            int count = port.port().receive(received);
            for (int i = 0; i < count; i++) {
                byte[] content = new byte[received.length(i)];
                received.getBytes(received.offset(i), content, 0, content.length);
                handler.accept(new IkeInput.Datagram(port.local(), address(received.source(i)), Bytes.of(content)));
            }
            total += count;
        }
        return total;
    }

    /** Sends a message. What the network, or its absence, refuses is lost like any datagram: IKE repeats it. */
    void send(IkeEffect.SendDatagram datagram) {
        Optional<IkePort> port = ports.stream()
                .filter(candidate -> candidate.local().equals(datagram.local()))
                .findFirst();
        if (port.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "an IKE message for {0} has no port: {1} is not open here; name it in section public",
                    datagram.remote(),
                    datagram.local());
            return;
        }
        byte[] marker = port.get().sharedWithEsp() ? NON_ESP_MARKER : NO_MARKER;
        byte[] content = datagram.content().toArray();
        int length = marker.length + content.length;
        if (length > sent.packetLengthMax()) {
            LOG.log(
                    Level.WARNING,
                    "an IKE message of {0} bytes for {1} is longer than a cell; raise gateway.cell_size, or have"
                            + " the peer accept fragments (RFC 7383)",
                    length,
                    datagram.remote());
            return;
        }
        int offset = sent.packetOffset(0);
        sent.count(1);
        sent.packet(0, offset, length);
        sent.putBytes(offset, marker, 0, marker.length);
        sent.putBytes(offset + marker.length, content, 0, content.length);
        sent.target(
                0, Endpoint.of(datagram.remote().address(), datagram.remote().port()));
        sent.verdict(0, PacketBurst.FORWARD);
        sent.trafficClass(0, 0);
        sent.dontFragment(0, false);
        port.get().port().transmit(sent, PacketBurst.FORWARD);
    }

    static TransportAddress address(Endpoint endpoint) {
        return new TransportAddress(endpoint.address(), endpoint.port());
    }
}
