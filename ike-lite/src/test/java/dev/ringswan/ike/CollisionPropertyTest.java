package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each side does something at the same time (RFC 7296 §2.8.1, §2.8.2, §2.25), and messages get lost, doubled and out of
 * order: in the end both have the same, once.
 */
final class CollisionPropertyTest {
    private static final int SEEDS = 150;
    private static final int LOSSES_MAX = 3;

    /** What one side does. */
    enum Action {
        REKEY_CHILD,
        CLOSE_CHILD,
        CREATE_CHILD,
        REKEY_IKE,
        CLOSE_IKE
    }

    @ParameterizedTest
    @CsvSource({
        "REKEY_CHILD, REKEY_CHILD",
        "REKEY_CHILD, CLOSE_CHILD",
        "REKEY_CHILD, CREATE_CHILD",
        "REKEY_CHILD, REKEY_IKE",
        "REKEY_CHILD, CLOSE_IKE",
        "CLOSE_CHILD, CLOSE_CHILD",
        "CLOSE_CHILD, CREATE_CHILD",
        "CLOSE_CHILD, REKEY_IKE",
        "CLOSE_CHILD, CLOSE_IKE",
        "CREATE_CHILD, REKEY_IKE",
        "CREATE_CHILD, CLOSE_IKE",
        "REKEY_IKE, REKEY_IKE",
        "REKEY_IKE, CLOSE_IKE",
        "CLOSE_IKE, CLOSE_IKE"
    })
    void comesToTheSameEndOnBothSides(Action ofAlice, Action ofBob) {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                run(seed, ofAlice, ofBob);
                run(seed, ofBob, ofAlice);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void run(int seed, Action ofAlice, Action ofBob) {
        Random random = new Random(seed);
        boolean sameOrder = random.nextBoolean();
        boolean hybrid = random.nextBoolean();
        TwoPeers peers = new TwoPeers(
                proposing(ExchangeFixture.alice(), hybrid, true),
                proposing(ExchangeFixture.bob(), hybrid, sameOrder),
                ExchangeFixture.FAKES,
                seed);
        peers.alice.handle(new IkeInput.InitiateChild("tunnel", "net0"), 1);
        peers.run();

        act(peers.alice, ofAlice);
        act(peers.bob, ofBob);
        int losses = random.nextInt(LOSSES_MAX + 1);
        while (!peers.alice.sent.isEmpty() || !peers.bob.sent.isEmpty()) {
            Peer from = peers.bob.sent.isEmpty() || (!peers.alice.sent.isEmpty() && random.nextBoolean())
                    ? peers.alice
                    : peers.bob;
            var datagram = take(from.sent, random);
            if (losses > 0 && random.nextInt(3) == 0) {
                losses--;
            } else {
                Peer to = from == peers.alice ? peers.bob : peers.alice;
                to.handle(TwoPeers.arrival(datagram), peers.nowNs);
                if (random.nextInt(8) == 0) {
                    to.handle(TwoPeers.arrival(datagram), peers.nowNs);
                }
            }
        }
        settle(peers);
        boolean closed = ofAlice == Action.CLOSE_IKE || ofBob == Action.CLOSE_IKE;
        assertEnd(peers, closed, ofAlice == Action.CLOSE_CHILD || ofBob == Action.CLOSE_CHILD);
    }

    /** With additional key exchanges; if both prefer different proposals, those of one side only go on with them. */
    private static ExchangeFixture.Options proposing(
            ExchangeFixture.Options options, boolean hybrid, boolean hybridFirst) {
        if (!hybrid) {
            return options.withChildren(2);
        }
        return (hybridFirst
                        ? options.withIke(ExchangeFixture.IKE_HYBRID, ExchangeFixture.IKE_X25519)
                                .withEsp(ExchangeFixture.ESP_HYBRID, ExchangeFixture.ESP_GCM_PFS)
                        : options.withIke(ExchangeFixture.IKE_X25519, ExchangeFixture.IKE_HYBRID)
                                .withEsp(ExchangeFixture.ESP_GCM_PFS, ExchangeFixture.ESP_HYBRID))
                .withChildren(2);
    }

    private static <T> T take(Deque<T> sent, Random random) {
        if (random.nextInt(4) == 0) {
            sent.addLast(sent.removeFirst());
        }
        return sent.removeFirst();
    }

    private static void act(Peer peer, Action action) {
        int spi = peer.inbound.firstEntry().getKey();
        peer.handle(
                switch (action) {
                    case REKEY_CHILD -> new IkeInput.RekeyChild(spi);
                    case CLOSE_CHILD -> new IkeInput.TerminateChild("tunnel", "net0");
                    case CREATE_CHILD -> new IkeInput.InitiateChild("tunnel", "net1");
                    case REKEY_IKE -> new IkeInput.RekeyIke("tunnel");
                    case CLOSE_IKE -> new IkeInput.Terminate("tunnel");
                },
                1);
    }

    /** Time passes, and nothing gets lost any more. */
    private static void settle(TwoPeers peers) {
        long endNs = peers.nowNs + 4 * ExchangeFixture.TIMERS.spanNs();
        while (Math.min(peers.alice.nextDeadlineNs(), peers.bob.nextDeadlineNs()) <= endNs) {
            peers.nowNs = Math.min(peers.alice.nextDeadlineNs(), peers.bob.nextDeadlineNs());
            peers.elapse(0);
            peers.run();
        }
        peers.nowNs = endNs;
    }

    private static void assertEnd(TwoPeers peers, boolean closed, boolean childClosed) {
        for (Peer peer : List.of(peers.alice, peers.bob)) {
            assertThat(peer.reserved).as("SPIs that leaked").isEmpty();
            assertThat(peer.reported(IkeEvent.Closed.class)).as("closed").isEqualTo(closed);
            assertThat(peer.reported(IkeEvent.ChildFailed.class)).isFalse();
            if (closed) {
                assertThat(peer.inbound).isEmpty();
                assertThat(peer.outbound).isEmpty();
                assertThat(peer.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
            }
        }
        assertThat(peers.alice.names()).as("once each").doesNotHaveDuplicates();
        assertThat(peers.alice.names()).containsExactlyInAnyOrderElementsOf(peers.bob.names());
        if (!closed && !childClosed) {
            assertThat(peers.alice.names()).contains("net0");
        }
        if (!closed) {
            assertThat(peers.alice.outbound).hasSameSizeAs(peers.alice.inbound);
            peers.alice.outbound.values().forEach(sa -> TwoPeers.assertMatches(sa, peers.bob));
            peers.bob.outbound.values().forEach(sa -> TwoPeers.assertMatches(sa, peers.alice));
            // The IKE SA works in both directions.
            peers.alice.handle(new IkeInput.RekeyIke("tunnel"), peers.nowNs);
            peers.run();
            peers.bob.handle(new IkeInput.Terminate("tunnel"), peers.nowNs);
            peers.run();
            assertThat(peers.alice.inbound).isEmpty();
            assertThat(peers.bob.inbound).isEmpty();
        }
    }
}
