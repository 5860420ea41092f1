package dev.ringswan.gateway.explain;

import dev.ringswan.gateway.config.ConfigReport;
import dev.ringswan.gateway.ike.ChildReport;
import dev.ringswan.gateway.ike.ConnectionReport;
import dev.ringswan.gateway.ike.Failure;
import dev.ringswan.gateway.ike.IkeControl;
import dev.ringswan.ike.api.IkeSaStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What we would offer to a peer, how the connection stands, and what went wrong the last time.
 *
 * <p><em>Threading:</em> the conductor's.
 */
public final class IkeExplanation {
    private final IkeControl ike;
    private final long nowNs;

    /** Of this moment. */
    public IkeExplanation(IkeControl ike, long nowNs) {
        this.ike = ike;
        this.nowNs = nowNs;
    }

    /** All that is known of a connection; empty when there is none of this name. */
    public Optional<List<String>> connection(String name) {
        return ike.settings().ike(name).map(connection -> {
            List<String> lines = new ArrayList<>(ConfigReport.connection(ike.settings(), connection));
            ike.report(name, nowNs).ifPresent(report -> addState(report, lines));
            return lines;
        });
    }

    private void addState(ConnectionReport report, List<String> lines) {
        IkeSaStatus sa = report.ikeSa();
        lines.add("state: " + report.state().name().toLowerCase(Locale.ROOT)
                + (sa == null
                        ? ""
                        : ", agreed on " + sa.suite() + " with " + sa.remoteIdentity() + " at " + sa.remote()));
        addFailure("last failure", report.lastFailure(), lines);
        for (ChildReport child : report.children()) {
            lines.add("child " + child.name() + ": " + (child.isUp() ? "up" : "down"));
            child.pairs()
                    .forEach(pair -> lines.add(
                            "    agreed on " + pair.inbound().parameters().selectors() + ", "
                                    + pair.inbound().parameters().suite().keyword()));
            addFailure("    last failure", child.lastFailure(), lines);
        }
        if (report.nextTryInNs() != Long.MAX_VALUE) {
            lines.add("the next try is in " + TimeUnit.NANOSECONDS.toSeconds(report.nextTryInNs()) + " s");
        }
    }

    private void addFailure(String what, @Nullable Failure failure, List<String> lines) {
        if (failure != null) {
            lines.add(what + ", " + TimeUnit.NANOSECONDS.toSeconds(nowNs - failure.atNs()) + " s ago: "
                    + failure.reason());
        }
    }

    /**
     * What keeps a child from being up.
     *
     * @param child as {@code connection/child}
     */
    public List<String> trouble(String child) {
        List<String> lines = new ArrayList<>();
        ConnectionReport report =
                ike.report(child.replaceFirst("/.*", ""), nowNs).orElse(null);
        if (report == null) {
            return lines; // Children with static keys have no connection, and always an SA.
        }
        lines.add("connection " + report.name() + " is " + report.state().name().toLowerCase(Locale.ROOT));
        addFailure("last failure", report.lastFailure(), lines);
        report.child(child.replaceFirst(".*/", ""))
                .ifPresent(found -> addFailure("last failure of the child", found.lastFailure(), lines));
        lines.add("bring it up: ringswan up " + child);
        return lines;
    }
}
