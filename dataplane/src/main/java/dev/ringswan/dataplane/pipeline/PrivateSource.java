package dev.ringswan.dataplane.pipeline;

import dev.ringswan.dataplane.burst.Deferral;
import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.nativeio.PacketPort;

/** Takes bursts from the private port, and before that what waits to be fragmented. */
public final class PrivateSource implements BurstSource {
    private final PacketPort port;
    private final Deferral deferral;

    public PrivateSource(PacketPort port, Deferral deferral) {
        this.port = port;
        this.deferral = deferral;
    }

    @Override
    public int receive(EspBurst burst) {
        int deferredCount = deferral.take(burst.packets());
        return deferredCount != 0 ? deferredCount : port.receive(burst.packets());
    }
}
