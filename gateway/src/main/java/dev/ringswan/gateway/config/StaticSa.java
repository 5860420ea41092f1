package dev.ringswan.gateway.config;

import dev.ringswan.ike.crypto.Secret;

/** One direction of a static child: its SPI and its key material. */
public record StaticSa(int spi, Secret key) {
    @Override
    public String toString() {
        return "StaticSa[0x%08x]".formatted(spi);
    }
}
