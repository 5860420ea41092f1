package dev.ringswan.ike.api;

/** Hands out SPIs for inbound ESP SAs; the data plane knows which are free. */
public interface SpiAllocator {
    /** An SPI above 255 that no other inbound SA has. */
    int allocate();

    /** Takes an SPI back on which no SA was ever installed; {@code RemoveInbound} frees the others. */
    void release(int spi);
}
