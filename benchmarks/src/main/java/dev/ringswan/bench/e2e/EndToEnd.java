package dev.ringswan.bench.e2e;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ringswan.bench.load.Lengths;
import dev.ringswan.bench.load.MlrSearch;
import dev.ringswan.bench.load.MlrSearch.Goal;
import dev.ringswan.bench.load.Trial;
import dev.ringswan.bench.load.UdpLoad;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Measures peers in rounds: in each, every peer has its turn, so that what changes on the machine hits all of them.
 *
 * <pre>
 *   round 1: ringswan │ wireguard-go │ strongswan │ openvpn │ bare        each in namespaces of its own:
 *   round 2: …                                                            TCP, CPU │ ping │ UDP search │ ping at half load
 * </pre>
 */
public final class EndToEnd {
    private static final double LOAD_MIN = 500;
    private static final double LOAD_MAX = 400_000;
    private static final double TRIAL_S = 0.25;
    private static final double WIDTH = 0.05;
    private static final double SEARCH_S_MAX = 5;
    private static final double HALF_LOAD_S = 2;
    private static final String HALF_LOAD_SIZE = "512";
    /** As the kernel counts CPU time; Linux has told programs 100 since ever. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int BUSY_TRIES = 20;
    private static final long BUSY_MS = 250;
    private static final int USER_TIME = 11;
    /** iperf3 names some things twice. */
    private static final JSON REPORTS = JSON.std.without(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS);

    private final int seconds;
    private final List<String> sizes;
    private final Consumer<Row> results;

    /**
     * Prepares.
     *
     * @param seconds of each TCP transfer
     * @param sizes bytes of the IP packets around UDP
     * @param results takes each figure as it is known
     */
    public EndToEnd(int seconds, List<String> sizes, Consumer<Row> results) {
        this.seconds = seconds;
        this.sizes = List.copyOf(sizes);
        this.results = results;
    }

    /** Names of all peers. */
    public static List<String> names() {
        return Peer.all().stream().map(Peer::name).toList();
    }

    /** Measures the peers of these names, in their order. */
    public void run(List<String> names, int rounds) throws Exception {
        for (int round = 1; round <= rounds; round++) {
            for (String name : names) {
                Peer peer = Peer.all().stream()
                        .filter(candidate -> candidate.name().equals(name))
                        .findFirst()
                        .orElseThrow();
                System.err.println("bench: round " + round + ", " + name);
                try (Namespaces net = new Namespaces()) {
                    new Turn(peer, net, round).run();
                }
            }
        }
    }

    /** One peer in one round. */
    private final class Turn {
        private final Peer peer;
        private final Namespaces net;
        private final int round;
        private final String version;
        private List<Process> processes = List.of();

        Turn(Peer peer, Namespaces net, int round) throws IOException, InterruptedException {
            this.peer = peer;
            this.net = net;
            this.round = round;
            version = peer.version();
        }

        void run() throws Exception {
            processes = peer.start(net);
            net.start("iperf3", net.server(), List.of("iperf3", "-s", "-B", Namespaces.SERVER_ADDRESS));
            net.await(
                    "the server of iperf3",
                    "iperf3",
                    () -> !net.in(net.server(), "ss", "-Hltn", "sport = :5201").isBlank());
            tcp(1, "up"); // the first transfer warms everything up, and is thrown away
            for (int streams : List.of(1, 4)) {
                for (String direction : List.of("up", "down")) {
                    Transfer transfer = tcp(streams, direction);
                    Map<String, String> params = Map.of("streams", String.valueOf(streams), "direction", direction);
                    report(
                            "e2e.tcp",
                            params,
                            "bit/s",
                            true,
                            transfer.bitsPerSecond,
                            Map.of("retransmits", transfer.retransmits));
                    if (!processes.isEmpty()) {
                        report("e2e.cpu", params, "s/GB", false, transfer.cpuSecondsPerGb, Map.of());
                    }
                }
            }
            report("e2e.ping", Map.of("load", "idle"), "us", false, ping("0.005", "300"), Map.of());
            udp();
        }

        private void report(
                String bench,
                Map<String, String> params,
                String unit,
                boolean higher,
                double value,
                Map<String, Object> more) {
            Map<String, String> all = new LinkedHashMap<>(params);
            all.put("peer", peer.name());
            results.accept(new Row(bench, all, round, unit, higher, Math.max(value, 1e-3), version, more));
        }

        private record Transfer(double bitsPerSecond, double cpuSecondsPerGb, int retransmits) {}

        private Transfer tcp(int streams, String direction) throws Exception {
            List<String> line = new ArrayList<>(List.of(
                    "iperf3",
                    "-c",
                    Namespaces.SERVER_ADDRESS,
                    "-J",
                    "-t",
                    String.valueOf(seconds),
                    "-P",
                    String.valueOf(streams)));
            if (direction.equals("down")) {
                line.add("-R");
            }
            double before = cpuSeconds();
            Map<String, Object> report = REPORTS.mapFrom(net.in(net.client(), line.toArray(String[]::new)));
            for (int tries = 0;
                    tries < BUSY_TRIES && String.valueOf(report.get("error")).contains("busy");
                    tries++) {
                TimeUnit.MILLISECONDS.sleep(
                        BUSY_MS); // behind a deep queue the server hears late that the last one is over
                before = cpuSeconds();
                report = REPORTS.mapFrom(net.in(net.client(), line.toArray(String[]::new)));
            }
            double spent = cpuSeconds() - before;
            Map<?, ?> end = (Map<?, ?>) report.getOrDefault("end", Map.of());
            if (!(end.get("sum_received") instanceof Map<?, ?> received)
                    || !(end.get("sum_sent") instanceof Map<?, ?> sent)
                    || !(received.get("bytes") instanceof Number bytes)
                    || !(received.get("bits_per_second") instanceof Number rate)) {
                throw new IOException("iperf3 measured nothing: " + report.get("error"));
            }
            int retransmits = sent.get("retransmits") instanceof Number number ? number.intValue() : 0;
            return new Transfer(rate.doubleValue(), spent / (bytes.doubleValue() / 1e9), retransmits);
        }

        /** User and system time of both gateways. */
        private double cpuSeconds() throws IOException {
            double ticks = 0;
            for (Process process : processes) {
                String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                ticks += Double.parseDouble(fields[USER_TIME]) + Double.parseDouble(fields[USER_TIME + 1]);
            }
            return ticks / TICKS_PER_SECOND;
        }

        /** Mean round trip in microseconds. */
        private double ping(String interval, String count) throws Exception {
            String output = net.in(net.client(), "ping", "-q", "-i", interval, "-c", count, Namespaces.SERVER_ADDRESS);
            String times = output.substring(output.lastIndexOf('=') + 1).strip();
            return Double.parseDouble(times.split("/", -1)[1]) * 1_000;
        }

        private void udp() throws Exception {
            List<Goal> goals = List.of(Goal.ndr(TRIAL_S, 2 * TRIAL_S, WIDTH), Goal.pdr(TRIAL_S, 2 * TRIAL_S, WIDTH));
            try (UdpLoad load =
                    new UdpLoad(net.client(), net.server(), Namespaces.SERVER_ADDRESS, Lengths.of("1400"))) {
                load.run(LOAD_MAX / 20, 1, Lengths.of(sizes.getFirst()));
                double rate = LOAD_MIN;
                for (String size : sizes) {
                    Lengths lengths = Lengths.of(size);
                    MlrSearch search = new MlrSearch(LOAD_MIN, LOAD_MAX, goals, SEARCH_S_MAX);
                    for (MlrSearch.Result result : search.search(
                            (offered, span) -> load.run(offered, span, lengths).lossRatio())) {
                        double lower = result.lower() == null ? 0 : result.lower();
                        String loss = result.goal().lossRatio() == 0 ? "0" : "0.5";
                        rate = loss.equals("0") && size.equals(HALF_LOAD_SIZE) ? lower : rate;
                        report(
                                "e2e.udp",
                                Map.of("size", size, "loss", loss),
                                "bit/s",
                                true,
                                lower * lengths.mean() * 8,
                                Map.of("load_pps", lower, "regular", result.regular()));
                    }
                }
                atHalfLoad(load, Math.max(LOAD_MIN, rate / 2));
            }
        }

        /** Pings beside UDP at half of what is carried without loss. */
        private void atHalfLoad(UdpLoad load, double rate) throws Exception {
            Process ping = new ProcessBuilder(
                            "ip",
                            "netns",
                            "exec",
                            net.client(),
                            "ping",
                            "-q",
                            "-i",
                            "0.01",
                            "-c",
                            "150",
                            "-W",
                            "2",
                            Namespaces.SERVER_ADDRESS)
                    .redirectErrorStream(true)
                    .start();
            Trial trial = load.run(rate, HALF_LOAD_S, Lengths.of(HALF_LOAD_SIZE));
            String output = new String(ping.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String times = output.substring(output.lastIndexOf('=') + 1).strip();
            if (ping.waitFor() != 0 || !times.contains("/")) {
                throw new IOException("no answer to pings at half load: " + output.strip());
            }
            Map<String, Object> more = new LinkedHashMap<>(trial.toMap());
            more.put("load_pps", rate);
            report(
                    "e2e.ping",
                    Map.of("load", "half", "size", HALF_LOAD_SIZE),
                    "us",
                    false,
                    Double.parseDouble(times.split("/", -1)[1]) * 1_000,
                    more);
        }
    }
}
