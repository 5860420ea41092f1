package dev.ringswan.gateway.group;

import dev.ringswan.dataplane.Dataplane;
import dev.ringswan.dataplane.ip.Probe;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.gateway.config.GroupSettings;
import dev.ringswan.gateway.group.TunnelGroup.Member;
import dev.ringswan.gateway.ike.ChildReport;
import dev.ringswan.gateway.ike.ConnectionReport;
import dev.ringswan.gateway.ike.Failure;
import dev.ringswan.gateway.ike.IkeControl;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All groups of a gateway: has their members probed, and leads their packets to those that are fit.
 *
 * <p><em>Threading:</em> the conductor's.
 */
public final class TunnelGroups {
    private static final Logger LOG = System.getLogger(TunnelGroups.class.getName());

    private final IkeControl ike;
    private final Dataplane dataplane;
    private final Map<String, TunnelGroup> groups = new LinkedHashMap<>();
    private int memberCount;
    private Runnable outboundWakeup = () -> {};

    /** Of the configuration that IKE has. */
    public TunnelGroups(IkeControl ike, Dataplane dataplane, long nowNs) {
        this.ike = ike;
        this.dataplane = dataplane;
        configure(nowNs);
    }

    /** What ends the sleep of the outbound direction, so that a probe need not wait for a packet of a host. */
    public void outboundWakeup(Runnable wakeup) {
        outboundWakeup = wakeup;
    }

    /** Follows the configuration that IKE has now; a group that is as before goes on as it is. */
    public void configure(long nowNs) {
        Map<String, TunnelGroup> before = new LinkedHashMap<>(groups);
        groups.clear();
        for (GroupSettings settings : ike.settings().groups()) {
            TunnelGroup same = before.get(settings.name());
            boolean kept = same != null
                    && same.settings().equals(settings)
                    && same.members().stream().allMatch(member -> member.slot() == slot(member.settings()));
            TunnelGroup group = same != null && kept ? same : newGroup(settings, nowNs);
            groups.put(settings.name(), group);
            lead(group);
        }
        poll(nowNs);
    }

    private TunnelGroup newGroup(GroupSettings settings, long nowNs) {
        List<Member> members = new ArrayList<>();
        for (GroupSettings.Member member : settings.members()) {
            MemberHealth health = new MemberHealth(settings, member.path() != null, nowNs);
            members.add(new Member(member, ++memberCount, slot(member), health));
        }
        return new TunnelGroup(settings, members);
    }

    private OutboundSlot slot(GroupSettings.Member member) {
        return ike.slots().child(member.connection(), member.child());
    }

    /** Does what is due; returns how much that was. */
    public int poll(long nowNs) {
        int work = 0;
        for (TunnelGroup group : groups.values()) {
            for (Member member : group.members()) {
                MemberHealth health = member.health();
                health.poll(member.slot().current() != null, nowNs);
                if (health.probeIsDue(nowNs)) {
                    probe(member, nowNs);
                    work++;
                }
            }
            if (group.choose(member -> trouble(member, nowNs), nowNs)) {
                lead(group);
                log(group, nowNs);
                work++;
            }
        }
        return work;
    }

    private void probe(Member member, long nowNs) {
        GroupSettings.Path path = member.settings().path();
        if (path == null) {
            return;
        }
        int number = member.health().probe(nowNs);
        byte[] request = Probe.request(path.source(), path.target(), dataplane.probeToken(), member.number(), number);
        if (dataplane.injection().offer(member.slot(), request)) {
            outboundWakeup.run();
        } // a packet path that stands still carries no probe, and none is answered
    }

    private void lead(TunnelGroup group) {
        dataplane.control().spread(ike.slots().group(group.settings().name()), group.slots());
    }

    private void log(TunnelGroup group, long nowNs) {
        GroupReport report = report(group, nowNs);
        GroupReport.Switch last = report.lastSwitch();
        boolean broken = last != null && last.to().isEmpty();
        LOG.log(
                broken ? Level.WARNING : Level.INFO,
                "{0}: {1}",
                report.sentences().getFirst(),
                last == null ? "" : last.reason());
    }

    /**
     * A probe has been answered. One that came by an SA of another group's member is believed by nobody: its peer may have read
     * the probe, but must not speak for others than its group.
     *
     * @param spi of the inbound SA that the answer came by
     * @param target number of the member that was probed
     * @param number of the probe
     */
    public void onAnswer(int spi, int target, int number, long receivedNs) {
        Optional<String> receiver = ike.childOf(spi);
        for (TunnelGroup group : groups.values()) {
            boolean ours = group.members().stream()
                    .anyMatch(member -> receiver.filter(member.name()::equals).isPresent());
            for (Member member : group.members()) {
                if (ours && member.number() == target) {
                    member.health().answer(number, receivedNs);
                }
            }
        }
    }

    /** What is wrong with a member; empty when nothing is. */
    private String trouble(Member member, long nowNs) {
        MemberHealth health = member.health();
        return switch (health.state()) {
            case FIT -> "";
            case HOLDING -> "answers again, and is held down until it has done so for a while";
            case TRYING ->
                health.lostInRow() == 0
                        ? "has not been tried yet"
                        : "has lost " + health.lostInRow() + " probes in a row";
            case DOWN -> "is down" + whyDown(member, nowNs);
        };
    }

    private String whyDown(Member member, long nowNs) {
        ConnectionReport connection =
                ike.report(member.settings().connection(), nowNs).orElseThrow();
        ChildReport child = connection.child(member.settings().child()).orElseThrow();
        if (child.isUp()) {
            return ": the peer has agreed to a part of its selectors only; configure that part";
        }
        Failure failure = child.lastFailure() == null ? connection.lastFailure() : child.lastFailure();
        return failure == null ? "" : ": " + failure.reason();
    }

    /** All groups, in the order of the configuration. */
    public List<GroupReport> report(long nowNs) {
        return groups.values().stream().map(group -> report(group, nowNs)).toList();
    }

    private GroupReport report(TunnelGroup group, long nowNs) {
        return group.report(member -> trouble(member, nowNs), nowNs);
    }
}
