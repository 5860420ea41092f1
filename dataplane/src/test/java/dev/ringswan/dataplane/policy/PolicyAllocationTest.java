package dev.ringswan.dataplane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.dataplane.ip.Packets;
import dev.ringswan.nativeio.Allocations;
import dev.ringswan.nativeio.PacketBurst;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of a packet through parsing, lookup and selector check allocates nothing. */
final class PolicyAllocationTest {
    private static final int ROUNDS = 100_000;

    @Test
    void allocatesNothingPerPacket() {
        List<Policy<String>> policies = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            policies.add(Policy.protect(
                    TrafficSelectors.of("10.1.0.0/16", "10.2." + (i & 0xFF) + "." + (i >> 8) + "/32"), "child"));
            policies.add(
                    Policy.protect(TrafficSelectors.of("2001:db8:1::/48", "2001:db8:2::%x/128".formatted(i)), "child"));
        }
        PolicySnapshot<String> snapshot = new PolicySnapshot<>(policies);
        TrafficSelectors selectors = TrafficSelectors.of("10.2.0.0/16", "10.1.0.0/16");
        byte[] payload = Packets.hex("1388 c000 0008 0000");
        PacketBurst four = Packets.burstOf(Packets.ipv4(IpProtocol.UDP, payload));
        PacketBurst six =
                Packets.burstOf(Packets.ipv6(IpProtocol.HOP_BY_HOP, Packets.hex("1100010400000000 1388c00000080000")));
        Flow flow = new Flow();
        int[] missed = new int[1];
        long allocated = Allocations.bytesOf(
                () -> {
                    missed[0] += flow.parse(four, four.offset(0), four.length(0)) ? 0 : 1;
                    missed[0] += snapshot.lookup(flow) >= 0 && selectors.matchesInbound(flow) ? 0 : 1;
                    missed[0] += flow.parse(six, six.offset(0), six.length(0)) ? 0 : 1;
                    missed[0] += snapshot.lookup(flow) >= 0 ? 0 : 1;
                },
                ROUNDS,
                ROUNDS);
        assertThat(missed[0]).as("packets that did not go all the way").isZero();
        assertThat(allocated).isZero();
    }
}
