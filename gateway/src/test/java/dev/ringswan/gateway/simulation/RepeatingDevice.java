package dev.ringswan.gateway.simulation;

import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;

/** A device with a planted bug: now and then it delivers the same packets twice. */
final class RepeatingDevice implements PacketPort {
    private static final int ONE_IN = 50;

    private final PacketPort device;
    private int transmissions;

    RepeatingDevice(PacketPort device) {
        this.device = device;
    }

    @Override
    public int receive(PacketBurst burst) {
        return device.receive(burst);
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
        int taken = device.transmit(burst, verdict);
        if (++transmissions % ONE_IN == 0) {
            device.transmit(burst, PacketBurst.SENT);
        }
        return taken;
    }

    @Override
    public PacketPort sender() {
        return device.sender();
    }

    @Override
    public int maximumPacketLength() {
        return device.maximumPacketLength();
    }

    @Override
    public void close() {
        device.close();
    }
}
