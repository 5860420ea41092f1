package dev.ringswan.gateway.simulation;

import dev.ringswan.gateway.Gateway;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.crypto.AeadProvider;

/** Puts a bug between a gateway and its surroundings, to show that the simulation finds it. */
interface Sabotage {
    /** Changes nothing. */
    Sabotage NONE = new Sabotage() {};

    /** The ciphers that gateways get instead of these. */
    default AeadProvider ciphers(AeadProvider ciphers) {
        return ciphers;
    }

    /** Is shown each gateway that is made. */
    default void change(Gateway gateway) {}

    /** The TUN device that gateways get instead of this one. */
    default PacketPort device(PacketPort device) {
        return device;
    }
}
