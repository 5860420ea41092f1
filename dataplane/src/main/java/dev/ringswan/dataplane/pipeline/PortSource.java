package dev.ringswan.dataplane.pipeline;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.nativeio.PacketPort;

/** Takes bursts from several ports in turn, so that a busy port does not starve the others. */
public final class PortSource implements BurstSource {
    private final PacketPort[] ports;
    private int next;

    public PortSource(PacketPort... ports) {
        this.ports = ports;
    }

    @Override
    public int receive(EspBurst burst) {
        for (int tries = ports.length; tries > 0; tries--) {
            int index = next;
            next = index + 1 == ports.length ? 0 : index + 1;
            int count = ports[index].receive(burst.packets());
            if (count != 0) {
                burst.portIndex(index);
                return count;
            }
        }
        return 0;
    }
}
