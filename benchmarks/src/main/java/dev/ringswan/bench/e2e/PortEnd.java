package dev.ringswan.bench.e2e;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortEvent;
import dev.ringswan.nativeio.linux.CpuAffinity;
import dev.ringswan.nativeio.linux.LinuxPorts;
import dev.ringswan.nativeio.linux.SocketOptions;
import dev.ringswan.nativeio.linux.XdpOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link PortRates}: a process of its own, in a network namespace of its own, on a processor of its own. It takes a line
 * and answers with a line.
 *
 * <pre>
 *   open udp|xdp              → what carries the packets
 *   send LENGTH SECONDS       → packets sent, of these past the kernel's stack
 *   receive SECONDS           → packets received, nanoseconds from the first to the last, of these past the kernel's stack
 *   close                     → closed
 * </pre>
 */
public final class PortEnd {
    private static final int PORT = 4_500;
    private static final int SPI = 0x1234_5678;
    private static final int RECEIVE_BUFFER_LENGTH = 16 << 20;

    private final Endpoint local;
    private final Endpoint peer;
    private final String interfaceName;
    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private @Nullable PacketPort port;

    private PortEnd(String local, String peer, String interfaceName) {
        this.local = Endpoint.of(local, PORT);
        this.peer = Endpoint.of(peer, PORT);
        this.interfaceName = interfaceName;
    }

    /** Runs {@code LOCAL PEER INTERFACE PROCESSOR} until its input ends. */
    public static void run(List<String> arguments) throws Exception {
        if (arguments.size() != 4) {
            throw new IllegalArgumentException("port-end takes LOCAL PEER INTERFACE PROCESSOR, not " + arguments);
        }
        PortEnd end = new PortEnd(arguments.getFirst(), arguments.get(1), arguments.get(2));
        CpuAffinity.pin(Integer.parseInt(arguments.get(3)));
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (@Nullable String line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println(end.answer(line.split(" ", -1)));
                System.out.flush();
            }
        }
    }

    private String answer(String[] words) {
        PacketPort open = port;
        if (words[0].equals("open")) {
            PacketPort socket =
                    LinuxPorts.udp(local, SocketOptions.DEFAULTS.withReceiveBufferLength(RECEIVE_BUFFER_LENGTH));
            port = words[1].equals("xdp")
                    ? LinuxPorts.xdp(XdpOptions.of(interfaceName), List.of(socket))
                            .getFirst()
                    : socket;
            return words[1] + ' ' + port.offload();
        }
        if (open == null) {
            throw new IllegalStateException("nothing is open");
        }
        return switch (words[0]) {
            case "send" -> send(open, Integer.parseInt(words[1]), Double.parseDouble(words[2]));
            case "receive" -> receive(open, Double.parseDouble(words[1]));
            case "close" -> {
                open.close();
                port = null;
                yield "closed";
            }
            default -> throw new IllegalArgumentException("a port's end does not know '" + words[0] + "'");
        };
    }

    /** As fast as the port takes them. */
    private String send(PacketPort open, int length, double seconds) {
        long before = open.counters().count(PortEvent.TRANSMIT_XDP);
        long endNs = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        long sent = 0;
        while (System.nanoTime() < endNs) {
            for (int i = 0; i < PacketBurst.CAPACITY; i++) {
                int offset = burst.packetOffset(i);
                burst.packet(i, offset, length);
                burst.putInt(offset, SPI);
                burst.putInt(offset + 4, (int) (sent + i));
                burst.target(i, peer);
            }
            burst.count(PacketBurst.CAPACITY);
            sent += open.transmit(burst, PacketBurst.FORWARD);
        }
        return sent + " " + (open.counters().count(PortEvent.TRANSMIT_XDP) - before);
    }

    /** Spins: a wake-up costs more than a packet. */
    private String receive(PacketPort open, double seconds) {
        long before = open.counters().count(PortEvent.RECEIVE_XDP);
        long startNs = System.nanoTime();
        long endNs = startNs + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        long firstNs = 0;
        long lastNs = 0;
        long received = 0;
        for (long nowNs = startNs; nowNs < endNs; nowNs = System.nanoTime()) {
            int count = open.receive(burst);
            if (count != 0) {
                firstNs = received == 0 ? nowNs : firstNs;
                lastNs = nowNs;
                received += count;
            }
        }
        return received + " " + (lastNs - firstNs) + " " + (open.counters().count(PortEvent.RECEIVE_XDP) - before);
    }
}
