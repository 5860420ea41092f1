package dev.ringswan.gateway.config;

import dev.ringswan.dataplane.sa.SaLifetime;
import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.negotiate.TransformSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Says what a configuration would bring up, for people and for programs. Holds no key material. */
public final class ConfigReport {
    private static final String SHARED_KEY = "pre-shared key";
    private static final String CERTIFICATE = "certificate";

    private final GatewayConfig config;

    public ConfigReport(GatewayConfig config) {
        this.config = config;
    }

    /** Lines of text, warnings last. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        config.policies().forEach(rule -> lines.add(rule.action() + " " + rule.selectors() + " (" + rule.name() + ")"));
        config.children().forEach(child -> lines.add("PROTECT " + child));
        config.ike().config().connections().forEach(connection -> lines.addAll(connection(config.ike(), connection)));
        config.ike().groups().forEach(group -> addLines(group, lines));
        lines.add("SOCKETS " + sockets());
        lines.add("TUN " + config.tun().name() + ", MTU " + config.tun().mtu() + ", addresses "
                + config.tun().addresses() + ", routes " + config.tun().routes());
        config.warnings().forEach(warning -> lines.add("warning: " + warning));
        return lines;
    }

    /** What would be offered in a connection, and who both sides are. */
    public static List<String> connection(IkeSettings ike, Connection connection) {
        List<String> lines = new ArrayList<>();
        lines.add("CONNECT " + connection.name() + ": " + connection.local() + " ("
                + connection.localAuth().identity() + ", " + localMethod(connection) + ") to "
                + connection.remote() + " (" + connection.remoteAuth().identity() + ", "
                + remoteMethod(connection) + ")");
        lines.add("    IKE  " + String.join(", ", formatted(connection.proposals())) + "; rekeyed "
                + after(connection.lifetime().rekeyNs()) + ", encapsulation "
                + Values.nameOf(connection.encapsulation()));
        connection.children().forEach(child -> addLines(ike, connection, child, lines));
        return lines;
    }

    private static void addLines(IkeSettings ike, Connection connection, ChildConfig child, List<String> lines) {
        ChildSettings settings = ike.child(connection.name(), child.name()).orElseThrow();
        lines.add("    CHILD " + child.name() + ": " + settings.selectors() + ", " + mode(child)
                + " mode, start_action " + Values.nameOf(settings.startAction()));
        lines.add("          ESP  " + String.join(", ", formatted(child.proposals())) + "; rekeyed "
                + after(settings.lifetime().limits().softNs()));
    }

    private static void addLines(GroupSettings group, List<String> lines) {
        lines.add("GROUP " + group.name() + ": " + group.mode().keyword());
        for (GroupSettings.Member member : group.members()) {
            GroupSettings.Path path = member.path();
            lines.add("    MEMBER " + member.name()
                    + (path == null
                            ? ", fit while IKE has it up"
                            : ", probed from " + path + " every " + TimeUnit.NANOSECONDS.toMillis(group.intervalNs())
                                    + " ms, unfit after " + group.lossMax() + " lost"));
        }
    }

    private String sockets() {
        List<String> sockets = new ArrayList<>();
        config.publicSide()
                .ike()
                .forEach(address -> sockets.add("UDP " + address.getHostAddress() + " port 500 (IKE)"));
        config.publicSide().udp().forEach(endpoint -> sockets.add("UDP " + endpoint + " (IKE, ESP in UDP)"));
        config.publicSide().esp().forEach(address -> sockets.add("IP protocol 50 " + address.getHostAddress()));
        return String.join(", ", sockets);
    }

    /** Maps, lists, texts and numbers, for JSON. */
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(
                "connections",
                config.ike().config().connections().stream().map(this::tree).toList());
        tree.put(
                "groups", config.ike().groups().stream().map(ConfigReport::tree).toList());
        tree.put("static", config.children().stream().map(StaticChild::toString).toList());
        tree.put(
                "policies",
                config.policies().stream()
                        .map(rule -> Map.of(
                                "name", rule.name(),
                                "action", Values.nameOf(rule.action()),
                                "selectors", rule.selectors().toString()))
                        .toList());
        tree.put(
                "sockets",
                Map.of(
                        "ike",
                                config.publicSide().ike().stream()
                                        .map(InetAddress::getHostAddress)
                                        .toList(),
                        "udp", texts(config.publicSide().udp()),
                        "esp",
                                config.publicSide().esp().stream()
                                        .map(InetAddress::getHostAddress)
                                        .toList()));
        tree.put(
                "tun",
                Map.of(
                        "name", config.tun().name(),
                        "mtu", config.tun().mtu(),
                        "addresses", texts(config.tun().addresses()),
                        "routes", texts(config.tun().routes())));
        tree.put("warnings", problems(config.warnings()));
        return tree;
    }

    private static Map<String, Object> tree(GroupSettings group) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", group.name());
        tree.put("mode", group.mode().keyword());
        tree.put(
                "members",
                group.members().stream().map(GroupSettings.Member::name).toList());
        tree.put("hold_down_seconds", group.holdDownNs() / 1e9);
        return tree;
    }

    private Map<String, Object> tree(Connection connection) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", connection.name());
        tree.put("local", connection.local().toString());
        tree.put("remote", connection.remote().toString());
        tree.put("local_id", connection.localAuth().identity().toString());
        tree.put("remote_id", connection.remoteAuth().identity().toString());
        tree.put("local_auth", localMethod(connection));
        tree.put("remote_auth", remoteMethod(connection));
        tree.put("proposals", formatted(connection.proposals()));
        tree.put("encapsulation", Values.nameOf(connection.encapsulation()));
        tree.put(
                "rekey_seconds",
                TimeUnit.NANOSECONDS.toSeconds(connection.lifetime().rekeyNs()));
        tree.put("dpd_seconds", TimeUnit.NANOSECONDS.toSeconds(connection.livenessNs()));
        tree.put(
                "children",
                connection.children().stream()
                        .map(child -> tree(connection, child))
                        .toList());
        return tree;
    }

    private Map<String, Object> tree(Connection connection, ChildConfig child) {
        ChildSettings settings =
                config.ike().child(connection.name(), child.name()).orElseThrow();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", child.name());
        tree.put("mode", mode(child));
        tree.put("local_ts", texts(settings.selectors().local()));
        tree.put("remote_ts", texts(settings.selectors().remote()));
        tree.put("proposals", formatted(child.proposals()));
        tree.put("start_action", Values.nameOf(settings.startAction()));
        long softNs = settings.lifetime().limits().softNs();
        tree.put("rekey_seconds", softNs == SaLifetime.UNLIMITED ? 0 : TimeUnit.NANOSECONDS.toSeconds(softNs));
        tree.put("replay_window", settings.replayWindow());
        return tree;
    }

    /** Faults or warnings, for JSON. */
    public static List<Map<String, Object>> problems(List<ConfigException.Problem> problems) {
        return problems.stream()
                .map(problem -> {
                    Map<String, Object> tree = new LinkedHashMap<>();
                    tree.put("file", problem.file());
                    tree.put("line", problem.line());
                    tree.put("message", problem.message());
                    return tree;
                })
                .toList();
    }

    private static String localMethod(Connection connection) {
        return connection.localAuth().certificates().isEmpty() ? SHARED_KEY : CERTIFICATE;
    }

    private static String remoteMethod(Connection connection) {
        return connection.remoteAuth() instanceof RemoteAuth.SharedKey ? SHARED_KEY : CERTIFICATE;
    }

    private static String mode(ChildConfig child) {
        return child.transport() ? "transport" : "tunnel";
    }

    private static String after(long ns) {
        return ns == 0 || ns == SaLifetime.UNLIMITED ? "never" : "after " + TimeUnit.NANOSECONDS.toSeconds(ns) + " s";
    }

    private static List<String> formatted(List<TransformSet> proposals) {
        return proposals.stream().map(ProposalText::format).toList();
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(Object::toString).toList();
    }
}
