package dev.ringswan.gateway.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a demo showed.
 *
 * @param mode {@code netns} or {@code memory}
 * @param ikeSuite what protects the negotiation of keys
 * @param rekeys how often the child got new keys
 * @param drops of both gateways together, by the name of the reason
 * @param seconds from the start of the gateways to the end
 */
public record DemoResult(
        String mode,
        String engine,
        int pingsSent,
        int pingsReceived,
        Transfer sent,
        Transfer received,
        String ikeSuite,
        long rekeys,
        Map<String, Long> drops,
        double seconds) {
    /** Reasons that never occur between two honest gateways. */
    private static final List<String> BAD_DROPS = List.of(
            "replay",
            "integrity",
            "padding",
            "next_header",
            "selector",
            "no_sa",
            "no_outbound_sa",
            "lifetime",
            "sequence_exhausted",
            "internal");

    private static final int REKEYS_MIN = 3;

    public DemoResult {
        drops = Map.copyOf(drops);
    }

    /** A sentence for each thing that went wrong; empty when the demo shows what it should. */
    public List<String> failures() {
        List<String> failures = new ArrayList<>();
        if (pingsReceived != pingsSent || pingsSent == 0) {
            failures.add((pingsSent - pingsReceived) + " of " + pingsSent + " pings were lost");
        }
        if (!isEqual()) {
            failures.add("the data differ: " + sent.bytes() + " bytes with SHA-256 " + sent.sha256() + " were sent, "
                    + received.bytes() + " with " + received.sha256() + " arrived");
        }
        if (rekeys < REKEYS_MIN) {
            failures.add(rekeys + " rekeys, expected at least " + REKEYS_MIN);
        }
        for (String reason : BAD_DROPS) {
            if (drops.containsKey(reason)) {
                failures.add(drops.get(reason) + " packets were dropped: " + reason);
            }
        }
        return failures;
    }

    private boolean isEqual() {
        return sent.bytes() > 0
                && sent.bytes() == received.bytes()
                && sent.sha256().equals(received.sha256());
    }

    /** One JSON object on one line. */
    public String toJson() {
        Map<String, Object> ping = new LinkedHashMap<>();
        ping.put("sent", pingsSent);
        ping.put("received", pingsReceived);
        Map<String, Object> tcp = new LinkedHashMap<>();
        tcp.put("bytes", received.bytes());
        tcp.put("sha256_equal", isEqual());
        tcp.put("gbps", rounded(received.gigabitsPerSecond()));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("mode", mode);
        map.put("engine", engine);
        map.put("ike", Map.of("suite", ikeSuite));
        map.put("ping", ping);
        map.put("tcp", tcp);
        map.put("rekeys", rekeys);
        map.put("drops", drops);
        map.put("seconds", rounded(seconds));
        try {
            return JSON.std.asString(map);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }

    /** For people, several lines. */
    public String toText() {
        return """
                pings     %d of %d came back
                transfer  %.2f GiB in %.1f s, %.2f Gbit/s, SHA-256 %s at both ends
                rekeys    %d while it ran
                drops     %s
                IKE       %s
                engine    %s
                """.formatted(
                        pingsReceived,
                        pingsSent,
                        received.bytes() / (double) (1 << 30),
                        received.seconds(),
                        received.gigabitsPerSecond(),
                        isEqual() ? "equal" : "DIFFERENT",
                        rekeys,
                        drops.isEmpty() ? "none" : drops,
                        ikeSuite,
                        engine);
    }
}
