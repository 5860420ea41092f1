package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;

/** One step of the pipeline. It allocates nothing, locks nothing, and throws nothing because of what a packet holds. */
public interface Stage {
    /** Works on the packets of the burst that are still alive. */
    void process(EspBurst burst);
}
