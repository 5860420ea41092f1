package dev.ringswan.gateway.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The engine: carries out the steps of one scenario.
 *
 * <p>What happened is taken from both ends where both can tell, and from strongSwan's log where only that can.
 */
final class ScenarioRun {
    private static final int NEGOTIATION_SECONDS = 15;
    private static final int RECOVERY_SECONDS = 40;
    /** A peer that does not answer is given up after 165 s by default; then the tunnel is set up anew. */
    private static final int GIVE_UP_SECONDS = 200;
    /** Traffic goes on for so long after each rekey. */
    private static final int AFTER_REKEY_MS = 300;
    /** What an exchange takes that may be under way. */
    private static final int SETTLE_MS = 200;
    /** They are frozen for so long; we ask after 1 s of silence, counted in whole seconds. */
    private static final int FROZEN_MS = 3_000;
    /** Within so many seconds a liveness check or its answer is in the log. */
    private static final int SILENCE_SECONDS = 5;

    private static final int PINGS_MS = 300;
    private static final PingStream.Outcome NO_PINGS = new PingStream.Outcome(0, 0, 0, 0);

    private static final String LIVENESS_SENT =
            "generating INFORMATIONAL request \\d+ \\[ \\]|retransmit \\d+ of request";
    private static final String LIVENESS_ANSWERED = "parsed INFORMATIONAL response \\d+ \\[ \\]";
    private static final String LIVENESS_ASKED = "parsed INFORMATIONAL request \\d+ \\[ \\]";
    private static final String FRAGMENTS_SENT = "splitting IKE message .* into \\d+ fragments";
    private static final String FRAGMENTS_RECEIVED = "reassembled fragmented IKE message";

    private final Scenario scenario;
    private final Lab lab;
    private final Path directory;
    private final Map<Side, Peer> peers = new EnumMap<>(Side.class);
    private @Nullable PingStream stream;
    private PingStream.Outcome pings = NO_PINGS;
    private @Nullable Sas beforeRestart;
    private String note = "";

    ScenarioRun(Scenario scenario, Lab lab, Path directory) {
        this.scenario = scenario;
        this.lab = lab;
        this.directory = directory;
    }

    /** Makes the peer of one end; strongSwan at theirs, what is to be tested at ours. */
    interface PeerFactory {
        Peer peer(Lab lab, Setup setup, Side side) throws IOException, InterruptedException;
    }

    /** Runs all steps, or until one fails. The lab is the caller's to close. */
    Result run(PeerFactory factory) throws IOException, InterruptedException {
        long beginNs = System.nanoTime();
        String at = "start";
        String reason = "";
        try {
            lab.build();
            if (!scenario.setup().nat().rules().isEmpty()) {
                lab.rules(scenario.setup().nat().rules());
            }
            for (Side side : List.of(Side.THEIRS, Side.OURS)) { // ours may initiate at once
                Peer peer = factory.peer(lab, scenario.setup(), side);
                peers.put(side, peer);
                peer.start();
            }
            for (Step step : scenario.steps()) {
                at = step.text();
                perform(step);
            }
            at = null;
        } catch (InteropFailure failure) {
            reason = Objects.requireNonNullElse(failure.getMessage(), "") + note + complaints();
        }
        return new Result(scenario.name(), at, reason, pings, (System.nanoTime() - beginNs) / 1e9);
    }

    private String complaints() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Side side : Side.values()) {
            Peer peer = peers.get(side);
            String complaint = peer == null ? "" : peer.complaint();
            if (!complaint.isEmpty()) {
                text.append("; ").append(side.label()).append(": ").append(complaint);
            }
        }
        return text.toString();
    }

    private Peer peer(Side side) {
        return Objects.requireNonNull(peers.get(side));
    }

    private void perform(Step step) throws IOException, InterruptedException {
        switch (step) {
            case Step.Up(Side by) -> {
                peer(by).initiate();
                awaitOne("one tunnel at both ends", NEGOTIATION_SECONDS);
            }
            case Step.ComesUp() ->
                await(
                        GIVE_UP_SECONDS,
                        "a new tunnel at both ends",
                        () -> agreed().filter(Sas::isOne)
                                .filter(now -> !now.equals(beforeRestart))
                                .isPresent());
            case Step.Pings() -> ping();
            case Step.PingsRecover() -> recover();
            case Step.StreamBegins() -> stream = PingStream.begin(lab, directory.resolve("ping.log"));
            case Step.StreamEnds() -> endStream();
            case Step.RekeyChild(Side by) -> rekey(true, by);
            case Step.RekeyIke(Side by) -> rekey(false, by);
            case Step.RekeyChildAtOnce() -> rekeyAtOnce(true);
            case Step.RekeyIkeAtOnce() -> rekeyAtOnce(false);
            case Step.Renewals(int children, int ike) -> renewals(children, ike);
            case Step.Liveness(Side by) -> liveness(by);
            case Step.Delete(Side by) -> {
                peer(by).delete();
                awaitNone();
            }
            case Step.Restart(Side of) -> {
                beforeRestart = one();
                peer(of).kill();
                peer(of).start();
            }
            case Step.NatForgets(Side hidden) -> forget(hidden);
            case Step.Fragmented() -> fragmented();
        }
    }

    /** What stands now, as both ends see it; empty while they do not agree. */
    private Optional<Sas> agreed() throws IOException, InterruptedException {
        Sas theirs = peer(Side.THEIRS).sas();
        return peer(Side.OURS).sas().mirrors(theirs) ? Optional.of(theirs) : Optional.empty();
    }

    private void awaitOne(String what, int seconds) throws IOException, InterruptedException {
        await(seconds, what, () -> agreed().filter(Sas::isOne).isPresent());
    }

    private void awaitNone() throws IOException, InterruptedException {
        await(
                NEGOTIATION_SECONDS,
                "nothing left at both ends",
                () -> agreed().filter(Sas::isEmpty).isPresent());
    }

    private void await(int seconds, String what, Waiting.Condition condition) throws IOException, InterruptedException {
        if (!Waiting.within(seconds, condition)) {
            throw new InteropFailure("not within %d s: %s; ours %s; theirs %s"
                    .formatted(
                            seconds,
                            what,
                            peer(Side.OURS).sas(),
                            peer(Side.THEIRS).sas()));
        }
    }

    private void rekey(boolean child, Side side) throws IOException, InterruptedException {
        Sas before = one();
        command(child, side);
        awaitRekeyed(child, before);
    }

    /** IKE messages are held up until both have sent their requests; the retransmissions then cross. */
    private void rekeyAtOnce(boolean child) throws IOException, InterruptedException {
        Sas before = one();
        lab.block(true);
        List<FutureTask<@Nullable Void>> commands = new ArrayList<>();
        for (Side side : Side.values()) {
            FutureTask<@Nullable Void> task = new FutureTask<>(() -> {
                command(child, side);
                return null;
            });
            Thread.ofPlatform().daemon().start(task);
            commands.add(task);
        }
        Thread.sleep(AFTER_REKEY_MS);
        lab.block(false);
        for (FutureTask<@Nullable Void> task : commands) {
            try {
                task.get();
            } catch (ExecutionException e) {
                // Of two who rekey, one may be told that the other was faster.
                note = "; one side was told: " + e.getMessage();
            }
        }
        awaitRekeyed(child, before);
    }

    private void command(boolean child, Side side) throws IOException, InterruptedException {
        if (child) {
            peer(side).rekeyChild();
        } else {
            peer(side).rekeyIke();
        }
    }

    private Sas one() throws IOException, InterruptedException {
        return agreed().filter(Sas::isOne).orElseThrow(() -> new InteropFailure("there is not one tunnel to rekey"));
    }

    private void awaitRekeyed(boolean child, Sas before) throws IOException, InterruptedException {
        String what = child ? "a new child in the same IKE SA" : "a new IKE SA with the same child";
        await(
                NEGOTIATION_SECONDS,
                what,
                () -> agreed().filter(Sas::isOne)
                        .filter(now -> !now.equals(before))
                        .filter(now -> child
                                ? now.ike().equals(before.ike())
                                        && !now.children().equals(before.children())
                                : !now.ike().equals(before.ike())
                                        && now.children().equals(before.children()))
                        .isPresent());
        Thread.sleep(AFTER_REKEY_MS);
    }

    private void renewals(int children, int ike) throws IOException, InterruptedException {
        Set<Object> seenChildren = new HashSet<>();
        Set<Object> seenIke = new HashSet<>();
        await(RECOVERY_SECONDS, "%d new children and %d new IKE SAs".formatted(children, ike), () -> {
            agreed().filter(Sas::isOne).ifPresent(now -> {
                seenChildren.add(now.children());
                seenIke.add(now.ike());
            });
            return seenChildren.size() > children && seenIke.size() > ike;
        });
        awaitOne("one tunnel at both ends", NEGOTIATION_SECONDS);
    }

    private void ping() throws IOException, InterruptedException {
        stream = PingStream.begin(lab, directory.resolve("ping.log"));
        Thread.sleep(PINGS_MS);
        endStream();
    }

    private void endStream() throws IOException, InterruptedException {
        PingStream.Outcome outcome = Objects.requireNonNull(stream).end();
        stream = null;
        pings = pings.plus(outcome);
        if (outcome.lost() > 0 || outcome.duplicates() > 0 || outcome.sent() == 0) {
            throw new InteropFailure("of %d pings %d were lost, %d answered twice"
                    .formatted(outcome.sent(), outcome.lost(), outcome.duplicates()));
        }
    }

    private void forget(Side hidden) throws IOException, InterruptedException {
        Set<String> before = lab.natPorts();
        lab.forget(hidden.other());
        Waiting.until(NEGOTIATION_SECONDS, "the NAT has chosen another port than " + before, () -> {
            Set<String> now = lab.natPorts();
            return !now.isEmpty() && !now.equals(before);
        });
    }

    private void recover() throws IOException, InterruptedException {
        List<String> command = List.of(
                "ping", "-n", "-c", "1", "-W", "1", lab.topology().theirs().host());
        Waiting.until(
                RECOVERY_SECONDS,
                "pings are answered again",
                () -> lab.run(Lab.host(Side.OURS), Map.of(), command).succeeded());
    }

    /**
     * The other end stands still, so nothing comes from there: the asking side must send a request. Then the other end goes on,
     * and must answer it.
     */
    private void liveness(Side by) throws IOException, InterruptedException {
        Peer theirs = peer(Side.THEIRS);
        Thread.sleep(SETTLE_MS);
        int begin = theirs.log().length();
        peer(by.other()).freeze(true);
        try {
            if (by == Side.THEIRS) {
                awaitLog(theirs, begin, LIVENESS_SENT, "a liveness check from them");
            } else {
                Thread.sleep(FROZEN_MS); // they cannot log it before they go on
            }
        } finally {
            peer(by.other()).freeze(false);
        }
        if (by == Side.THEIRS) {
            awaitLog(theirs, begin, LIVENESS_ANSWERED, "our answer to their liveness check");
        } else {
            awaitLog(theirs, begin, LIVENESS_ASKED, "a liveness check from us");
        }
        awaitOne("the tunnel survived", NEGOTIATION_SECONDS);
    }

    private void awaitLog(Peer peer, int begin, String regex, String what) throws IOException, InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        Waiting.until(
                SILENCE_SECONDS,
                what,
                () -> pattern.matcher(peer.log().substring(begin)).find());
    }

    /** strongSwan tells what it sent and what it received. */
    private void fragmented() throws IOException {
        List<String> missing = new ArrayList<>();
        String log = peer(Side.THEIRS).log();
        if (!Pattern.compile(FRAGMENTS_SENT).matcher(log).find()) {
            missing.add("they did not send fragments");
        }
        if (!Pattern.compile(FRAGMENTS_RECEIVED).matcher(log).find()) {
            missing.add("they did not receive fragments");
        }
        if (!missing.isEmpty()) {
            throw new InteropFailure(String.join(", ", missing));
        }
    }
}
