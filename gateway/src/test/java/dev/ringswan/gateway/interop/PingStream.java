package dev.ringswan.gateway.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pings from our host to theirs, one every 20 ms, until it is told to stop. */
final class PingStream {
    private static final Pattern REPLY = Pattern.compile("icmp_seq=(\\d+) ttl=\\d+ time=([0-9.]+) ms( \\(DUP!\\))?");
    private static final Pattern SENT = Pattern.compile("(\\d+) packets transmitted");
    /** What may still be on its way when the stream is stopped: half a second. */
    private static final int UNDER_WAY_MAX = 25;

    private final Process process;
    private final Path log;

    private PingStream(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * What a stream came to.
     *
     * @param sent how many were sent
     * @param lost how many of these were not answered
     * @param duplicates how many were answered more than once
     * @param slowestMs the longest time until an answer
     */
    record Outcome(int sent, int lost, int duplicates, double slowestMs) {
        Outcome plus(Outcome other) {
            return new Outcome(
                    sent + other.sent,
                    lost + other.lost,
                    duplicates + other.duplicates,
                    Math.max(slowestMs, other.slowestMs));
        }
    }

    static PingStream begin(Lab lab, Path log) throws IOException {
        Files.deleteIfExists(log);
        String target = lab.topology().theirs().host();
        List<String> command = List.of("ping", "-n", "-i", "0.02", target);
        return new PingStream(lab.start(Lab.host(Side.OURS), log, Map.of("LC_ALL", "C"), command), log);
    }

    /** Ends the stream. Those on their way at the very end count as neither sent nor lost. */
    Outcome end() throws IOException, InterruptedException {
        Thread.sleep(100);
        Lab.signal(process, "INT"); // it sums up and ends
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new InteropFailure("ping does not end");
        }
        return outcome(Files.readString(log));
    }

    /** Reads what ping printed. */
    static Outcome outcome(String text) {
        BitSet answered = new BitSet();
        int duplicates = 0;
        double slowestMs = 0;
        Matcher reply = REPLY.matcher(text);
        while (reply.find()) {
            if (reply.group(3) == null) {
                answered.set(Integer.parseInt(reply.group(1)));
            } else {
                duplicates++;
            }
            slowestMs = Math.max(slowestMs, Double.parseDouble(reply.group(2)));
        }
        Matcher summary = SENT.matcher(text);
        if (!summary.find()) {
            throw new InteropFailure("ping said: " + text.strip());
        }
        int sent = Integer.parseInt(summary.group(1));
        int last = answered.length() - 1; // they count from 1
        if (last > 0 && sent - last <= UNDER_WAY_MAX) {
            sent = last;
        }
        return new Outcome(sent, sent - answered.cardinality(), duplicates, slowestMs);
    }
}
