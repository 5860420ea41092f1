package dev.ringswan.ike.negotiate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.wire.TrafficSelector;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Narrowing against what it means: a packet is allowed if and only if both sides allow it. */
final class SelectorNarrowingPropertyTest {
    private static final int CASES = 2_000;
    private static final int PACKETS = 40;

    @Test
    void allowsWhatBothSidesAllow() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            List<TrafficSelector> offered = selectors(random);
            List<TrafficSelector> configured = selectors(random);
            List<TrafficSelector> narrowed = SelectorNarrowing.narrow(offered, configured);

            for (int i = 0; i < PACKETS; i++) {
                int address = random.nextInt(16);
                int protocol = 1 + random.nextInt(3);
                int port = random.nextInt(8);
                assertThat(allows(narrowed, address, protocol, port))
                        .as("seed %d: %d/%d/%d in %s and %s", seed, address, protocol, port, offered, configured)
                        .isEqualTo(allows(offered, address, protocol, port)
                                && allows(configured, address, protocol, port));
            }
            assertThat(SelectorNarrowing.isSubset(narrowed, offered))
                    .as("seed %d", seed)
                    .isTrue();
            assertThat(SelectorNarrowing.isSubset(narrowed, configured))
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    @Test
    void keepsTheOrderOfTheOffer() {
        TrafficSelector first = selector(4, 5, 0, 0, 65_535);
        TrafficSelector second = selector(0, 1, 0, 0, 65_535);

        assertThat(SelectorNarrowing.narrow(List.of(first, second), List.of(selector(0, 15, 0, 0, 65_535))))
                .containsExactly(first, second);
    }

    @Test
    void leavesOutPartsOfOthers() {
        TrafficSelector packet = selector(4, 4, 6, 5, 5);
        TrafficSelector network = selector(0, 7, 0, 0, 65_535);

        assertThat(SelectorNarrowing.narrow(List.of(packet, network), List.of(network)))
                .containsExactly(network);
    }

    @Test
    void keepsOpaquePortsApart() {
        TrafficSelector opaque = selector(0, 1, 6, 65_535, 0);

        assertThat(SelectorNarrowing.narrow(List.of(opaque), List.of(selector(0, 1, 6, 0, 65_535))))
                .containsExactly(opaque);
        assertThat(SelectorNarrowing.narrow(List.of(opaque), List.of(selector(0, 1, 6, 1, 65_535))))
                .isEmpty();
    }

    @Test
    void mixesNoFamilies() throws UnknownHostException {
        InetAddress ipv6 = InetAddress.getByAddress(new byte[16]);

        assertThat(SelectorNarrowing.narrow(
                        List.of(TrafficSelector.of(ipv6, ipv6)), List.of(selector(0, 255, 0, 0, 65_535))))
                .isEmpty();
    }

    private static List<TrafficSelector> selectors(Random random) {
        List<TrafficSelector> selectors = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int start = random.nextInt(16);
            int port = random.nextInt(8);
            boolean allPorts = random.nextBoolean();
            selectors.add(selector(
                    start,
                    start + random.nextInt(16 - start),
                    random.nextInt(4),
                    allPorts ? 0 : port,
                    allPorts ? 65_535 : port + random.nextInt(8 - port)));
        }
        return selectors;
    }

    private static boolean allows(List<TrafficSelector> selectors, int address, int protocol, int port) {
        return selectors.stream()
                .anyMatch(selector -> last(selector.start()) <= address
                        && address <= last(selector.end())
                        && (selector.protocol() == 0 || selector.protocol() == protocol)
                        && selector.portStart() <= port
                        && port <= selector.portEnd());
    }

    private static int last(InetAddress address) {
        return Byte.toUnsignedInt(address.getAddress()[3]);
    }

    private static TrafficSelector selector(int start, int end, int protocol, int portStart, int portEnd) {
        return new TrafficSelector(address(start), address(end), protocol, portStart, portEnd);
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
