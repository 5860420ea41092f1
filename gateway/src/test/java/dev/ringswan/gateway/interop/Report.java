package dev.ringswan.gateway.interop;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells how the scenarios ended, as a table or as JSON. */
final class Report {
    private final List<Result> results;
    private final boolean control;
    private final String version;

    /**
     * @param control whether strongSwan stood at both ends
     * @param version of strongSwan
     */
    Report(List<Result> results, boolean control, String version) {
        this.results = List.copyOf(results);
        this.control = control;
        this.version = version;
    }

    boolean passed() {
        return results.stream().allMatch(Result::passed);
    }

    String table() {
        int width = results.stream()
                .mapToInt(result -> result.scenario().length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (Result result : results) {
            text.append(line(result, width)).append('\n');
        }
        long passed = results.stream().filter(Result::passed).count();
        return text.append("%s against strongSwan %s: %d of %d passed%n"
                        .formatted(
                                control ? "strongSwan (control experiment)" : "Ringswan",
                                version,
                                passed,
                                results.size()))
                .toString();
    }

    /** One row of the table. */
    static String line(Result result, int width) {
        PingStream.Outcome pings = result.pings();
        String name = result.scenario()
                + " ".repeat(Math.max(0, width - result.scenario().length()));
        String head = String.format(
                Locale.ROOT,
                "%s  %s  %5.1f s  %4d pings, %d lost, slowest %5.1f ms",
                name,
                result.passed() ? "pass" : "FAIL",
                result.seconds(),
                pings.sent(),
                pings.lost(),
                pings.slowestMs());
        return result.passed() ? head : head + "  at '" + result.step() + "': " + result.reason();
    }

    String json() throws IOException {
        List<Map<String, Object>> cells = new ArrayList<>();
        for (Result result : results) {
            Map<String, Object> cell = new LinkedHashMap<>();
            cell.put("scenario", result.scenario());
            cell.put("passed", result.passed());
            cell.put("seconds", Math.round(result.seconds() * 10) / 10.0);
            PingStream.Outcome pings = result.pings();
            cell.put(
                    "pings",
                    Map.of(
                            "sent", pings.sent(),
                            "lost", pings.lost(),
                            "duplicates", pings.duplicates(),
                            "slowest_ms", pings.slowestMs()));
            if (!result.passed()) {
                cell.put("step", result.step());
                cell.put("reason", result.reason());
            }
            cells.add(cell);
        }
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("control", control);
        whole.put("strongswan", version);
        whole.put("passed", results.stream().filter(Result::passed).count());
        whole.put("failed", results.stream().filter(result -> !result.passed()).count());
        whole.put("cells", cells);
        return JSON.std.asString(whole);
    }
}
