package dev.ringswan.dataplane.pipeline;

import dev.ringswan.dataplane.burst.Deferral;
import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.burst.Injection;
import dev.ringswan.nativeio.PacketPort;

/** Takes bursts from the private port, and before that what the control thread sends and what waits to be fragmented. */
public final class PrivateSource implements BurstSource {
    private final PacketPort port;
    private final Deferral deferral;
    private final Injection injection;

    public PrivateSource(PacketPort port, Deferral deferral, Injection injection) {
        this.port = port;
        this.deferral = deferral;
        this.injection = injection;
    }

    @Override
    public int receive(EspBurst burst) {
        int injectedCount = injection.take(burst);
        if (injectedCount != 0) {
            return injectedCount;
        }
        burst.injectedTo(null);
        int deferredCount = deferral.take(burst.packets());
        return deferredCount != 0 ? deferredCount : port.receive(burst.packets());
    }
}
