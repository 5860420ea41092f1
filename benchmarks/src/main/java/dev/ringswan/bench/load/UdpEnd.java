package dev.ringswan.bench.load;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortPoller;
import dev.ringswan.nativeio.linux.LinuxPorts;
import dev.ringswan.nativeio.linux.SocketOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link UdpLoad}: a process of its own, in a network namespace of its own. It takes a line, does what the line says, and
 * answers with a line. The clock of both ends is the same, since they are on one machine.
 *
 * <pre>
 *   sink   trial ID TOTAL          → ok                   sender   trial ID LOAD SECONDS   → due sent
 *          count                   → received, of any trial
 *          finish                  → received duplicates reordered foreign histogram
 * </pre>
 */
public final class UdpEnd {
    /** Where the sink listens. */
    static final int PORT = 7_007;

    /** Sockets of the sender, hence flows. */
    private static final int FLOWS = 16;

    private static final int CELL_SIZE = PacketBurst.CELL_SIZE_DEFAULT;
    private static final int SINK_BUFFER_LENGTH = 16 << 20;
    private static final int AWAIT_MS = 20;
    /** What a sleep may overshoot by at the end of a trial. */
    private static final long OVERSHOOT_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long NAP_NS = TimeUnit.MICROSECONDS.toNanos(20);

    private UdpEnd() {}

    /** Runs {@code send TO SIZE} or {@code sink ADDRESS} until its input ends. */
    public static void run(List<String> arguments) throws Exception {
        if (arguments.size() == 2 && arguments.getFirst().equals("sink")) {
            sink(Endpoint.of(arguments.get(1), PORT));
        } else if (arguments.size() == 3 && arguments.getFirst().equals("send")) {
            send(Endpoint.of(arguments.get(1), PORT), Integer.parseInt(arguments.get(2)));
        } else {
            throw new IllegalArgumentException("load-end takes 'send TO LENGTH' or 'sink ADDRESS', not " + arguments);
        }
    }

    private static BufferedReader input() {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }

    private static void answer(String text) {
        System.out.println(text);
        System.out.flush();
    }

    private static void sink(Endpoint bind) throws Exception {
        PacketBurst burst = PacketBurst.allocate(CELL_SIZE);
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        try (PacketPort port =
                        LinuxPorts.udp(bind, SocketOptions.DEFAULTS.withReceiveBufferLength(SINK_BUFFER_LENGTH));
                PortPoller poller = LinuxPorts.poller(List.of(port))) {
            Thread reader = Thread.ofPlatform().daemon().start(() -> read(lines, poller));
            answer("ready");
            Tally tally = new Tally(0, 1);
            long all = 0;
            while (true) {
                poller.await(AWAIT_MS);
                for (int count = port.receive(burst); count != 0; count = port.receive(burst)) {
                    tally.add(burst, 0, System.nanoTime());
                    all += count;
                }
                String line = lines.poll();
                if (line == null) {
                    if (!reader.isAlive() && lines.isEmpty()) {
                        return;
                    }
                    continue;
                }
                String[] words = line.split(" ", -1);
                switch (words[0]) {
                    case "trial" -> {
                        tally = new Tally(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                        answer("ok");
                    }
                    case "count" -> answer(String.valueOf(all));
                    case "finish" -> answer(tally.finish(1, 1, 0, 0).toLine());
                    default -> throw new IllegalArgumentException("the sink does not know '" + line + "'");
                }
            }
        }
    }

    private static void read(Queue<String> lines, PortPoller poller) {
        try (BufferedReader input = input()) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                lines.add(line);
                poller.wakeup();
            }
        } catch (IOException e) {
            System.err.println("bench: the sink's input broke: " + e.getMessage());
        }
    }

    private static void send(Endpoint target, int lengthMax) throws Exception {
        List<PacketPort> sockets = new ArrayList<>();
        try (BufferedReader input = input()) {
            for (int i = 0; i < FLOWS; i++) {
                sockets.add(LinuxPorts.udp(Endpoint.of(target.isIpv4() ? "0.0.0.0" : "::", 0), SocketOptions.DEFAULTS));
            }
            Sender sender = new Sender(sockets, target, new Probe(Math.max(Probe.LENGTH_MIN, lengthMax)));
            answer("ready");
            for (@Nullable String line = input.readLine(); line != null; line = input.readLine()) {
                String[] words = line.split(" ", -1);
                if (words.length != 5 || !words[0].equals("trial")) {
                    throw new IllegalArgumentException("the sender does not know '" + line + "'");
                }
                answer(sender.trial(
                        Integer.parseInt(words[1]),
                        Double.parseDouble(words[2]),
                        Double.parseDouble(words[3]),
                        Lengths.of(words[4])));
            }
        } finally {
            sockets.forEach(PacketPort::close);
        }
    }

    /** Sends what is due, each burst from the next socket, and naps in between. */
    private static final class Sender {
        private static final int HEADER_LENGTH = 28;

        private final List<PacketPort> sockets;
        private final Endpoint target;
        private final Probe probe;
        private final PacketBurst burst = PacketBurst.allocate(CELL_SIZE);
        private int socket;

        Sender(List<PacketPort> sockets, Endpoint target, Probe probe) {
            this.sockets = sockets;
            this.target = target;
            this.probe = probe;
        }

        String trial(int trial, double load, double seconds, Lengths lengths) {
            Schedule schedule = Schedule.start(System.nanoTime(), load, seconds);
            long endNs = schedule.startNs() + (long) (seconds * 1e9) + OVERSHOOT_NS;
            long written = 0;
            long waiting = 0;
            for (long nowNs = schedule.startNs(); nowNs < endNs; nowNs = System.nanoTime()) {
                if (waiting == 0) {
                    waiting = write(schedule, trial, written, lengths, nowNs);
                    written += waiting;
                    socket = (socket + 1) % sockets.size();
                }
                if (waiting != 0) {
                    waiting -= sockets.get(socket).transmit(burst, PacketBurst.FORWARD);
                } else if (written == schedule.total()) {
                    break;
                } else {
                    LockSupport.parkNanos(Math.max(NAP_NS, schedule.dueNs(written) - nowNs));
                }
            }
            long sent = written - waiting;
            return schedule.offered(sent) + " " + sent;
        }

        private int write(Schedule schedule, int trial, long written, Lengths lengths, long nowNs) {
            int count = (int) Math.min(PacketBurst.CAPACITY, schedule.dueCount(nowNs) - written);
            burst.count(count);
            for (int i = 0; i < count; i++) {
                long index = written + i;
                int offset = burst.packetOffset(i);
                int length = lengths.of(index) - HEADER_LENGTH;
                burst.packet(i, offset, length);
                burst.target(i, target);
                probe.write(burst, offset, length, Tally.number(trial, index), schedule.dueNs(index));
            }
            return count;
        }
    }
}
