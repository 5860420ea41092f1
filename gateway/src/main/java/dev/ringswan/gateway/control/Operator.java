package dev.ringswan.gateway.control;

import dev.ringswan.gateway.Gateway;
import dev.ringswan.gateway.ReloadReport;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.explain.PacketAnswer;
import dev.ringswan.gateway.ike.ChildReport;
import dev.ringswan.gateway.ike.ConnectionReport;
import dev.ringswan.gateway.ike.IkeControl;
import dev.ringswan.gateway.ike.PairReport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Carries out what operators ask for, and answers when it has ended: at once, or when IKE has reported what became of it.
 *
 * <p><em>Threading:</em> an agent for the conductor's thread; it waits for nobody.
 */
final class Operator implements Agent {
    private static final Logger LOG = System.getLogger(Operator.class.getName());
    /** What IKE does without an event, such as sending on an SA at last, is noticed that late. */
    private static final long CHECK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** A command whose end has not come. There are as many as clients at most. */
    private record Waiting(ControlQueues.Command command, Expectation expectation, long deadlineNs) {}

    private final Gateway gateway;
    private final ControlQueues queues;
    private final NanoClock clock;
    private final List<Waiting> waiting = new ArrayList<>();
    private long eventsSeen;
    private long checkNs;

    Operator(Gateway gateway, ControlQueues queues, NanoClock clock) {
        this.gateway = gateway;
        this.queues = queues;
        this.clock = clock;
    }

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        int work = 0;
        for (ControlQueues.Command command = queues.nextCommand(); command != null; command = queues.nextCommand()) {
            execute(command, nowNs);
            work++;
        }
        return work + checkWaiting(nowNs);
    }

    private void execute(ControlQueues.Command command, long nowNs) {
        switch (command.request()) {
            case ControlRequest.Up up -> change(command, up.target(), Expectation.Goal.UP, nowNs);
            case ControlRequest.Down down -> change(command, down.target(), Expectation.Goal.DOWN, nowNs);
            case ControlRequest.Rekey rekey ->
                change(
                        command,
                        rekey.target(),
                        rekey.ike() ? Expectation.Goal.REKEY_IKE : Expectation.Goal.REKEY,
                        nowNs);
            case ControlRequest.Status _ ->
                answer(command, ControlReply.details(gateway.report().toMap()));
            case ControlRequest.Counters _ ->
                answer(
                        command,
                        ControlReply.details(
                                new LinkedHashMap<>(gateway.status().toMap())));
            case ControlRequest.ExplainPacket explain -> {
                PacketAnswer answer = gateway.explain(explain.packet());
                answer(command, new ControlReply(true, answer.lines(), answer.toMap()));
            }
            case ControlRequest.ExplainIke explain -> answer(command, explainIke(explain.connection(), nowNs));
            case ControlRequest.Reload _ -> answer(command, reload(Objects.requireNonNull(command.config())));
            case ControlRequest.Stop _ -> {
                LOG.log(Level.INFO, "operator: stop");
                answer(command, ControlReply.done("the gateway ends"));
            }
        }
    }

    private ControlReply explainIke(String connection, long nowNs) {
        return gateway.explainIke(connection)
                .map(lines -> new ControlReply(true, lines, Map.of()))
                .orElseGet(() -> ControlReply.failed(unknown("connection", connection, connectionNames(nowNs))));
    }

    private ControlReply reload(GatewayConfig config) {
        LOG.log(Level.INFO, "operator: reload");
        ReloadReport report = gateway.reload(config);
        report.sentences().forEach(sentence -> LOG.log(Level.INFO, "reload: {0}", sentence));
        return new ControlReply(true, report.sentences(), new LinkedHashMap<>(report.toMap()));
    }

    /** Has IKE change a connection, and waits for the end of that. */
    private void change(
            ControlQueues.Command command, ControlRequest.Target target, Expectation.Goal goal, long nowNs) {
        IkeControl ike = gateway.ike();
        Optional<ConnectionReport> connection = ike.report(target.connection(), nowNs);
        Optional<String> objection = connection
                .map(found -> objection(found, target, goal))
                .orElseGet(() -> Optional.of(unknown("connection", target.connection(), connectionNames(nowNs))));
        if (objection.isPresent()) {
            answer(command, ControlReply.failed(objection.get()));
            return;
        }
        LOG.log(Level.INFO, "operator: {0} {1}", goal.name().toLowerCase(Locale.ROOT), target);
        Expectation expectation = Expectation.of(goal, target, connection.orElseThrow(), ike.failureCount());
        switch (goal) {
            case UP -> ike.up(target.connection(), target.child());
            case DOWN -> ike.down(target.connection(), target.child());
            case REKEY_IKE -> ike.rekeyIke(target.connection());
            case REKEY -> currentSpis(connection.orElseThrow(), expectation).forEach(ike::rekey);
        }
        waiting.add(new Waiting(command, expectation, nowNs + TimeUnit.SECONDS.toNanos(target.timeoutSeconds())));
        checkNs = nowNs;
    }

    /** Why a command cannot be tried; says the cure. */
    private static Optional<String> objection(
            ConnectionReport connection, ControlRequest.Target target, Expectation.Goal goal) {
        String child = target.child();
        if (child != null && connection.child(child).isEmpty()) {
            List<String> names =
                    connection.children().stream().map(ChildReport::name).toList();
            return Optional.of(unknown("child", target.toString(), names));
        }
        if (goal == Expectation.Goal.REKEY_IKE && connection.ikeSa() == null) {
            return Optional.of(
                    connection.name() + " is not up, so there is nothing to rekey; bring it up by 'ringswan up "
                            + connection.name() + "'");
        }
        boolean up = child == null
                ? connection.children().stream().anyMatch(ChildReport::isUp)
                : connection.child(child).orElseThrow().isUp();
        if (goal == Expectation.Goal.REKEY && !up) {
            return Optional.of(
                    target + " is not up, so there is nothing to rekey; bring it up by 'ringswan up " + target + "'");
        }
        boolean callable = !connection.remote().isAny() || connection.state() == ConnectionReport.State.UP;
        return goal != Expectation.Goal.UP || callable
                ? Optional.empty()
                : Optional.of(connection.name() + " has no remote address, so only its peer can bring it up;"
                        + " name one in remote_addrs");
    }

    private static List<Integer> currentSpis(ConnectionReport connection, Expectation expectation) {
        return connection.children().stream()
                .filter(child -> expectation.children().contains(child.name()))
                .flatMap(child -> child.pairs().stream())
                .filter(pair -> pair.use() == PairReport.Use.CURRENT)
                .map(pair -> pair.inbound().spi())
                .toList();
    }

    private List<String> connectionNames(long nowNs) {
        return gateway.ike().report(nowNs).stream().map(ConnectionReport::name).toList();
    }

    private static String unknown(String kind, String name, List<String> known) {
        String cure = known.isEmpty()
                ? "none is configured"
                : "configured are " + known.stream().limit(20).collect(Collectors.joining(", "));
        return "there is no " + kind + " '" + name + "'; " + cure;
    }

    private int checkWaiting(long nowNs) {
        if (waiting.isEmpty() || (gateway.ike().eventCount() == eventsSeen && nowNs - checkNs < 0)) {
            return 0;
        }
        eventsSeen = gateway.ike().eventCount();
        checkNs = nowNs + CHECK_INTERVAL_NS;
        int before = waiting.size();
        waiting.removeIf(one -> isOver(one, nowNs));
        return before - waiting.size();
    }

    private boolean isOver(Waiting one, long nowNs) {
        String name = one.expectation.target().connection();
        ConnectionReport report = gateway.ike().report(name, nowNs).orElse(null);
        if (report == null) {
            answer(one.command, ControlReply.failed(name + " is not configured any more"));
            return true;
        }
        Optional<ControlReply> reply = one.expectation.check(report);
        if (reply.isEmpty() && nowNs - one.deadlineNs >= 0) {
            reply = Optional.of(one.expectation.tooLate(report));
        }
        reply.ifPresent(found -> answer(one.command, found));
        return reply.isPresent();
    }

    private void answer(ControlQueues.Command command, ControlReply reply) {
        queues.send(new ControlQueues.Answer(command.client(), command.request(), reply));
    }

    @Override
    public String roleName() {
        return "operator";
    }
}
