package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.sa.OutboundSlot;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets whose policy leads to a group of children. */
final class GroupsTest {
    private static final int FIRST = 0xC000_0001;
    private static final int SECOND = 0xC000_0002;
    private static final int FLOWS = 200;

    private final OneGateway net = new OneGateway(Engines.fastest(), DataplaneConfig.DEFAULT);
    private final OutboundSlot first = net.dataplane.control().newChild("first");
    private final OutboundSlot second = net.dataplane.control().newChild("second");
    private final OutboundSlot group = net.dataplane.control().newGroup("group");

    @BeforeEach
    void start() {
        net.dataplane.control().activateOutbound(first, OneGateway.sa(FIRST, EspSuite.AES128_GCM16));
        net.dataplane.control().activateOutbound(second, OneGateway.sa(SECOND, EspSuite.AES128_GCM16));
        net.dataplane.control().publishPolicy(List.of(Policy.protect(OneGateway.SELECTORS, group)));
    }

    @AfterEach
    void close() {
        net.close();
    }

    private List<Integer> sentBy(byte[]... packets) throws Exception {
        List.of(packets).forEach(net.host::give);
        net.run();
        return net.wire.sentBytes().stream()
                .map(sent -> ByteBuffer.wrap(sent).getInt())
                .toList();
    }

    private static byte[] flow(int number) {
        return Packets.udp("10.1.0.1", "10.2.0.1", 40_000 + number, 53, 60, 1);
    }

    private static long packets(OutboundSlot slot) {
        return Objects.requireNonNull(slot.current()).counters().packets();
    }

    @Test
    void goByTheMemberThatIsChosenNow() throws Exception {
        net.dataplane.control().spread(group, List.of(first));
        assertThat(sentBy(flow(1), flow(2))).containsExactly(FIRST, FIRST);
        net.dataplane.control().spread(group, List.of(second));
        assertThat(sentBy(flow(1), flow(2))).containsExactly(SECOND, SECOND);
    }

    @Test
    void areSpreadByFlowAndKeepTheirMember() throws Exception {
        net.dataplane.control().spread(group, List.of(first, second));
        for (int i = 0; i < FLOWS; i++) {
            List<Integer> once = sentBy(flow(i), flow(i), flow(i));
            assertThat(once).as("flow %d", i).hasSize(3).containsOnly(once.getFirst());
            assertThat(sentBy(flow(i))).containsOnly(once.getFirst());
        }
        assertThat(packets(first)).isGreaterThan(4L * FLOWS / 3);
        assertThat(packets(second)).isGreaterThan(4L * FLOWS / 3);
    }

    @Test
    void areSpreadByAddressToo() throws Exception {
        net.dataplane.control().spread(group, List.of(first, second));
        for (int i = 0; i < FLOWS; i++) {
            net.host.give(Packets.udp("10.1.0." + i, "10.2.0.1", 7, 8, 60, 1));
            net.host.give(Packets.udp("2001:db8:1::" + i, "2001:db8:2::1", 7, 8, 60, 1));
        }
        net.run();
        assertThat(packets(first)).isGreaterThan(2L * FLOWS / 3);
        assertThat(packets(second)).isGreaterThan(2L * FLOWS / 3);
    }

    @Test
    void keepThePiecesOfADatagramTogether() throws Exception {
        net.dataplane.control().spread(group, List.of(first, second));
        for (int i = 0; i < FLOWS; i++) {
            byte[] begin = Packets.withFragmentBits(flow(i), 0x2000);
            byte[] end = Packets.withFragmentBits(flow(i), 5);
            List<Integer> both = sentBy(begin, end);
            assertThat(both).hasSize(2).containsOnly(both.getFirst());
        }
    }

    @Test
    void endWithAReasonAndAskWhenNobodyIsFit() throws Exception {
        assertThat(sentBy(flow(1), flow(2))).isEmpty();
        assertThat(net.dropped(DropReason.NO_MEMBER)).isEqualTo(2);
        assertThat(net.events.take()).containsExactly("acquire " + group.index());
        net.dataplane.control().spread(group, List.of(first));
        net.dataplane.control().removeOutbound(first);
        assertThat(sentBy(flow(1))).as("the member has lost its SA").isEmpty();
        assertThat(net.dropped(DropReason.NO_MEMBER)).isEqualTo(3);
        assertThat(net.events.take()).as("a new gap").containsExactly("acquire " + group.index());
    }

    @Test
    void cannotBeLedAstray() {
        assertThatThrownBy(() -> net.dataplane.control().spread(first, List.of(second)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> net.dataplane.control().spread(group, List.of(group)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> net.dataplane.control().spread(group, List.of(first, second, first)))
                .hasMessageContaining("power of two");
    }

    @Test
    void giveTheirPlaceToOthersWhenRemoved() {
        net.dataplane.control().removeChild(group);
        OutboundSlot next = net.dataplane.control().newChild("next");
        assertThat(next.index()).isEqualTo(group.index());
        assertThat(next.isGroup()).isFalse();
    }
}
