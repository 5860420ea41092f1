package dev.ringswan.gateway.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.gateway.config.GroupSettings;
import dev.ringswan.gateway.group.TunnelGroup.Member;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who carries packets; members are up or down, and held down for 10 of the clock's ticks. */
class TunnelGroupTest {
    private static final int HOLD_DOWN = 10;

    private static TunnelGroup group(GroupSettings.Mode mode, int count) {
        GroupSettings settings = new GroupSettings("office", mode, List.of(), 1, 1, HOLD_DOWN);
        return new TunnelGroup(
                settings,
                IntStream.range(0, count)
                        .mapToObj(i -> new Member(
                                new GroupSettings.Member("c" + i, "net", null),
                                i,
                                new OutboundSlot(i, "c" + i + "/net"),
                                new MemberHealth(settings, false, 0)))
                        .toList());
    }

    private static String carriers(TunnelGroup group, String up, long now) {
        for (Member member : group.members()) {
            member.health().poll(up.contains(Integer.toString(member.number())), now);
        }
        group.choose(member -> "has failed", now);
        return String.join(
                " ",
                group.carriers().stream().map(member -> "" + member.number()).toList());
    }

    private static String reason(TunnelGroup group) {
        return Objects.requireNonNull(group.report(_ -> "", 0).lastSwitch()).reason();
    }

    @Test
    void goesByTheFirstThatIsFitAndBackWhenItIsFitAgain() {
        TunnelGroup group = group(GroupSettings.Mode.ACTIVE_STANDBY, 2);
        assertThat(group.report(_ -> "", 0).lastSwitch()).isNull();
        assertThat(carriers(group, "1", 1)).isEqualTo("1");
        assertThat(reason(group)).isEqualTo("c1/net is fit");
        assertThat(carriers(group, "01", 2)).isEqualTo("0");
        assertThat(carriers(group, "1", 3)).isEqualTo("1");
        assertThat(reason(group)).isEqualTo("c0/net has failed");
        assertThat(carriers(group, "01", 4)).as("held down").isEqualTo("1");
        assertThat(carriers(group, "01", 4 + HOLD_DOWN)).isEqualTo("0");
        assertThat(group.report(_ -> "", 0).switches()).isEqualTo(3);
    }

    @Test
    void goesByAHeldDownMemberWhenThereIsNoOther() {
        TunnelGroup group = group(GroupSettings.Mode.ACTIVE_STANDBY, 2);
        carriers(group, "01", 0);
        assertThat(carriers(group, "", 1)).isEmpty();
        assertThat(group.slots()).isEmpty();
        assertThat(carriers(group, "1", 2)).isEqualTo("1");
        assertThat(carriers(group, "01", 3)).as("stays where it is").isEqualTo("1");
        assertThat(carriers(group, "01", 2 + HOLD_DOWN)).isEqualTo("1");
        assertThat(carriers(group, "01", 3 + HOLD_DOWN)).isEqualTo("0");
    }

    @Test
    void movesOnlyTheFlowsOfAMemberThatFails() {
        TunnelGroup group = group(GroupSettings.Mode.ECMP, 3);
        assertThat(carriers(group, "012", 0)).isEqualTo("0 1 2");
        List<OutboundSlot> before = group.slots();
        assertThat(before).hasSize(TunnelGroup.BUCKETS);
        assertThat(carriers(group, "02", 1)).isEqualTo("0 2");
        List<OutboundSlot> after = group.slots();
        OutboundSlot failed = group.members().get(1).slot();
        assertThat(after).doesNotContain(failed);
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i) != failed) {
                assertThat(after.get(i)).isSameAs(before.get(i));
            }
        }
        for (int i : new int[] {0, 2}) {
            assertThat(Collections.frequency(after, group.members().get(i).slot()))
                    .isBetween(30, 34);
        }
        carriers(group, "012", 2);
        assertThat(carriers(group, "012", 2 + HOLD_DOWN)).isEqualTo("0 1 2");
        assertThat(group.slots()).isEqualTo(before);
    }

    @Test
    void changesNothingWhenNothingHasChanged() {
        TunnelGroup group = group(GroupSettings.Mode.ECMP, 2);
        carriers(group, "01", 0);
        assertThat(group.choose(_ -> "", 1)).isFalse();
        assertThat(group.report(_ -> "", 1).switches()).isZero();
    }
}
