package dev.ringswan.gateway.control;

import dev.ringswan.gateway.ike.ChildReport;
import dev.ringswan.gateway.ike.ConnectionReport;
import dev.ringswan.gateway.ike.Failure;
import dev.ringswan.gateway.ike.PairReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to become of a connection for a command to end, one way or the other.
 *
 * @param goal what is wanted
 * @param target of which connection, or child
 * @param children those that it is about
 * @param spisBefore their inbound SPIs when the command came
 * @param ikeSpiBefore our SPI of the IKE SA when the command came; 0 for none
 * @param failureCount failures with higher numbers came after the command
 */
record Expectation(
        Goal goal,
        ControlRequest.Target target,
        List<String> children,
        Set<Integer> spisBefore,
        long ikeSpiBefore,
        long failureCount) {
    /** What is wanted. */
    enum Goal {
        UP,
        DOWN,
        REKEY,
        REKEY_IKE
    }

    private record Outcome(boolean well, String sentence) {}

    /** Expects something of a connection as it is now. */
    static Expectation of(Goal goal, ControlRequest.Target target, ConnectionReport connection, long failureCount) {
        List<String> children = new ArrayList<>();
        Set<Integer> spis = new LinkedHashSet<>();
        List<ChildReport> candidates = goal == Goal.REKEY_IKE ? List.of() : connection.children();
        for (ChildReport child : candidates) {
            boolean meant = target.child() == null
                    ? goal != Goal.REKEY || child.isUp()
                    : child.name().equals(target.child());
            if (meant) {
                children.add(child.name());
                child.pairs().forEach(pair -> spis.add(pair.inbound().spi()));
            }
        }
        return new Expectation(goal, target, children, spis, ikeSpi(connection), failureCount);
    }

    /** The reply, once it is known. */
    Optional<ControlReply> check(ConnectionReport now) {
        if (goal == Goal.REKEY_IKE) {
            return checkIke(now);
        }
        Map<String, Outcome> outcomes = outcomes(now);
        if (outcomes.size() < children.size() || (goal == Goal.DOWN && !isClosed(now))) {
            return Optional.empty();
        }
        return Optional.of(reply(outcomes));
    }

    private Optional<ControlReply> checkIke(ConnectionReport now) {
        long spi = ikeSpi(now);
        if (spi != 0 && spi != ikeSpiBefore) {
            return Optional.of(ControlReply.done(
                    target.connection() + ": the IKE SA is rekeyed, our SPI is 0x%016x".formatted(spi)));
        }
        Failure failure = later(null, now.lastFailure());
        return failure == null
                ? Optional.empty()
                : Optional.of(ControlReply.failed(target.connection() + ": " + failure.reason()));
    }

    private static long ikeSpi(ConnectionReport connection) {
        return connection.ikeSa() == null ? 0 : connection.ikeSa().localSpi();
    }

    /** The reply when there is no more time. */
    ControlReply tooLate(ConnectionReport now) {
        if (goal == Goal.REKEY_IKE) {
            return ControlReply.failed(target.connection() + ": " + late(now));
        }
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (String child : children) {
            outcomes.put(child, new Outcome(false, late(now)));
        }
        outcomes.putAll(outcomes(now));
        return reply(outcomes);
    }

    private String late(ConnectionReport now) {
        String sentence = "nothing is known after " + target.timeoutSeconds() + " s; the gateway goes on";
        Failure failure = now.lastFailure();
        return failure == null ? sentence : sentence + "; it failed last because of this: " + failure.reason();
    }

    private ControlReply reply(Map<String, Outcome> outcomes) {
        List<String> sentences = new ArrayList<>();
        outcomes.forEach((child, outcome) -> sentences.add(now(child) + ": " + outcome.sentence));
        return new ControlReply(outcomes.values().stream().allMatch(Outcome::well), sentences, Map.of());
    }

    private String now(String child) {
        return target.connection() + "/" + child;
    }

    private Map<String, Outcome> outcomes(ConnectionReport now) {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (String name : children) {
            ChildReport child = now.child(name).orElse(null);
            Outcome outcome = child == null ? new Outcome(false, "is not configured any more") : outcome(now, child);
            if (outcome != null) {
                outcomes.put(name, outcome);
            }
        }
        return outcomes;
    }

    private @Nullable Outcome outcome(ConnectionReport connection, ChildReport child) {
        PairReport current = current(child);
        switch (goal) {
            case UP -> {
                if (current != null) {
                    return new Outcome(true, "is up, " + spis(current));
                }
            }
            case REKEY -> {
                if (current != null && !spisBefore.contains(current.inbound().spi())) {
                    return new Outcome(true, "is rekeyed, " + spis(current));
                }
            }
            case REKEY_IKE -> throw new IllegalStateException("is about no child");
            case DOWN -> {
                return current == null ? new Outcome(true, "is down") : null;
            }
        }
        Failure failure = later(child.lastFailure(), connection.lastFailure());
        return failure == null ? null : new Outcome(false, failure.reason());
    }

    /** The last failure since the command came. */
    private @Nullable Failure later(@Nullable Failure child, @Nullable Failure connection) {
        long childNumber = child == null ? 0 : child.number();
        long connectionNumber = connection == null ? 0 : connection.number();
        Failure last = childNumber > connectionNumber ? child : connection;
        return last != null && last.number() > failureCount ? last : null;
    }

    private boolean isClosed(ConnectionReport now) {
        return target.child() != null || now.state() == ConnectionReport.State.DOWN;
    }

    private static @Nullable PairReport current(ChildReport child) {
        return child.pairs().stream()
                .filter(pair -> pair.use() == PairReport.Use.CURRENT)
                .reduce((_, last) -> last)
                .orElse(null);
    }

    private static String spis(PairReport pair) {
        String out = pair.outbound() == null
                ? ""
                : ", out 0x%08x".formatted(pair.outbound().spi());
        return "in 0x%08x".formatted(pair.inbound().spi()) + out;
    }
}
