package dev.ringswan.gateway.group;

import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.gateway.config.GroupSettings;
import dev.ringswan.gateway.group.MemberHealth.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One group: the health of its members, and which of them carry packets.
 *
 * <p>Members that are held down are used only while none is fit, so that packets do not follow a tunnel that comes and goes. When
 * packets go by several members, each of {@link #BUCKETS} parts of the flows has a member of its own; a part moves only when its
 * member is out, and back again.
 *
 * <p><em>Threading:</em> the conductor's.
 */
final class TunnelGroup {
    /** Parts of the flows, of which each goes by one member: a power of two, for the data plane. */
    static final int BUCKETS = 64;

    /**
     * A member.
     *
     * @param number by which answers to its probes are told; never used twice
     */
    record Member(GroupSettings.Member settings, int number, OutboundSlot slot, MemberHealth health) {
        String name() {
            return settings.name();
        }
    }

    private final GroupSettings settings;
    private final List<Member> members;
    private List<Member> carriers = List.of();
    private long switches;
    private @Nullable String reason;
    private long switchedNs;

    TunnelGroup(GroupSettings settings, List<Member> members) {
        this.settings = settings;
        this.members = List.copyOf(members);
    }

    GroupSettings settings() {
        return settings;
    }

    List<Member> members() {
        return members;
    }

    /** The members that carry packets now. */
    List<Member> carriers() {
        return carriers;
    }

    /**
     * Chooses again who carries packets.
     *
     * @param trouble what is wrong with a member that is not fit
     * @return whether that are others than before
     */
    boolean choose(Function<Member, String> trouble, long nowNs) {
        List<Member> next = chosen();
        if (next.equals(carriers)) {
            return false;
        }
        if (reason != null) {
            switches++;
        }
        reason = reason(carriers, next, trouble);
        carriers = next;
        switchedNs = nowNs;
        return true;
    }

    private List<Member> chosen() {
        List<Member> usable = inState(State.FIT);
        if (usable.isEmpty()) {
            usable = inState(State.HOLDING);
            List<Member> before = usable.stream().filter(carriers::contains).toList();
            if (settings.mode() == GroupSettings.Mode.ACTIVE_STANDBY && !before.isEmpty()) {
                return before;
            }
        }
        return settings.mode() == GroupSettings.Mode.ECMP || usable.isEmpty() ? usable : List.of(usable.getFirst());
    }

    private List<Member> inState(State state) {
        return members.stream().filter(member -> member.health.state() == state).toList();
    }

    private static String reason(List<Member> before, List<Member> next, Function<Member, String> trouble) {
        for (Member member : before) {
            if (!next.contains(member) && member.health.state().compareTo(State.HOLDING) < 0) {
                return member.name() + ' ' + trouble.apply(member);
            }
        }
        return next.stream()
                .filter(member -> !before.contains(member))
                .findFirst()
                .map(member -> member.name() + " is fit")
                .orElse("the others are held down still");
    }

    /** Where each part of the flows goes, for the data plane: one slot for all, or {@link #BUCKETS}, or none. */
    List<OutboundSlot> slots() {
        if (carriers.size() <= 1) {
            return carriers.stream().map(Member::slot).toList();
        }
        List<OutboundSlot> slots = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            Member own = members.get(i % members.size());
            Member member = carriers.contains(own) ? own : carriers.get(i / members.size() % carriers.size());
            slots.add(member.slot);
        }
        return slots;
    }

    GroupReport report(Function<Member, String> trouble, long nowNs) {
        List<GroupReport.Member> reports = members.stream()
                .map(member -> new GroupReport.Member(
                        member.settings.connection(),
                        member.settings.child(),
                        member.health.state().name().toLowerCase(Locale.ROOT),
                        carriers.contains(member),
                        nowNs - member.health.sinceNs(),
                        trouble.apply(member),
                        probes(member)))
                .toList();
        GroupReport.Switch last = reason == null
                ? null
                : new GroupReport.Switch(carriers.stream().map(Member::name).toList(), reason, nowNs - switchedNs);
        return new GroupReport(settings.name(), settings.mode(), reports, switches, last);
    }

    private static GroupReport.@Nullable Probes probes(Member member) {
        GroupSettings.Path path = member.settings.path();
        MemberHealth health = member.health;
        return path == null
                ? null
                : new GroupReport.Probes(
                        path.toString(), health.answered(), health.lost(), health.lossRatio(), health.roundTripNs());
    }
}
