package dev.ringswan.dataplane.sa;

import dev.ringswan.dataplane.counter.TrafficCounters;
import dev.ringswan.nativeio.PacketBurst;

/** What both halves of a child SA have for the stages that treat them alike. */
public sealed interface Sa permits InboundSa, OutboundSa {
    /** The most public ports that verdicts can name. */
    int PORT_COUNT_MAX = 32;

    /** The verdict that sends a packet by public port {@code portIndex}: FORWARD for port 0, −17 and below for the others. */
    static byte portVerdict(int portIndex) {
        return portIndex == 0 ? PacketBurst.FORWARD : (byte) (-16 - portIndex);
    }

    int spi();

    /** Counted by egress, read by anybody. */
    TrafficCounters counters();

    /** The verdict that leads a packet of this SA to its port. */
    byte portVerdict();
}
