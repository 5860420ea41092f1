package dev.ringswan.dataplane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.ip.IpProtocol;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link PolicySnapshot} against a linear scan that knows nothing of longs or intervals. */
final class PolicySnapshotPropertyTest {
    private static final int SEEDS = 4_000;
    private static final int FLOWS = 60;
    private static final int[] PROTOCOLS = {0, 0, IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMP, 47};

    @Test
    void findsWhatLinearScanFinds() {
        int found = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Policy<String>> policies = policies(random, random.nextInt(seed % 50 == 0 ? 500 : 20));
            PolicySnapshot<String> snapshot = new PolicySnapshot<>(policies);
            Flow[] flows = new Flow[FLOWS];
            for (int i = 0; i < FLOWS; i++) {
                flows[i] = flow(random, policies);
            }
            int[] together = new int[FLOWS];
            snapshot.lookup(flows, FLOWS, together, new int[FLOWS]);
            for (int i = 0; i < FLOWS; i++) {
                Flow flow = flows[i];
                int expected = scan(policies, flow);
                found += expected >= 0 ? 1 : 0;
                assertThat(snapshot.lookup(flow))
                        .as("seed %d, %s, %s", seed, flow, policies)
                        .isEqualTo(expected);
                assertThat(together[i])
                        .as("together, seed %d, %s, %s", seed, flow, policies)
                        .isEqualTo(expected);
            }
        }
        assertThat(found).as("flows that match a policy").isGreaterThan(SEEDS * FLOWS / 10);
    }

    @Test
    void matchesInboundWithSidesSwapped() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Policy<String>> policies = policies(random, 1);
            TrafficSelectors selectors = policies.getFirst().selectors();
            TrafficSelectors swapped = new TrafficSelectors(selectors.remote(), selectors.local());
            for (int i = 0; i < 10; i++) {
                Flow flow = flow(random, policies);
                assertThat(selectors.matchesOutbound(flow))
                        .as("seed %d, %s", seed, flow)
                        .isEqualTo(scan(policies, flow) == 0);
                assertThat(swapped.matchesInbound(flow))
                        .as("seed %d, %s", seed, flow)
                        .isEqualTo(scan(policies, flow) == 0);
            }
        }
    }

    private static List<Policy<String>> policies(Random random, int count) {
        List<Policy<String>> policies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int family = random.nextBoolean() ? 4 : 6;
            TrafficSelectors selectors = new TrafficSelectors(side(random, family), side(random, family));
            policies.add(
                    switch (random.nextInt(3)) {
                        case 0 -> Policy.bypass(selectors);
                        case 1 -> Policy.discard(selectors);
                        default -> Policy.protect(selectors, "child-" + i);
                    });
        }
        return policies;
    }

    private static List<TrafficSelector> side(Random random, int family) {
        List<TrafficSelector> side = new ArrayList<>();
        int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 4 : 1);
        for (int i = 0; i < count; i++) {
            side.add(selector(random, random.nextInt(6) == 0 ? 10 - family : family)); // sometimes of the other family
        }
        return side;
    }

    private static TrafficSelector selector(Random random, int family) {
        BigInteger start = address(random, family);
        BigInteger end = switch (random.nextInt(4)) {
            case 0 -> start;
            case 1 -> address(random, family);
            default -> start.setBit(random.nextInt(Addresses.bits(family))); // at least one bit more
        };
        if (random.nextInt(12) == 0) {
            start = BigInteger.ZERO;
            end = BigInteger.ONE.shiftLeft(Addresses.bits(family)).subtract(BigInteger.ONE);
        }
        int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        int portStart = 0;
        int portEnd = TrafficSelector.PORT_MAX;
        if (protocol != 0 && random.nextBoolean()) {
            portStart = random.nextInt(5);
            portEnd = portStart + random.nextInt(5);
        } else if (random.nextInt(8) == 0) {
            portStart = TrafficSelector.PORT_MAX;
            portEnd = 0;
        }
        return new TrafficSelector(
                inet(family, start.min(end)), inet(family, start.max(end)), protocol, portStart, portEnd);
    }

    /** Addresses from a few small neighbourhoods, so that ranges overlap, nest and touch. */
    private static BigInteger address(Random random, int family) {
        BigInteger base = switch (random.nextInt(4)) {
            case 0 -> BigInteger.ZERO;
            case 1 -> BigInteger.ONE.shiftLeft(Addresses.bits(family) - 1);
            case 2 -> BigInteger.ONE.shiftLeft(Addresses.bits(family)).subtract(BigInteger.valueOf(256));
            default -> BigInteger.ONE.shiftLeft(Addresses.bits(family) / 2);
        };
        return base.add(BigInteger.valueOf(random.nextInt(200)));
    }

    private static InetAddress inet(int family, BigInteger value) {
        return Addresses.of(family, value.shiftRight(64).longValue(), value.longValue());
    }

    /** Mostly a packet at the ends of one policy's ranges, or just beside them, else any. */
    private static Flow flow(Random random, List<Policy<String>> policies) {
        Flow flow = new Flow();
        flow.family = random.nextBoolean() ? 4 : 6;
        flow.protocol = PROTOCOLS[2 + random.nextInt(PROTOCOLS.length - 2)];
        BigInteger source = address(random, flow.family);
        BigInteger target = address(random, flow.family);
        if (!policies.isEmpty() && random.nextInt(5) != 0) {
            TrafficSelectors selectors =
                    policies.get(random.nextInt(policies.size())).selectors();
            TrafficSelector local = any(random, selectors.local());
            TrafficSelector remote = any(random, selectors.remote());
            flow.family = local.family();
            source = near(random, local);
            target = near(random, remote).mod(BigInteger.ONE.shiftLeft(Addresses.bits(flow.family)));
            flow.protocol = local.protocol() != 0 && random.nextInt(4) != 0 ? local.protocol() : flow.protocol;
        }
        flow.sourceHigh = source.shiftRight(64).longValue();
        flow.sourceLow = source.longValue();
        flow.targetHigh = target.shiftRight(64).longValue();
        flow.targetLow = target.longValue();
        flow.sourcePort = random.nextInt(10) - 1;
        flow.targetPort = flow.protocol == IpProtocol.ICMP ? Flow.UNUSED : random.nextInt(10) - 1;
        return flow;
    }

    private static TrafficSelector any(Random random, List<TrafficSelector> selectors) {
        return selectors.get(random.nextInt(selectors.size()));
    }

    /** An end of the range, or its neighbour on either side, in its family's address space. */
    private static BigInteger near(Random random, TrafficSelector selector) {
        BigInteger end = value(random.nextBoolean() ? selector.start() : selector.end());
        BigInteger neighbour = end.add(BigInteger.valueOf(random.nextInt(4) == 0 ? random.nextInt(3) - 1 : 0));
        return neighbour.mod(BigInteger.ONE.shiftLeft(Addresses.bits(selector.family())));
    }

    private static BigInteger value(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    private static int scan(List<Policy<String>> policies, Flow flow) {
        BigInteger source = unsigned(flow.sourceHigh, flow.sourceLow);
        BigInteger target = unsigned(flow.targetHigh, flow.targetLow);
        for (int i = 0; i < policies.size(); i++) {
            TrafficSelectors selectors = policies.get(i).selectors();
            if (selectors.local().stream().anyMatch(s -> contains(s, flow, source, flow.sourcePort))
                    && selectors.remote().stream().anyMatch(s -> contains(s, flow, target, flow.targetPort))) {
                return i;
            }
        }
        return PolicySnapshot.NONE;
    }

    private static BigInteger unsigned(long high, long low) {
        return new BigInteger(Long.toHexString(high) + "%016x".formatted(low), 16);
    }

    private static boolean contains(TrafficSelector selector, Flow flow, BigInteger address, int port) {
        if (selector.family() != flow.family
                || address.compareTo(value(selector.start())) < 0
                || address.compareTo(value(selector.end())) > 0) {
            return false;
        }
        if (selector.protocol() != 0 && selector.protocol() != flow.protocol) {
            return false;
        }
        if (port == Flow.UNUSED || (selector.portStart() == 0 && selector.portEnd() == TrafficSelector.PORT_MAX)) {
            return true;
        }
        boolean wantsOpaque = selector.portStart() > selector.portEnd();
        return wantsOpaque
                ? port == Flow.OPAQUE
                : port != Flow.OPAQUE && selector.portStart() <= port && port <= selector.portEnd();
    }
}
