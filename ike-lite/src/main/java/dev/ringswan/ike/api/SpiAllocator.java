package dev.ringswan.ike.api;

/** Hands out SPIs for inbound ESP SAs; the data plane knows which are free. */
@FunctionalInterface
public interface SpiAllocator {
    /** An SPI above 255 that no other inbound SA has. */
    int allocate();
}
