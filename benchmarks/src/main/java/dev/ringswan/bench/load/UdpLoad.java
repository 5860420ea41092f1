package dev.ringswan.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * UDP from one network namespace to another, through whatever lies between them.
 *
 * <pre>
 *   client namespace                                     server namespace
 *   UdpEnd send, 16 sockets ──▶ gateway ═ … ═ gateway ──▶ UdpEnd sink, 16 MiB of buffer
 *          ▲ lines                                              ▲ lines
 *          └────────────────── this process ────────────────────┘
 * </pre>
 *
 * What arrives more than 100 ms after the last packet was due is lost: a path that queues without bound must not look lossless.
 */
public final class UdpLoad implements Loader {
    private static final long LATE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long QUIET_MS = 50;
    private static final long QUIET_TRIES = 60;

    private final Lengths lengths;
    private final End sender;
    private final End sink;
    private int trial;

    /**
     * Starts both ends.
     *
     * @param client namespace of the sender; empty for the one of this process
     * @param server namespace of the sink; likewise
     * @param to the sink's address
     * @param lengths of the whole IP packets
     */
    public UdpLoad(String client, String server, String to, Lengths lengths) throws IOException {
        this.lengths = lengths;
        sink = new End(server, List.of("sink", to));
        try {
            sender = new End(client, List.of("send", to, String.valueOf(lengths.max())));
        } catch (IOException e) {
            sink.close();
            throw e;
        }
    }

    @Override
    public Trial run(double load, double seconds) throws Exception {
        return run(load, seconds, lengths);
    }

    /** The same with other lengths, none longer than those this was made with. */
    public Trial run(double load, double seconds, Lengths other) throws Exception {
        trial++;
        int total = Schedule.start(0, load, seconds).total();
        sink.ask("trial " + trial + " " + total);
        String[] sent = sender.ask("trial " + trial + " " + load + " " + seconds + " " + other.label())
                .split(" ", -1);
        TimeUnit.NANOSECONDS.sleep(LATE_NS);
        String line = sink.ask("finish");
        Trial result = Trial.ofLine(load, seconds, Long.parseLong(sent[0]), Long.parseLong(sent[1]), line);
        if (result.received() < result.sent()) {
            settle();
        }
        return result;
    }

    /** Waits until nothing arrives any more, so that one trial's backlog is not the next one's burden. */
    private void settle() throws Exception {
        String before = sink.ask("count");
        for (int i = 0; i < QUIET_TRIES; i++) {
            TimeUnit.MILLISECONDS.sleep(QUIET_MS);
            String now = sink.ask("count");
            if (now.equals(before)) {
                return;
            }
            before = now;
        }
    }

    @Override
    public void close() {
        sender.close();
        sink.close();
    }

    /** A process in a namespace, spoken to by lines. */
    private static final class End {
        private final Process process;
        private final BufferedReader answers;
        private final Writer questions;

        End(String namespace, List<String> arguments) throws IOException {
            List<String> line = new ArrayList<>();
            if (!namespace.isEmpty()) {
                line.addAll(List.of("ip", "netns", "exec", namespace));
            }
            line.add(ProcessHandle.current().info().command().orElse("java"));
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(flag -> !flag.startsWith("-Xm"))
                    .forEach(line::add);
            line.addAll(List.of("-Xms128m", "-Xmx128m", "-cp", System.getProperty("java.class.path")));
            line.addAll(List.of("dev.ringswan.bench.Main", "load-end"));
            line.addAll(arguments);
            process = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = process.inputReader();
            questions = process.outputWriter();
            answer();
        }

        private String answer() throws IOException {
            String text = answers.readLine();
            if (text == null) {
                throw new IOException("an end of the load has died; its message is above. Is the namespace there?");
            }
            return text;
        }

        String ask(String question) throws IOException {
            questions.write(question + "\n");
            questions.flush();
            return answer();
        }

        void close() {
            process.destroy();
        }
    }
}
