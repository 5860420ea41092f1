package dev.ringswan.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ringswan.bench.e2e.EndToEnd;
import dev.ringswan.bench.e2e.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The command {@code e2e}: what it takes, and how it prints. */
final class EndToEndBench {
    static final String USAGE = """
            scripts/bench e2e [--json] [--rounds 3] [--seconds 3] [--peers a,b] [--sizes 64,512,1400]
                      Ringswan and other VPNs between network namespaces (root): TCP, UDP, ping, CPU
            """;

    private static final String SUBJECT = "ringswan";

    private boolean json;
    private int rounds = 3;
    private int seconds = 3;
    private List<String> peers = EndToEnd.names();
    private List<String> sizes = List.of("64", "512", "1400");
    private final List<Row> rows = new ArrayList<>();

    /**
     * What the command line asks for.
     *
     * @throws IllegalArgumentException for what is not known
     */
    EndToEndBench(List<String> arguments) {
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
            } else if (name.equals("--seconds") && value.matches("[1-9][0-9]{0,2}")) {
                seconds = Integer.parseInt(value);
            } else if (name.equals("--peers") && EndToEnd.names().containsAll(List.of(value.split(",", -1)))) {
                peers = List.of(value.split(",", -1));
            } else if (name.equals("--sizes") && value.matches("(64|512|1400)(,(64|512|1400))*")) {
                sizes = List.of(value.split(",", -1));
            } else {
                throw new IllegalArgumentException("unknown argument '" + name + "', or it does not take '" + value
                        + "'; peers are " + EndToEnd.names());
            }
        }
    }

    void run() throws Exception {
        new EndToEnd(seconds, sizes, this::accept).run(peers, rounds);
        if (!json) {
            System.out.print(table(rows, peers));
        }
    }

    private void accept(Row row) {
        rows.add(row);
        if (json) {
            try {
                System.out.println(line(row));
                System.out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String line(Row row) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("schema", "perf.trial/1");
        line.put("suite", "e2e");
        line.put("bench", row.bench());
        line.put("params", row.params());
        line.put("role", role(row.peer()));
        line.put("round", row.round());
        line.put("unit", row.unit());
        line.put("better", row.higherIsBetter() ? "higher" : "lower");
        line.put("value", row.value());
        line.put("dir", row.params().getOrDefault("direction", "up"));
        line.putAll(row.more());
        line.put("version", row.version());
        line.put("environment", Environment.describe("auto"));
        line.put("valid", true);
        line.put("build", Environment.build());
        line.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        line.put("command", "scripts/bench e2e --json");
        return JSON.std.asString(line);
    }

    private static String role(String peer) {
        return switch (peer) {
            case SUBJECT -> "subject";
            case "bare" -> "limit";
            default -> "peer";
        };
    }

    /** Medians over the rounds, and in brackets the ratio of Ringswan to each: above 1 Ringswan is better. */
    static String table(List<Row> rows, List<String> peers) {
        Map<String, Map<String, List<Row>>> figures = new LinkedHashMap<>();
        for (Row row : rows) {
            Map<String, String> params = new TreeMap<>(row.params());
            params.remove("peer");
            String figure = row.bench().substring("e2e.".length()) + " " + String.join(" ", params.values()) + ", "
                    + row.unit();
            figures.computeIfAbsent(figure, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(row.peer(), _ -> new ArrayList<>())
                    .add(row);
        }
        StringBuilder text = new StringBuilder("%-24s".formatted("median (ratio)"));
        peers.forEach(peer -> text.append("%22s".formatted(peer)));
        text.append('\n');
        figures.forEach((figure, byPeer) -> {
            text.append("%-24s".formatted(figure));
            for (String peer : peers) {
                text.append("%22s".formatted(cell(byPeer.get(SUBJECT), byPeer.get(peer))));
            }
            text.append('\n');
        });
        return text.toString();
    }

    private static String cell(@Nullable List<Row> subject, @Nullable List<Row> rows) {
        if (rows == null) {
            return "-";
        }
        double value = median(rows);
        String number = value >= 1e6 ? "%.3f G".formatted(value / 1e9) : "%.1f".formatted(value);
        if (subject == null) {
            return number;
        }
        double ratio = median(subject) / value;
        return number + " (%.2f)".formatted(rows.getFirst().higherIsBetter() ? ratio : 1 / ratio);
    }

    private static double median(List<Row> rows) {
        return Samples.of(rows.stream().map(Row::value).toList()).quantile(0.5);
    }
}
