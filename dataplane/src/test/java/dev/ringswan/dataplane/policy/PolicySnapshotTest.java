package dev.ringswan.dataplane.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.dataplane.ip.Packets;
import dev.ringswan.nativeio.PacketBurst;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicySnapshotTest {
    private static final TrafficSelectors ANY = TrafficSelectors.of("0.0.0.0/0", "0.0.0.0/0");

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final Flow flow = new Flow();

    @Test
    void discardsWhatNothingMatches() {
        assertThat(PolicySnapshot.<String>empty().lookup(to("10.2.0.1"))).isEqualTo(PolicySnapshot.NONE);
        assertThat(new PolicySnapshot<>(List.of(Policy.protect(TrafficSelectors.of("::/0", "::/0"), "six")))
                        .lookup(to("10.2.0.1")))
                .isEqualTo(PolicySnapshot.NONE);
    }

    @Test
    void takesTheFirstThatMatches() {
        PolicySnapshot<String> snapshot = new PolicySnapshot<>(List.of(
                Policy.discard(TrafficSelectors.of("0.0.0.0/0", "10.2.0.128/25")),
                Policy.protect(TrafficSelectors.of("10.1.0.0/16", "10.2.0.0/16"), "office"),
                Policy.bypass(ANY)));
        assertThat(snapshot.action(snapshot.lookup(to("10.2.0.200")))).isEqualTo(PolicyAction.DISCARD);
        int office = snapshot.lookup(to("10.2.0.1"));
        assertThat(snapshot.action(office)).isEqualTo(PolicyAction.PROTECT);
        assertThat(snapshot.child(office)).isEqualTo("office");
        int other = snapshot.lookup(to("192.0.2.1"));
        assertThat(snapshot.action(other)).isEqualTo(PolicyAction.BYPASS);
        assertThat(snapshot.child(other)).isNull();
        assertThat(snapshot.count()).isEqualTo(3);
    }

    /** A policy over the whole address space is in no interval's list, yet keeps its place in the order. */
    @Test
    void keepsOrderOfWidePolicies() {
        for (int place : new int[] {0, 2_500, 5_000}) {
            List<Policy<String>> policies = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                if (i == place) {
                    policies.add(Policy.bypass(ANY));
                }
                policies.add(Policy.protect(TrafficSelectors.of("10.1.0.0/16", address(i) + "/32"), "host " + i));
            }
            if (place == 5_000) {
                policies.add(Policy.bypass(ANY));
            }
            PolicySnapshot<String> snapshot = new PolicySnapshot<>(policies);
            for (int i = 0; i < 5_000; i += 7) {
                assertThat(snapshot.lookup(to(address(i)))).as("host %d", i).isEqualTo(Math.min(i, place));
            }
            assertThat(snapshot.lookup(to("192.0.2.1"))).isEqualTo(place);
        }
    }

    @Test
    void findsEachOfManyNestedPolicies() {
        List<Policy<String>> policies = new ArrayList<>();
        for (int prefix = 32; prefix >= 0; prefix--) {
            policies.add(Policy.protect(TrafficSelectors.of("0.0.0.0/0", "10.2.0.1/" + prefix), "/" + prefix));
        }
        PolicySnapshot<String> snapshot = new PolicySnapshot<>(policies);
        for (int bit = 0; bit < 32; bit++) {
            long address = 0x0A02_0001L ^ (1L << bit);
            assertThat(snapshot.lookup(to(Addresses.format(4, 0, address))))
                    .as("bit %d", bit)
                    .isEqualTo(bit + 1);
        }
        assertThat(snapshot.lookup(to("10.2.0.1"))).isZero();
    }

    @Test
    void publishesOneSnapshotAfterAnother() {
        PolicyTable<String> table = new PolicyTable<>();
        assertThat(table.current().count()).isZero();
        PolicySnapshot<String> snapshot = new PolicySnapshot<>(List.of(Policy.bypass(ANY)));
        table.publish(snapshot);
        assertThat(table.current()).isSameAs(snapshot);
    }

    @Test
    void rejectsChildWithoutProtection() {
        assertThatThrownBy(() -> new Policy<>(PolicyAction.BYPASS, ANY, "child"))
                .hasMessage("policy BYPASS [0.0.0.0/0] === [0.0.0.0/0] cannot have a child");
        assertThatThrownBy(() -> new Policy<String>(PolicyAction.PROTECT, ANY, null))
                .hasMessageContaining("needs a child");
    }

    private static String address(int index) {
        return "10.2." + (index >> 8) + "." + (index & 0xFF);
    }

    private Flow to(String target) {
        byte[] packet = Packets.ipv4(IpProtocol.UDP, Packets.hex("1388 c000 0008 0000"));
        Packets.place(burst, packet);
        burst.putInt(burst.offset(0) + 16, (int) Addresses.low(Addresses.parse(target)));
        assertThat(flow.parse(burst, burst.offset(0), packet.length)).isTrue();
        return flow;
    }
}
