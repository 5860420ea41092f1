package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.api.Uniqueness;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.wire.Identity;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several IKE SAs with one peer: which of them stay (RFC 7296 §2.4, and {@link Uniqueness}). */
final class DuplicatesExchangeTest {
    private static final TransportAddress ELSEWHERE =
            new TransportAddress(ExchangeFixture.address(198, 51, 100, 7), 500);
    private static final long LATER_NS = 10;

    private int callers;

    private static Peer bob(ExchangeFixture.Options options) {
        return new Peer(
                options.config(ExchangeFixture.BOB, ExchangeFixture.ALICE, ExchangeFixture.FAKES), 100, 0xb0000);
    }

    private static Peer bob(Uniqueness unique) {
        return bob(ExchangeFixture.bob().withUnique(unique).withAnyRemote());
    }

    /** A peer that calls; with {@code NEVER} it does not say INITIAL_CONTACT. */
    private Peer caller(ExchangeFixture.Options options, TransportAddress from, Uniqueness unique) {
        callers++;
        return new Peer(
                options.withUnique(unique).config(from, ExchangeFixture.BOB, ExchangeFixture.FAKES),
                callers,
                0xa0000 + 0x1000 * callers);
    }

    private Peer alice(TransportAddress from, boolean initialContact) {
        return caller(ExchangeFixture.alice(), from, initialContact ? Uniqueness.NO : Uniqueness.NEVER);
    }

    private static void call(Peer caller, Peer called, long nowNs) {
        caller.handle(new IkeInput.Initiate("tunnel"), nowNs);
        exchange(caller, called, nowNs);
    }

    /** Until the caller is silent; what the called says by itself stays in its tray. */
    private static void exchange(Peer caller, Peer called, long nowNs) {
        while (!caller.sent.isEmpty()) {
            called.handle(TwoPeers.arrival(caller.sent.remove()), nowNs);
            caller.handle(TwoPeers.arrival(called.sent.remove()), nowNs);
        }
    }

    @Test
    void keepsAllIfNothingIsSaid() {
        Peer bob = bob(Uniqueness.NO);
        call(alice(ExchangeFixture.ALICE, false), bob, 1);
        call(alice(ELSEWHERE, false), bob, LATER_NS);
        assertThat(bob.inbound).hasSize(2);
        assertThat(bob.reported(IkeEvent.Closed.class)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void believesThatThePeerHasStartedAnewUnlessNever(Uniqueness unique) {
        Peer bob = bob(unique);
        call(alice(ExchangeFixture.ALICE, true), bob, 1);
        Peer again = alice(ELSEWHERE, true);
        call(again, bob, LATER_NS);
        TwoPeers.assertMatches(again.sending(), bob);
        assertThat(bob.inbound).hasSize(unique == Uniqueness.NEVER ? 2 : 1);
        assertThat(bob.sent).as("the old one is gone without a word").isEmpty();
    }

    @Test
    void refusesAnotherWhileOneIsKept() {
        Peer bob = bob(Uniqueness.KEEP);
        Peer alice = alice(ExchangeFixture.ALICE, false);
        call(alice, bob, 1);
        Peer again = alice(ELSEWHERE, false);
        call(again, bob, LATER_NS);
        assertThat(again.event(IkeEvent.Closed.class).reason()).contains("AUTHENTICATION_FAILED");
        assertThat(bob.event(IkeEvent.Refused.class).reason()).contains("another IKE SA, which is kept");
        assertThat(bob.inbound).hasSize(1);
        TwoPeers.assertMatches(alice.sending(), bob);

        alice.handle(new IkeInput.Terminate("tunnel"), LATER_NS);
        exchange(alice, bob, LATER_NS);
        Peer third = alice(ELSEWHERE, false);
        call(third, bob, LATER_NS);
        TwoPeers.assertMatches(third.sending(), bob);
    }

    @Test
    void deletesTheOlderOneWhenItIsReplaced() {
        Peer bob = bob(Uniqueness.REPLACE);
        Peer alice = alice(ExchangeFixture.ALICE, false);
        call(alice, bob, 1);
        Peer again = alice(ELSEWHERE, false);
        again.handle(new IkeInput.Initiate("tunnel"), LATER_NS);
        bob.handle(TwoPeers.arrival(again.sent.remove()), LATER_NS);
        again.handle(TwoPeers.arrival(bob.sent.remove()), LATER_NS);
        bob.handle(TwoPeers.arrival(again.sent.remove()), LATER_NS);
        again.handle(TwoPeers.arrival(bob.sent.remove()), LATER_NS);

        // HDR, SK { D(IKE) } for the first one
        assertThat(bob.sent.getFirst().remote()).isEqualTo(ExchangeFixture.ALICE);
        alice.handle(TwoPeers.arrival(bob.sent.remove()), LATER_NS);
        assertThat(alice.event(IkeEvent.Closed.class).cause()).isEqualTo(CloseCause.PEER_DELETED);
        bob.handle(TwoPeers.arrival(alice.sent.remove()), LATER_NS);
        assertThat(bob.event(IkeEvent.Closed.class).cause()).isEqualTo(CloseCause.REPLACED);
        assertThat(bob.inbound).hasSize(1);
        TwoPeers.assertMatches(again.sending(), bob);
    }

    /** Whichever message comes first, both sides agree on which of the two stays. */
    @Test
    void keepsOneOfTwoThatBothSidesHaveBegunAtOnce() {
        int firstStays = 0;
        for (int seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            TwoPeers peers = new TwoPeers(
                    ExchangeFixture.alice().withUnique(Uniqueness.REPLACE),
                    ExchangeFixture.bob().withUnique(Uniqueness.REPLACE),
                    ExchangeFixture.FAKES,
                    seed);
            peers.alice.handle(new IkeInput.Initiate("tunnel"), 1);
            peers.bob.handle(new IkeInput.Initiate("tunnel"), 1);
            while (!peers.alice.sent.isEmpty() || !peers.bob.sent.isEmpty()) {
                peers.nowNs++;
                boolean fromAlice = !peers.alice.sent.isEmpty() && (peers.bob.sent.isEmpty() || random.nextBoolean());
                if (fromAlice) {
                    peers.toBob();
                } else {
                    peers.toAlice();
                }
            }
            assertThat(peers.alice.inbound).as("seed %d", seed).hasSize(1);
            assertThat(peers.bob.inbound).as("seed %d", seed).hasSize(1);
            assertThat(peers.alice.outbound).hasSize(1);
            assertThat(peers.bob.outbound).hasSize(1);
            peers.assertAgreed();
            assertThat(peers.alice.status().ikeSas()).hasSizeBetween(1, 2);
            int first = peers.alice.event(IkeEvent.ChildEstablished.class).inboundSpi();
            firstStays += peers.alice.inbound.containsKey(first) ? 1 : 0;
        }
        assertThat(firstStays).as("neither the first nor the last").isBetween(1, 199);
    }

    @Test
    void doesNotSayInitialContactBesideAnotherConnectionToTheSamePeer() {
        Peer bob = bob(ExchangeFixture.bob().withChildren(2));
        Peer caller = new Peer(
                ExchangeFixture.split(ExchangeFixture.alice()
                        .withChildren(2)
                        .config(ExchangeFixture.ALICE, ExchangeFixture.BOB, ExchangeFixture.FAKES)),
                1,
                0xa0000);
        caller.handle(new IkeInput.Initiate("net0"), 1);
        exchange(caller, bob, 1);
        caller.handle(new IkeInput.Initiate("net1"), LATER_NS);
        exchange(caller, bob, LATER_NS);
        assertThat(caller.isUp("net0")).isTrue();
        assertThat(caller.isUp("net1")).isTrue();
        assertThat(bob.inbound).hasSize(2);
        assertThat(bob.reported(IkeEvent.Closed.class)).isFalse();
    }

    @Test
    void keepsTrafficFromAnotherPeerThatAsksForIt() {
        Secret key = Secret.owning(new byte[] {1});
        Peer bob = bob(ExchangeFixture.bob()
                .withAnyRemote()
                .withAuth(
                        LocalAuth.sharedKey(Identity.fqdn("bob"), key),
                        RemoteAuth.sharedKey(IdentityPattern.any(), key)));
        RemoteAuth toBob = RemoteAuth.sharedKey(IdentityPattern.any(), key);
        Peer alice = caller(
                ExchangeFixture.alice().withAuth(LocalAuth.sharedKey(Identity.fqdn("alice"), key), toBob),
                ExchangeFixture.ALICE,
                Uniqueness.NO);
        Peer carol = caller(
                ExchangeFixture.alice()
                        .withLocal(ExchangeFixture.part(ExchangeFixture.NET_A, 7))
                        .withAuth(LocalAuth.sharedKey(Identity.fqdn("carol"), key), toBob),
                ELSEWHERE,
                Uniqueness.NO);
        call(alice, bob, 1);
        call(carol, bob, LATER_NS);
        assertThat(carol.event(IkeEvent.ChildFailed.class).reason()).contains("TS_UNACCEPTABLE");
        assertThat(bob.event(IkeEvent.ChildFailed.class).reason())
                .contains("the peer alice has some of the traffic selectors that carol asks for");
        assertThat(bob.inbound).hasSize(1);
        TwoPeers.assertMatches(alice.sending(), bob);
        carol.handle(new IkeInput.InitiateChild("tunnel", "net"), LATER_NS);
        exchange(carol, bob, LATER_NS);
        assertThat(carol.inbound).as("nor by CREATE_CHILD_SA").isEmpty();

        alice.handle(new IkeInput.RekeyChild(alice.inbound.firstEntry().getKey()), LATER_NS);
        exchange(alice, bob, LATER_NS);
        assertThat(alice.reported(IkeEvent.ChildRekeyed.class))
                .as("her own is no obstacle")
                .isTrue();
        alice.handle(new IkeInput.Terminate("tunnel"), LATER_NS);
        exchange(alice, bob, LATER_NS);
        carol.handle(new IkeInput.InitiateChild("tunnel", "net"), LATER_NS);
        exchange(carol, bob, LATER_NS);
        TwoPeers.assertMatches(carol.sending(), bob);
    }
}
