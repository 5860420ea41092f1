package dev.ringswan.gateway.flight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.counter.TrafficCounters;
import dev.ringswan.ike.api.IkeEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightWatchTest {
    @TempDir
    private Path directory;

    private final TrafficCounters inbound = new TrafficCounters();
    private final TrafficCounters outbound = new TrafficCounters();

    /** What is recorded of ours while something happens. */
    private List<RecordedEvent> recorded(Runnable happening) throws Exception {
        Path file = directory.resolve("test.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            happening.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.ringswan."))
                .toList();
    }

    private static void drop(TrafficCounters counters, DropReason reason, long count) {
        for (long i = 0; i < count; i++) {
            counters.drops().increment(reason.code());
        }
    }

    @Test
    void recordsBurstsOfLosses() throws Exception {
        List<RecordedEvent> events = recorded(() -> {
            FlightWatch watch = new FlightWatch(inbound, outbound, 0);
            drop(inbound, DropReason.REPLAY, FlightWatch.BURST_MIN - 1);
            drop(inbound, DropReason.CONTROL, 2 * FlightWatch.BURST_MIN);
            drop(outbound, DropReason.NO_MEMBER, FlightWatch.BURST_MIN);
            for (long now = 0; now <= 2 * FlightWatch.INTERVAL_NS; now += FlightWatch.STALL_NS) {
                watch.poll(now);
            }
        });
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getEventType().getName()).isEqualTo("dev.ringswan.DropBurst");
            assertThat(event.getString("direction")).isEqualTo("outbound");
            assertThat(event.getString("reason")).isEqualTo("no_member");
            assertThat(event.getLong("packets")).isEqualTo(FlightWatch.BURST_MIN);
        });
    }

    @Test
    void recordsStalls() throws Exception {
        List<RecordedEvent> events = recorded(() -> {
            FlightWatch watch = new FlightWatch(inbound, outbound, 0);
            watch.poll(FlightWatch.STALL_NS);
            watch.poll(3 * FlightWatch.STALL_NS);
        });
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getEventType().getName()).isEqualTo("dev.ringswan.Stall");
            assertThat(event.getDuration("pause")).isEqualTo(Duration.ofNanos(2 * FlightWatch.STALL_NS));
        });
    }

    @Test
    void recordsWhatHappensToIke() throws Exception {
        List<RecordedEvent> events =
                recorded(() -> IkeFlightEvent.record(new IkeEvent.Refused("office", "no proposal")));
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getEventType().getName()).isEqualTo("dev.ringswan.Ike");
            assertThat(event.getString("connection")).isEqualTo("office");
            assertThat(event.getString("what")).isEqualTo("Refused");
            assertThat(event.getString("details")).contains("no proposal");
        });
    }
}
