package dev.ringswan.dataplane;

import com.sun.management.ThreadMXBean;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.MemoryPort;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.lang.management.ManagementFactory;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.agrona.concurrent.Agent;

/**
 * Measures what each role allocates while traffic of all sorts flows from one data plane to another, all on one thread.
 * {@link #main} does the same in a JVM of its own, whose flags the test chooses.
 */
final class PipelineAllocations {
    static final List<EspSuite> SUITES = List.of(EspSuite.AES256_GCM16, EspSuite.AES128_SHA256);
    /** INLINE is DIRECT without a thread. */
    static final List<RunMode> MODES = List.of(RunMode.DIRECT, RunMode.RING);
    /** Packets of one measurement. */
    static final int PACKETS = 102_400;

    private static final int WARM_UP_BURSTS = 2_000;
    /** The least counts: a compiler or a class loader may come between once, but not each time. */
    private static final int MEASUREMENTS = 5;

    private static final int SPI = 0xC000_0001;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private PipelineAllocations() {}

    /** Prints one line for each engine, mode and suite; exit status 1 when a role allocated. */
    public static void main(String[] args) throws Exception {
        boolean clean = true;
        int measured = 0;
        for (AeadProvider provider : Engines.available()) {
            for (EspSuite suite : SUITES) {
                for (RunMode mode : MODES) {
                    if (provider.allocationFree(suite.algorithm())) {
                        Map<String, Long> bytes = ofRoles(provider, mode, suite, lengthMax(provider, suite));
                        System.out.println(provider.name() + " " + mode + " " + suite + " " + bytes);
                        clean &= bytes.values().stream().allMatch(count -> count == 0);
                        measured++;
                    }
                }
            }
        }
        System.out.println("measured " + measured);
        System.exit(clean && measured > 0 ? 0 : 1);
    }

    /** From 1,024 bytes on jdk-intrinsic calls a method of the JDK's that allocates unless the second compiler knows it. */
    private static int lengthMax(AeadProvider provider, EspSuite suite) {
        return provider.name().equals("jdk-intrinsic") && suite == EspSuite.AES256_GCM16 ? 1000 : Integer.MAX_VALUE;
    }

    /**
     * Bytes that each role allocated on the heap over {@link #PACKETS} packets, by role name.
     *
     * @param lengthMax the longest packet that is sent
     */
    static Map<String, Long> ofRoles(AeadProvider provider, RunMode mode, EspSuite suite, int lengthMax)
            throws Exception {
        DataplaneConfig config = DataplaneConfig.DEFAULT
                .withMode(mode)
                .withIcmpSources((Inet4Address) InetAddress.ofLiteral("10.1.0.254"), (Inet6Address)
                        InetAddress.ofLiteral("2001:db8:1::fe"));
        MemoryPort wire = MemoryPort.pair(config.cellSize(), 64, OneGateway.REMOTE, OneGateway.LOCAL);
        RepeatingPort source = new RepeatingPort(OneGateway.REMOTE, traffic(lengthMax));
        RepeatingPort target = new RepeatingPort(OneGateway.LOCAL);
        List<Throwable> defects = new ArrayList<>();
        try (Dataplane sender = dataplane(provider, config, wire, source, defects);
                Dataplane receiver = dataplane(provider, config, wire.peer(), target, defects)) {
            OutboundSlot child = sender.control().newChild("child");
            sender.control().activateOutbound(child, peerOf(suite));
            OutboundSlot group = sender.control().newGroup("group");
            sender.control().spread(group, List.of(child, child));
            sender.control()
                    .publishPolicy(
                            List.of(Policy.discard(OneGateway.SELECTORS), Policy.protect(OneGateway.ANYTHING, group)));
            receiver.control().installInbound(OneGateway.sa(SPI, suite));
            List<Agent> agents = new ArrayList<>(sender.outboundAgents());
            agents.addAll(receiver.inboundAgents());
            Map<String, Long> least = measure(agents);
            if (!defects.isEmpty() || target.sentCount() == 0) {
                throw new IllegalStateException("traffic does not flow: " + defects);
            }
            return least;
        }
    }

    private static Map<String, Long> measure(List<Agent> agents) throws Exception {
        long[] bytes = new long[agents.size()];
        run(agents, WARM_UP_BURSTS, bytes);
        Map<String, Long> least = new TreeMap<>();
        for (int i = 0; i < MEASUREMENTS; i++) {
            Arrays.fill(bytes, 0);
            run(agents, PACKETS / PacketBurst.CAPACITY, bytes);
            for (int j = 0; j < bytes.length; j++) {
                least.merge(agents.get(j).roleName(), bytes[j], Math::min);
            }
            if (least.values().stream().allMatch(count -> count == 0)) {
                break;
            }
        }
        return least;
    }

    private static void run(List<Agent> agents, int bursts, long[] bytes) throws Exception {
        for (int burst = 0; burst < bursts; burst++) {
            for (int i = 0; i < bytes.length; i++) {
                Agent agent = agents.get(i);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                agent.doWork();
                bytes[i] += THREADS.getCurrentThreadAllocatedBytes() - before;
            }
        }
    }

    private static Dataplane dataplane(
            AeadProvider provider,
            DataplaneConfig config,
            PacketPort publicPort,
            PacketPort privatePort,
            List<Throwable> defects) {
        long[] clock = {1_000_000_000L};
        return new Dataplane(
                config,
                provider,
                new DataplanePorts(List.of(new PublicPort(publicPort, true)), privatePort, privatePort, null),
                () -> clock[0] += 10_000,
                new SecureRandom(),
                defects::add);
    }

    /** The sending half, seen from the peer of {@link OneGateway#sa}. */
    private static SaParameters peerOf(EspSuite suite) {
        Endpoint local = OneGateway.REMOTE;
        Endpoint remote = OneGateway.LOCAL;
        return SaParameters.of(SPI, suite, OneGateway.key(suite, SPI), local, remote, OneGateway.ANYTHING);
    }

    /** What is delivered, clamped, fragmented, answered, discarded, and refused at the other end. */
    private static byte[][] traffic(int lengthMax) {
        byte[] big = Packets.udp("10.2.0.1", "10.1.0.1", 5, 6, 1700, 4);
        byte[] syn = Packets.udp("10.2.0.1", "10.1.0.1", 5, 6, 44, 5);
        ByteBuffer.wrap(syn).put(9, (byte) 6).putInt(32, 0x6002_FFFF).putInt(40, 0x0204_05B4);
        return Stream.of(
                        Packets.udp("10.2.0.1", "10.1.0.1", 5, 6, 60, 1),
                        Packets.udp("10.2.0.1", "10.1.0.1", 5, 6, 300, 2),
                        Packets.udp("2001:db8:2::1", "2001:db8:1::1", 5, 6, 200, 3),
                        Packets.udp("10.2.0.1", "10.1.0.1", 5, 6, 1400, 3),
                        syn,
                        big,
                        Packets.withFragmentBits(big, 0x4000),
                        Packets.udp("10.1.0.1", "10.2.0.1", 5, 6, 60, 6), // discarded by policy
                        Packets.udp("10.9.0.1", "10.1.0.1", 5, 6, 60, 7), // outside the receiver's selectors
                        new byte[10])
                .filter(packet -> packet.length <= lengthMax)
                .toArray(byte[][]::new);
    }
}
