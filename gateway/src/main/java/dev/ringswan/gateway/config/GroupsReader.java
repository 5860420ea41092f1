package dev.ringswan.gateway.config;

import dev.ringswan.dataplane.ip.Probe;
import dev.ringswan.dataplane.policy.Flow;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.nativeio.PacketBurst;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads section {@code groups}, which names children that have been read before. */
final class GroupsReader {
    private static final long INTERVAL_MS_DEFAULT = 500;
    private static final long INTERVAL_MS_MIN = 50;
    private static final long INTERVAL_MS_MAX = 60_000;
    private static final int LOSS_DEFAULT = 4;
    private static final int LOSS_MAX = 100;
    private static final long HOLD_DOWN_MS_DEFAULT = 10_000;
    private static final int CELL_SIZE = 256;

    private final IkeSettings ike;
    private final TunSettings tun;
    /** The group of each member so far. */
    private final Map<String, String> groupOf = new HashMap<>();

    private GroupsReader(IkeSettings ike, TunSettings tun) {
        this.ike = ike;
        this.tun = tun;
    }

    /** The settings with their groups. */
    static IkeSettings read(@Nullable SectionReader groups, IkeSettings ike, TunSettings tun) {
        return groups == null ? ike : ike.withGroups(new GroupsReader(ike, tun).read(groups));
    }

    private List<GroupSettings> read(SectionReader groups) {
        List<GroupSettings> read = new ArrayList<>();
        for (SectionReader section : groups.sections()) {
            GroupSettings group = readGroup(section);
            if (group != null) {
                read.add(group);
            }
        }
        groups.finish();
        return read;
    }

    private @Nullable GroupSettings readGroup(SectionReader section) {
        GroupSettings.Mode mode = section.value(
                "mode", GroupSettings.Mode.ACTIVE_STANDBY, text -> Values.oneOf(GroupSettings.Mode.class, text));
        List<ChildSettings> children = section.requiredList("members", this::child);
        List<InetAddress> targets = section.list("probe", Values::address);
        List<InetAddress> sources = section.list("probe_source", Values::address);
        long intervalMs = section.value("probe_interval", INTERVAL_MS_DEFAULT, GroupsReader::interval);
        int lossMax = section.value("probe_loss", LOSS_DEFAULT, text -> Values.integer(text, 1, LOSS_MAX));
        long holdDownMs = section.value("hold_down", HOLD_DOWN_MS_DEFAULT, Values::milliseconds);
        section.finish();
        checkMembers(section, children);
        if (!fits(section, "probe", targets, children) || !fits(section, "probe_source", sources, children)) {
            return null;
        }
        if (targets.isEmpty() && !sources.isEmpty()) {
            section.problemAt("probe_source", "is of no use without 'probe', whom to ask");
        }
        List<GroupSettings.Member> members = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
            ChildSettings child = children.get(i);
            InetAddress target = one(targets, i);
            GroupSettings.Path path = target == null ? null : path(section, child, one(sources, i), target);
            members.add(new GroupSettings.Member(child.connection(), child.name(), path));
        }
        return new GroupSettings(
                section.name(),
                mode,
                members,
                TimeUnit.MILLISECONDS.toNanos(intervalMs),
                lossMax,
                TimeUnit.MILLISECONDS.toNanos(holdDownMs));
    }

    private static long interval(String text) {
        long ms = Values.milliseconds(text);
        if (ms < INTERVAL_MS_MIN || ms > INTERVAL_MS_MAX) {
            throw new IllegalArgumentException("is from 50ms to 60s, not " + text);
        }
        return ms;
    }

    private ChildSettings child(String text) {
        int slash = text.indexOf('/');
        Optional<ChildSettings> found =
                slash < 0 ? Optional.empty() : ike.child(text.substring(0, slash), text.substring(slash + 1));
        return found.orElseThrow(() ->
                new IllegalArgumentException("names children as connection/child, and there is no '" + text + "'"));
    }

    private void checkMembers(SectionReader section, List<ChildSettings> children) {
        if (children.size() < 2) {
            section.problemAt("members", "are two or more");
            return;
        }
        TrafficSelectors selectors = children.getFirst().selectors();
        for (ChildSettings child : children) {
            String name = name(child);
            String other = groupOf.put(name, section.name());
            if (other != null) {
                section.problemAt("members", "has " + name + ", which is in group '" + other + "' already");
            }
            if (!child.selectors().equals(selectors)) {
                section.problemAt(
                        "members",
                        "have the same local_ts and remote_ts; " + name + " has " + child.selectors() + ", not "
                                + selectors);
            }
        }
        for (ChildSettings child : ike.children()) {
            if (child.selectors().equals(selectors) && !children.contains(child)) {
                section.problemAt("members", "lack " + name(child) + ", which has the same local_ts and remote_ts");
            }
        }
    }

    /** One for all, or one for each. */
    private static boolean fits(
            SectionReader section, String key, List<InetAddress> addresses, List<ChildSettings> children) {
        boolean fits = addresses.size() <= 1 || addresses.size() == children.size();
        if (!fits) {
            section.problemAt(key, "has one address for all members, or one for each, in their order");
        }
        return fits;
    }

    private static @Nullable InetAddress one(List<InetAddress> addresses, int member) {
        return addresses.isEmpty() ? null : addresses.get(Math.min(member, addresses.size() - 1));
    }

    private GroupSettings.@Nullable Path path(
            SectionReader section, ChildSettings child, @Nullable InetAddress written, InetAddress target) {
        InetAddress source = written == null ? sourceFor(child, target) : written;
        if (source == null) {
            section.problemAt(
                    "probe",
                    "needs 'probe_source', an address of ours inside local_ts of " + name(child)
                            + ": tun.addresses has none");
            return null;
        }
        if (!carries(child.selectors(), source, target)) {
            section.problemAt(
                    "probe",
                    "is an echo from " + source.getHostAddress() + " to " + target.getHostAddress()
                            + ", which the selectors of " + name(child) + " do not let pass: " + child.selectors());
        }
        return new GroupSettings.Path(source, target);
    }

    /** The device's address in the network of the target, as clouds give it out; else the first that may be sent from. */
    private @Nullable InetAddress sourceFor(ChildSettings child, InetAddress target) {
        List<Prefix> possible = tun.addresses().stream()
                .filter(prefix -> carries(child.selectors(), prefix.address(), target))
                .toList();
        return possible.stream()
                .filter(prefix -> prefix.contains(target))
                .findFirst()
                .or(() -> possible.stream().findFirst())
                .map(Prefix::address)
                .orElse(null);
    }

    /** Asked of a real packet, so that it cannot differ from what packets meet. */
    private static boolean carries(TrafficSelectors selectors, InetAddress source, InetAddress target) {
        if (source.getAddress().length != target.getAddress().length) {
            return false;
        }
        byte[] packet = Probe.request(source, target, 0, 0, 0);
        PacketBurst burst = PacketBurst.allocate(CELL_SIZE);
        burst.putBytes(burst.packetOffset(0), packet, 0, packet.length);
        Flow flow = new Flow();
        return flow.parse(burst, burst.packetOffset(0), packet.length) && selectors.matchesOutbound(flow);
    }

    private static String name(ChildSettings child) {
        return child.connection() + '/' + child.name();
    }
}
