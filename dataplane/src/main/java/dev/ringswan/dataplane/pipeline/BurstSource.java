package dev.ringswan.dataplane.pipeline;

import dev.ringswan.dataplane.burst.EspBurst;

/** Where the bursts of a direction come from. */
public interface BurstSource {
    /** Fills the burst; returns the number of packets, 0 when none wait. */
    int receive(EspBurst burst);
}
