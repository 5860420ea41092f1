package dev.ringswan.gateway.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From the sections of {@code ipsec.conf} to the tree that the newer form would have: {@code %default} and {@code also} are
 * resolved, sections that differ in their networks only become children of one connection, as strongSwan does it.
 */
final class IpsecConfConverter {
    private static final String DEFAULTS = "%default";
    private static final Set<String> IGNORED = Set.of("ignore");

    private final Map<String, IpsecConfParser.Part> conns = new LinkedHashMap<>();
    private final Problems problems;

    /** Whether revocation lists are needed. */
    private boolean strictRevocation;

    private Section.@Nullable Setting uniqueIds;

    private IpsecConfConverter(Problems problems) {
        this.problems = problems;
    }

    /** The tree. Faults go to {@code problems}. */
    static Section convert(List<IpsecConfParser.Part> parts, Problems problems) {
        IpsecConfConverter converter = new IpsecConfConverter(problems);
        for (IpsecConfParser.Part part : parts) {
            IpsecConfKeys.check(part, problems);
            if (part.kind().equals("conn")) {
                converter.conns.putIfAbsent(part.name(), part);
            } else {
                converter.readSetup(part);
            }
        }
        return new Section("", 1, List.of(), List.of(converter.connections()));
    }

    /** What has no effect gets a warning. */
    private void readSetup(IpsecConfParser.Part setup) {
        for (Section.Setting setting : setup.settings()) {
            switch (setting.key()) {
                case "strictcrlpolicy" -> strictRevocation |= setting.value().equals("yes");
                case "uniqueids" -> uniqueIds = setting;
                default -> problems.warn(setting.line(), "'" + setting.key() + "' has no effect here");
            }
        }
    }

    private Section connections() {
        List<Section> connections = new ArrayList<>();
        for (IpsecConfParser.Part conn : conns.values()) {
            if (conn.name().equals(DEFAULTS)) {
                continue;
            }
            Map<String, Section.Setting> settings = new LinkedHashMap<>();
            collect(conn, settings, new LinkedHashSet<>());
            IpsecConfParser.Part defaults = conns.get(DEFAULTS);
            if (defaults != null) {
                collect(defaults, settings, new LinkedHashSet<>());
            }
            Section.Setting auto = settings.get("auto");
            if (auto != null && !IGNORED.contains(auto.value())) {
                merge(connections, new IpsecConn(conn, settings, problems).convert(strictRevocation, uniqueIds));
            }
        }
        if (connections.isEmpty() && problems.isEmpty()) {
            problems.add(0, "no 'conn' has auto=add, auto=route or auto=start, so nothing would be up");
        }
        return new Section("connections", 1, List.of(), connections);
    }

    /** Own settings first, then those of the sections that {@code also} names: what is there stays. */
    private void collect(IpsecConfParser.Part conn, Map<String, Section.Setting> settings, Set<String> visited) {
        visited.add(conn.name());
        for (Section.Setting setting : conn.settings()) {
            if (!setting.key().equals("also")) {
                settings.putIfAbsent(setting.key(), setting);
            }
        }
        for (Section.Setting setting : conn.settings()) {
            if (!setting.key().equals("also")) {
                continue;
            }
            IpsecConfParser.Part other = conns.get(setting.value());
            if (other == null) {
                problems.add(setting.line(), "also names '" + setting.value() + "', and there is no such conn");
            } else if (!visited.contains(other.name())) {
                collect(other, settings, visited);
            }
        }
    }

    /** Adds a connection, or its child to one that is the same otherwise. */
    private static void merge(List<Section> connections, Section added) {
        for (int i = 0; i < connections.size(); i++) {
            Section earlier = connections.get(i);
            if (written(withoutChildren(earlier)).equals(written(withoutChildren(added)))) {
                List<Section> children = new ArrayList<>(children(earlier).sections());
                children.addAll(children(added).sections());
                List<Section> sections =
                        new ArrayList<>(withoutChildren(earlier).sections());
                sections.add(new Section("children", earlier.line(), List.of(), children));
                connections.set(i, new Section(earlier.name(), earlier.line(), earlier.settings(), sections));
                return;
            }
        }
        connections.add(added);
    }

    private static Section children(Section connection) {
        return connection.sections().getLast();
    }

    private static Section withoutChildren(Section connection) {
        List<Section> sections = connection.sections();
        return new Section("", connection.line(), connection.settings(), sections.subList(0, sections.size() - 1));
    }

    /** All keys and values, whatever their lines. */
    private static List<String> written(Section section) {
        List<String> all = new ArrayList<>();
        all.add(section.name());
        section.settings().stream()
                .map(setting -> setting.key() + '=' + setting.value())
                .sorted()
                .forEach(all::add);
        section.sections().forEach(child -> all.addAll(written(child)));
        return all;
    }
}
