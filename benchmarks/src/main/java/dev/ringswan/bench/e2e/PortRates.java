package dev.ringswan.bench.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers: how many packets a second reach a port through a veth pair, with AF_XDP and with {@code sendmmsg} and {@code recvmmsg}? One
 * processor sends and one receives, and both spin; the two ways take turns, in the same two processes.
 *
 * <pre>
 *   namespace a                       namespace b
 *   PortEnd, processor 0 ──▶ veth ──▶ PortEnd, processor 1
 * </pre>
 */
public final class PortRates implements AutoCloseable {
    private static final String INTERFACE = "outside";
    private static final double WARM_UP_SECONDS = 2;
    /** The receiver begins that much earlier, and ends later. */
    private static final double MARGIN_SECONDS = 0.3;

    private final Namespaces net = new Namespaces();
    private final int length;
    private final End sender;
    private final End receiver;

    /**
     * What one turn gave.
     *
     * @param way {@code udp} or {@code xdp}
     * @param carried by what, in words
     * @param rate packets received per second
     * @param sent packets
     * @param received packets
     * @param past of these, those that came past the kernel's stack
     */
    public record Turn(String way, String carried, double rate, long sent, long received, long past) {}

    /** Makes the namespaces and starts both ends. Needs root and two processors. */
    public PortRates(int length) throws IOException, InterruptedException {
        this.length = length;
        try {
            sender = new End(net.a(), Namespaces.A_ADDRESS, Namespaces.B_ADDRESS, 0);
            receiver = new End(net.b(), Namespaces.B_ADDRESS, Namespaces.A_ADDRESS, 1);
        } catch (IOException e) {
            net.close();
            throw e;
        }
    }

    /** Takes turns: in each round UDP and AF_XDP, or the other way round. */
    public List<Turn> run(int rounds, double seconds) throws IOException, InterruptedException {
        turn("udp", WARM_UP_SECONDS);
        turn("xdp", WARM_UP_SECONDS);
        List<Turn> turns = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            turns.add(turn(round % 2 == 0 ? "udp" : "xdp", seconds));
            turns.add(turn(round % 2 == 0 ? "xdp" : "udp", seconds));
        }
        return turns;
    }

    private Turn turn(String way, double seconds) throws IOException, InterruptedException {
        String carried = receiver.ask("open " + way);
        sender.ask("open " + way);
        net.in(net.a(), "ping", "-c1", "-W5", Namespaces.B_ADDRESS); // so that the next hop is known
        receiver.tell("receive " + (seconds + 2 * MARGIN_SECONDS));
        Thread.sleep((long) (MARGIN_SECONDS * 1_000));
        String[] sent = sender.ask("send " + length + ' ' + seconds).split(" ", -1);
        String[] received = receiver.answer().split(" ", -1);
        receiver.ask("close");
        sender.ask("close");
        long count = Long.parseLong(received[0]);
        double rate = count * 1e9 / Long.parseLong(received[1]);
        return new Turn(way, carried, rate, Long.parseLong(sent[0]), count, Long.parseLong(received[2]));
    }

    @Override
    public void close() {
        sender.close();
        receiver.close();
        net.close();
    }

    /** A process in a namespace, spoken to by lines. */
    private static final class End {
        private final Process process;
        private final BufferedReader answers;
        private final Writer questions;

        End(String namespace, String local, String peer, int processor) throws IOException {
            List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
            line.add(ProcessHandle.current().info().command().orElse("java"));
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(flag -> !flag.startsWith("-Xm"))
                    .forEach(line::add);
            line.addAll(List.of("-Xms128m", "-Xmx128m", "-cp", System.getProperty("java.class.path")));
            line.addAll(List.of("dev.ringswan.bench.Main", "port-end", local, peer, INTERFACE));
            line.add(String.valueOf(processor));
            process = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = process.inputReader();
            questions = process.outputWriter();
        }

        void tell(String question) throws IOException {
            questions.write(question + "\n");
            questions.flush();
        }

        String answer() throws IOException {
            String text = answers.readLine();
            if (text == null) {
                throw new IOException("an end has died; its message is above");
            }
            return text;
        }

        String ask(String question) throws IOException {
            tell(question);
            return answer();
        }

        void close() {
            process.destroy();
        }
    }

    /** Median of the rates of one way. */
    public static double median(List<Turn> turns, String way) {
        double[] rates = turns.stream()
                .filter(turn -> turn.way.equals(way))
                .mapToDouble(Turn::rate)
                .sorted()
                .toArray();
        return (rates[(rates.length - 1) / 2] + rates[rates.length / 2]) / 2;
    }
}
