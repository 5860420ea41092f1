package dev.ringswan.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ringswan.bench.e2e.PortRates;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command {@code ports}: what it takes, and how it prints. */
final class PortsBench {
    static final String USAGE = """
            scripts/bench ports [--json] [--rounds 5] [--seconds 2] [--size 64]
                      AF_XDP against sendmmsg and recvmmsg on veth, one core at either end, in turns (root)
            """;

    private boolean json;
    private int rounds = 5;
    private int seconds = 2;
    private int size = 64;

    /**
     * What the command line asks for.
     *
     * @throws IllegalArgumentException for what is not known
     */
    PortsBench(List<String> arguments) {
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            String name = words.next();
            if (name.equals("--json")) {
                json = true;
                continue;
            }
            String value = words.hasNext() ? words.next() : "";
            if (name.equals("--rounds") && value.matches("[1-9][0-9]?")) {
                rounds = Integer.parseInt(value);
            } else if (name.equals("--seconds") && value.matches("[1-9][0-9]?")) {
                seconds = Integer.parseInt(value);
            } else if (name.equals("--size") && value.matches("[1-9][0-9]{1,2}|1[0-3][0-9]{2}|14[0-6][0-9]")) {
                size = Integer.parseInt(value);
            } else {
                throw new IllegalArgumentException("unknown argument '" + name + "', or it does not take '" + value
                        + "'; a size is 10 to 1469 bytes of UDP payload");
            }
        }
    }

    void run() throws Exception {
        try (PortRates rates = new PortRates(size)) {
            Map<String, Object> line = toMap(rates.run(rounds, seconds), size);
            System.out.println(json ? JSON.std.asString(line) : toText(line));
            System.out.flush();
        }
    }

    /** The ratio of the medians first, then what it is made of. */
    static Map<String, Object> toMap(List<PortRates.Turn> turns, int size) {
        double udp = PortRates.median(turns, "udp");
        double xdp = PortRates.median(turns, "xdp");
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ratio", xdp / udp);
        map.put("bench", "ports");
        map.put("size", size);
        for (String way : List.of("udp", "xdp")) {
            List<Double> all = new ArrayList<>();
            long sent = 0;
            long received = 0;
            long past = 0;
            for (PortRates.Turn turn : turns) {
                if (turn.way().equals(way)) {
                    all.add(turn.rate());
                    sent += turn.sent();
                    received += turn.received();
                    past += turn.past();
                    map.put(way, turn.carried());
                }
            }
            map.put(way + "_packets_per_second", PortRates.median(turns, way));
            map.put(way + "_rounds", all);
            map.put(way + "_lost", 1 - (double) received / sent);
            map.put(way + "_past_the_stack", (double) past / received);
        }
        map.put("environment", Environment.describe("auto"));
        map.put("build", Environment.build());
        return map;
    }

    private String toText(Map<String, Object> map) {
        return "%d-byte payloads on veth, one core at either end: AF_XDP %s packets a second, %s times the %s of sendmmsg"
                .formatted(
                        size, map.get("xdp_packets_per_second"), map.get("ratio"), map.get("udp_packets_per_second"));
    }
}
