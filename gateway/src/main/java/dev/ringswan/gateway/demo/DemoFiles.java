package dev.ringswan.gateway.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The files by which the processes of the netns demo report: two counters files, two transfers. */
public final class DemoFiles {
    private DemoFiles() {}

    /** Writes one end's view of a transfer. */
    public static void write(Path file, Transfer transfer) throws IOException {
        transfer.write(file);
    }

    /**
     * Reads {@code gw-a.json}, {@code gw-b.json}, {@code sent.json} and {@code received.json}.
     *
     * @param seconds the whole demo took
     */
    public static DemoResult result(Path directory, int pingsSent, int pingsReceived, double seconds)
            throws IOException {
        Map<String, Object> a = JSON.std.mapFrom(Files.readString(directory.resolve("gw-a.json")));
        Map<String, Object> b = JSON.std.mapFrom(Files.readString(directory.resolve("gw-b.json")));
        Map<String, Long> drops = new TreeMap<>();
        addDrops(a, drops);
        addDrops(b, drops);
        return new DemoResult(
                "netns",
                String.valueOf(a.get("engine")),
                pingsSent,
                pingsReceived,
                Transfer.read(directory.resolve("sent.json")),
                Transfer.read(directory.resolve("received.json")),
                suite(a),
                ((Number) a.getOrDefault("rekeys", 0)).longValue(),
                drops,
                seconds);
    }

    private static String suite(Map<String, Object> counters) {
        return counters.get("ike") instanceof Map<?, ?> suites
                ? suites.values().stream().map(String::valueOf).findFirst().orElse("none")
                : "none";
    }

    private static void addDrops(Map<String, Object> counters, Map<String, Long> drops) {
        if (counters.get("drops") instanceof Map<?, ?> reasons) {
            reasons.forEach(
                    (reason, count) -> drops.merge(String.valueOf(reason), ((Number) count).longValue(), Long::sum));
        }
    }
}
