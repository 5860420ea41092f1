package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The table of {@code RekeyCollision}, row by row: Bob's request reaches Alice while a request of hers is under way (RFC
 * 7296 §2.8.1, §2.8.2, §2.25).
 */
final class RekeyCollisionExchangeTest {
    private static final IkeInput CREATE = new IkeInput.InitiateChild("tunnel", "net1");
    private static final IkeInput CLOSE = new IkeInput.TerminateChild("tunnel", "net0");
    private static final IkeInput REKEY_IKE = new IkeInput.RekeyIke("tunnel");
    private static final IkeInput CLOSE_IKE = new IkeInput.Terminate("tunnel");

    private final TwoPeers peers = new TwoPeers(
            ExchangeFixture.alice().withChildren(2), ExchangeFixture.bob().withChildren(2));

    RekeyCollisionExchangeTest() {
        peers.alice.handle(new IkeInput.InitiateChild("tunnel", "net0"), 1);
        peers.run();
    }

    // CREATE_CHILD

    @Test
    void makesAChildSaBesideOneThatWeRekey() {
        peers.alice.handle(rekey(peers.alice), 5);
        peers.bob.handle(CREATE, 5);
        peers.toAlice();
        assertThat(peers.alice.names()).containsExactly("net0", "net1");
        settle();
        assertThat(peers.alice.names()).containsExactlyInAnyOrder("net0", "net1");
    }

    @Test
    void makesNoChildSaInAnIkeSaThatWeRekey() {
        peers.alice.handle(REKEY_IKE, 5);
        peers.bob.handle(CREATE, 5);
        peers.toAlice();
        // HDR, SK { N(TEMPORARY_FAILURE) } -->
        assertTemporaryFailure();
        assertThat(peers.alice.names()).containsExactly("net0");
        settle();
        assertThat(peers.alice.names()).as("Bob asks again, in the next IKE SA").containsExactly("net0", "net1");
    }

    @Test
    void makesNoChildSaInAnIkeSaThatWeClose() {
        peers.alice.handle(CLOSE_IKE, 5);
        peers.bob.handle(CREATE, 5);
        peers.toAlice();
        assertTemporaryFailure();
        settle();
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.bob.inbound).isEmpty();
    }

    // REKEY_CHILD

    @Test
    void keepsOneOfTwoSuccessors() {
        peers.alice.handle(rekey(peers.alice), 5);
        peers.bob.handle(rekey(peers.bob), 5);
        peers.toAlice();
        peers.toBob();
        // Each has made what the other one asked for, beside the old one.
        assertThat(peers.alice.inbound).hasSize(2);
        assertThat(peers.bob.inbound).hasSize(2);
        peers.toAlice();
        peers.toBob();
        assertThat(peers.alice.inbound).hasSize(3);
        assertThat(peers.bob.inbound).hasSize(3);
        settle();
        assertOneEach();
    }

    @Test
    void rekeysNothingThatWeClose() {
        peers.alice.handle(CLOSE, 5);
        peers.bob.handle(rekey(peers.bob), 5);
        peers.toAlice();
        assertTemporaryFailure();
        settle();
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.bob.inbound).isEmpty();
        assertThat(peers.bob.reported(IkeEvent.ChildFailed.class)).isFalse();
    }

    @Test
    void rekeysNothingThatIsGone() {
        peers.bob.handle(rekey(peers.bob), 5);
        var late = peers.bob.sent.remove();
        peers.alice.handle(CLOSE, 5);
        peers.toBob();
        peers.toAlice();
        assertThat(peers.alice.inbound).isEmpty();
        peers.alice.handle(TwoPeers.arrival(late), 6);
        // HDR, SK { N(CHILD_SA_NOT_FOUND, b0) } -->
        assertThat(peers.alice.event(IkeEvent.Ignored.class).reason()).contains("that does not exist");
        settle();
        assertThat(peers.bob.inbound).isEmpty();
    }

    @Test
    void rekeysNothingThatAResponseIsYetToBring() {
        peers.alice.handle(CREATE, 5);
        peers.toBob();
        var late = peers.bob.sent.remove();
        peers.bob.handle(rekey(peers.bob), 6);
        peers.toAlice();
        assertTemporaryFailure();
        peers.alice.handle(TwoPeers.arrival(late), 7);
        settle();
        assertThat(peers.alice.names()).containsExactlyInAnyOrder("net0", "net1");
        assertThat(peers.bob.names()).containsExactlyInAnyOrder("net0", "net1");
    }

    @Test
    void rekeysNoChildSaOfAnIkeSaThatWeRekey() {
        peers.alice.handle(REKEY_IKE, 5);
        peers.bob.handle(rekey(peers.bob), 5);
        peers.toAlice();
        assertTemporaryFailure();
        settle();
        assertOneEach();
    }

    // CLOSE_CHILD

    @Test
    void closesAChildSaThatWeRekey() {
        peers.alice.handle(rekey(peers.alice), 5);
        peers.bob.handle(CLOSE, 5);
        peers.toAlice();
        // HDR, SK { D(a0) } --> at once
        assertThat(peers.alice.inbound).isEmpty();
        settle();
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.bob.inbound).isEmpty();
    }

    @Test
    void answersNothingWhenBothCloseTheSame() {
        peers.alice.handle(CLOSE, 5);
        peers.bob.handle(CLOSE, 5);
        peers.toAlice();
        peers.toBob();
        // HDR, SK {} --> and <-- HDR, SK {}: each has named its half already
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.bob.inbound).isEmpty();
        settle();
        assertThat(peers.bob.reported(IkeEvent.Closed.class)).isFalse();
    }

    @Test
    void makesNothingThatThePeerHasClosedBeforeWeKnewIt() {
        peers.alice.handle(CREATE, 5);
        peers.toBob();
        var late = peers.bob.sent.remove();
        peers.bob.handle(new IkeInput.TerminateChild("tunnel", "net1"), 6);
        peers.toAlice();
        peers.alice.handle(TwoPeers.arrival(late), 7);
        settle();
        assertThat(peers.alice.names()).containsExactly("net0");
        assertThat(peers.bob.names()).containsExactly("net0");
        assertThat(peers.alice.reserved).isEmpty();
    }

    // REKEY_IKE

    @Test
    void rekeysNoIkeSaInWhichWeRekeyAChildSa() {
        peers.alice.handle(rekey(peers.alice), 5);
        peers.bob.handle(REKEY_IKE, 5);
        peers.toAlice();
        assertThat(peers.alice.event(IkeEvent.Ignored.class).reason()).contains("while we change something in it");
        settle();
        assertThat(peers.alice.count(IkeEvent.IkeRekeyed.class))
                .as("Bob asks again")
                .isEqualTo(1);
        assertOneEach();
    }

    @Test
    void keepsOneOfTwoIkeSas() {
        peers.alice.handle(REKEY_IKE, 5);
        peers.bob.handle(REKEY_IKE, 5);
        peers.toAlice();
        peers.toBob();
        assertThat(peers.alice.status().ikeSas()).hasSize(2);
        assertThat(peers.bob.status().ikeSas()).hasSize(2);
        settle();
        assertThat(peers.alice.count(IkeEvent.IkeRekeyed.class)).isEqualTo(1);
        assertThat(peers.bob.count(IkeEvent.IkeRekeyed.class)).isEqualTo(1);
        assertOneEach();
    }

    @Test
    void rekeysNoIkeSaThatWeClose() {
        peers.alice.handle(CLOSE_IKE, 5);
        peers.bob.handle(REKEY_IKE, 5);
        peers.toAlice();
        assertThat(peers.alice.reported(IkeEvent.IkeRekeyed.class)).isFalse();
        settle();
        assertClosedOnce();
    }

    // CLOSE_IKE

    @Test
    void closesAnIkeSaThatWeRekey() {
        peers.alice.handle(REKEY_IKE, 5);
        peers.bob.handle(CLOSE_IKE, 5);
        peers.toAlice();
        assertThat(peers.alice.inbound).isEmpty();
        settle();
        assertClosedOnce();
    }

    @Test
    void closesAnIkeSaThatBothClose() {
        peers.alice.handle(CLOSE_IKE, 5);
        peers.bob.handle(CLOSE_IKE, 5);
        peers.toAlice();
        settle();
        assertClosedOnce();
    }

    @Test
    void closesAnIkeSaInWhichWeRekeyAChildSa() {
        peers.alice.handle(rekey(peers.alice), 5);
        peers.bob.handle(CLOSE_IKE, 5);
        peers.toAlice();
        assertThat(peers.alice.inbound).isEmpty();
        settle();
        assertClosedOnce();
        assertThat(peers.alice.reserved).isEmpty();
    }

    /** Of the youngest child SA. */
    private static IkeInput rekey(Peer peer) {
        return new IkeInput.RekeyChild(peer.inbound.lastEntry().getKey());
    }

    private void assertTemporaryFailure() {
        assertThat(peers.alice.event(IkeEvent.Ignored.class).reason())
                .contains("the peer asks while we change the same thing");
    }

    private void assertOneEach() {
        assertThat(peers.alice.names()).containsExactly("net0");
        assertThat(peers.bob.names()).containsExactly("net0");
        peers.assertAgreed();
    }

    private void assertClosedOnce() {
        for (Peer peer : List.of(peers.alice, peers.bob)) {
            assertThat(peer.count(IkeEvent.Closed.class)).isEqualTo(1);
            assertThat(peer.inbound).isEmpty();
            assertThat(peer.outbound).isEmpty();
        }
    }

    /** Long enough for whatever is deferred, and for the overlap. */
    private void settle() {
        peers.run();
        for (int i = 0; i < 25; i++) {
            peers.elapse(Duration.ofSeconds(1).toNanos());
            peers.run();
        }
    }
}
