package dev.ringswan.gateway.flight;

import dev.ringswan.ike.api.IkeEvent;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Something has happened to a connection: it came up, was rekeyed, failed, moved. Holds no key. */
@Name("dev.ringswan.Ike")
@Label("IKE")
@Category("Ringswan")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
public final class IkeFlightEvent extends Event {
    private static final EventType TYPE = EventType.getEventType(IkeFlightEvent.class);

    @Label("Connection")
    private final String connection;

    @Label("What")
    private final String what;

    @Label("Details")
    private final String details;

    private IkeFlightEvent(IkeEvent event) {
        connection = event.connection();
        what = event.getClass().getSimpleName();
        details = event.toString();
    }

    /** Records it, if somebody wants it. */
    public static void record(IkeEvent event) {
        if (TYPE.isEnabled()) {
            new IkeFlightEvent(event).commit();
        }
    }
}
