package dev.ringswan.gateway.flight;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Many packets were lost for one reason within one interval. */
@Name("dev.ringswan.DropBurst")
@Label("Drop burst")
@Category("Ringswan")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class DropBurstFlightEvent extends Event {
    @Label("Direction")
    private final String direction;

    @Label("Reason")
    private final String reason;

    @Label("Packets")
    private final long packets;

    DropBurstFlightEvent(String direction, String reason, long packets) {
        this.direction = direction;
        this.reason = reason;
        this.packets = packets;
    }
}
