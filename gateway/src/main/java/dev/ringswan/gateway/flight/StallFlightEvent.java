package dev.ringswan.gateway.flight;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The conductor did not turn for a long time: the machine, the JVM or the gateway stood still. */
@Name("dev.ringswan.Stall")
@Label("Stall")
@Category("Ringswan")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class StallFlightEvent extends Event {
    @Label("Time between two turns")
    @Timespan(Timespan.NANOSECONDS)
    private final long pause;

    StallFlightEvent(long pauseNs) {
        pause = pauseNs;
    }
}
