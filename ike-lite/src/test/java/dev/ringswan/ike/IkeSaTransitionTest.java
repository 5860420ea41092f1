package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.IkeSaStatus;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every kind of input in every state of an IKE SA, against the table in {@code ike-sa-transitions.txt}, which was read line
 * by line: a line is state, input, states afterwards, and effects.
 */
final class IkeSaTransitionTest {
    private static final int NO_SUCH_SPI = 4_711;

    /** What brings somebody into a state; returns who is in it. */
    private static final Map<String, Function<TwoPeers, Peer>> STATES = states();

    private static final Map<String, Function<Peer, IkeInput>> INPUTS = inputs();

    @Test
    void doesWhatTheTableSays() throws IOException {
        List<String> lines = new ArrayList<>();
        STATES.forEach((state, enter) -> INPUTS.forEach((name, input) ->
                lines.add((state + " | " + name + " | " + outcome(state, enter, input)).stripTrailing())));

        assertThat(String.join("\n", lines)).isEqualTo(table());
    }

    private static String outcome(String state, Function<TwoPeers, Peer> enter, Function<Peer, IkeInput> input) {
        boolean plain = !state.contains("following");
        TransformSet ike = plain ? ExchangeFixture.IKE_X25519 : ExchangeFixture.IKE_HYBRID;
        TransformSet esp = plain ? ExchangeFixture.ESP_GCM : ExchangeFixture.ESP_HYBRID;
        TwoPeers peers = new TwoPeers(
                ExchangeFixture.alice().withIke(ike).withEsp(esp).withChildren(2),
                ExchangeFixture.bob().withIke(ike).withEsp(esp).withChildren(2));
        Peer peer = enter.apply(peers);
        peer.sent.clear();
        IkeInput event = input.apply(peer);
        long nowNs = event instanceof IkeInput.TimerElapsed
                ? Math.min(peer.nextDeadlineNs(), Long.MAX_VALUE / 2)
                : peers.nowNs;
        List<IkeEffect> effects = peer.handleAndReturn(event, nowNs);
        String states =
                peer.status().ikeSas().stream().map(sa -> sa.state().name()).collect(Collectors.joining(", "));
        return (states.isEmpty() ? "-" : states) + " | "
                + effects.stream().map(IkeSaTransitionTest::describe).collect(Collectors.joining(", "));
    }

    private static String describe(IkeEffect effect) {
        return switch (effect) {
            case IkeEffect.SendDatagram datagram -> TwoPeers.describe(datagram).replaceAll(" \\[.*", "");
            case IkeEffect.Report report -> "\"" + report.event().getClass().getSimpleName() + "\"";
            default -> effect.getClass().getSimpleName();
        };
    }

    private static Map<String, Function<TwoPeers, Peer>> states() {
        Map<String, Function<TwoPeers, Peer>> states = new LinkedHashMap<>();
        states.put("none", peers -> peers.alice);
        states.put("initiating", peers -> {
            peers.initiate();
            return peers.alice;
        });
        states.put("authenticating", peers -> {
            peers.initiate();
            peers.toBob();
            peers.toAlice();
            return peers.alice;
        });
        states.put("responding", peers -> {
            peers.initiate();
            peers.toBob();
            return peers.bob;
        });
        states.put("established", IkeSaTransitionTest::up);
        states.put("rekeying child", peers -> with(up(peers), peer -> new IkeInput.RekeyChild(first(peer))));
        states.put("closing child", peers -> with(up(peers), _ -> new IkeInput.TerminateChild("tunnel", "net0")));
        states.put("rekeying IKE", peers -> with(up(peers), _ -> new IkeInput.RekeyIke("tunnel")));
        states.put("undecided", peers -> {
            up(peers);
            peers.alice.handle(new IkeInput.RekeyIke("tunnel"), peers.nowNs);
            peers.bob.handle(new IkeInput.RekeyIke("tunnel"), peers.nowNs);
            peers.toBob();
            return peers.bob;
        });
        states.put("rekeyed", peers -> {
            up(peers);
            peers.alice.handle(new IkeInput.RekeyIke("tunnel"), peers.nowNs);
            peers.toBob();
            return peers.bob;
        });
        following(states);
        states.put("deleting", peers -> with(up(peers), _ -> new IkeInput.Terminate("tunnel")));
        states.put("closed", peers -> {
            up(peers);
            peers.alice.handle(new IkeInput.Terminate("tunnel"), peers.nowNs);
            peers.run();
            return peers.alice;
        });
        return states;
    }

    private static void following(Map<String, Function<TwoPeers, Peer>> states) {
        states.put("following", peers -> {
            peers.alice.handle(new IkeInput.RekeyChild(first(up(peers))), peers.nowNs);
            peers.toBob();
            peers.toAlice();
            return peers.alice;
        });
        states.put("following IKE", peers -> {
            up(peers);
            peers.alice.handle(new IkeInput.RekeyIke("tunnel"), peers.nowNs);
            peers.toBob();
            peers.toAlice();
            return peers.alice;
        });
        states.put("peer is following", peers -> {
            peers.alice.handle(new IkeInput.RekeyChild(first(up(peers))), peers.nowNs);
            peers.toBob();
            return peers.bob;
        });
        states.put("peer is following IKE", peers -> {
            up(peers);
            peers.alice.handle(new IkeInput.RekeyIke("tunnel"), peers.nowNs);
            peers.toBob();
            return peers.bob;
        });
    }

    private static Peer up(TwoPeers peers) {
        peers.alice.handle(new IkeInput.InitiateChild("tunnel", "net0"), peers.nowNs);
        peers.run();
        assertThat(peers.alice.status().ikeSas().getFirst().state()).isEqualTo(IkeSaStatus.State.ESTABLISHED);
        return peers.alice;
    }

    private static Peer with(Peer peer, Function<Peer, IkeInput> input) {
        peer.handle(input.apply(peer), 1);
        return peer;
    }

    private static Map<String, Function<Peer, IkeInput>> inputs() {
        Map<String, Function<Peer, IkeInput>> inputs = new LinkedHashMap<>();
        inputs.put(
                "Datagram",
                _ -> new IkeInput.Datagram(ExchangeFixture.ALICE, ExchangeFixture.BOB, Bytes.of(new byte[40])));
        inputs.put("TimerElapsed", _ -> new IkeInput.TimerElapsed());
        inputs.put("Configure", peer -> new IkeInput.Configure(peer.config()));
        inputs.put("Initiate", _ -> new IkeInput.Initiate("tunnel"));
        inputs.put("InitiateChild", _ -> new IkeInput.InitiateChild("tunnel", "net0"));
        inputs.put("Acquire", _ -> new IkeInput.Acquire("tunnel", "net1"));
        inputs.put("Terminate", _ -> new IkeInput.Terminate("tunnel"));
        inputs.put("TerminateChild", _ -> new IkeInput.TerminateChild("tunnel", "net0"));
        inputs.put("RekeyIke", _ -> new IkeInput.RekeyIke("tunnel"));
        inputs.put("RekeyChild", peer -> new IkeInput.RekeyChild(first(peer)));
        inputs.put("LifetimeReached soft", peer -> new IkeInput.LifetimeReached(first(peer), false));
        inputs.put("LifetimeReached hard", peer -> new IkeInput.LifetimeReached(first(peer), true));
        inputs.put("InboundUsed", peer -> new IkeInput.InboundUsed(first(peer)));
        inputs.put("OcspAnswered", _ -> new IkeInput.OcspAnswered(1, 0, Bytes.EMPTY, "nobody is there"));
        inputs.put("PeerMoved", peer -> new IkeInput.PeerMoved(first(peer), ExchangeFixture.BOB.withPort(99)));
        return inputs;
    }

    private static int first(Peer peer) {
        return peer.inbound.isEmpty() ? NO_SUCH_SPI : peer.inbound.firstEntry().getKey();
    }

    private static String table() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(IkeSaTransitionTest.class.getResourceAsStream("ike-sa-transitions.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
