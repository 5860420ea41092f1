package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.crypto.KeyExchanges;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.wire.PayloadType;
import dev.ringswan.ike.wire.TrafficSelector;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** IKE_AUTH with pre-shared keys and the first child SA, message by message (RFC 7296 §1.2, §2.15). */
final class AuthExchangeTest {
    @Test
    void establishesBothSidesWithAChild() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob());
        peers.initiate();
        peers.toBob();
        peers.toAlice();

        // HDR, SK { IDi, IDr, AUTH, SAi2, TSi, TSr, N(INITIAL_CONTACT) } -->
        assertThat(peers.toBob()).isEqualTo("IKE_AUTH request 1");
        assertThat(peers.bob.reported(IkeEvent.Established.class)).isTrue();
        assertThat(peers.bob.inbound).hasSize(1);
        assertThat(peers.alice.inbound).isEmpty();
        // <-- HDR, SK { IDr, AUTH, SAr2, TSi, TSr }
        assertThat(peers.toAlice()).isEqualTo("IKE_AUTH response 1");
        assertThat(peers.alice.reported(IkeEvent.Established.class)).isTrue();

        peers.assertAgreed();
        assertThat(peers.alice.sent).isEmpty();
        assertThat(peers.bob.sent).isEmpty();
        assertThat(peers.alice.sending().encryptionKey())
                .isNotEqualTo(peers.bob.sending().encryptionKey());
        assertThat(peers.alice.sending().encapsulated()).isFalse();
    }

    @Test
    void worksWithRealCryptography() {
        TwoPeers peers = new TwoPeers(
                ExchangeFixture.alice().withEsp(ExchangeFixture.ESP_CBC),
                ExchangeFixture.bob().withEsp(ExchangeFixture.ESP_GCM, ExchangeFixture.ESP_CBC),
                KeyExchanges.standard(WeakAlgorithms.REFUSED),
                7);

        peers.establish();

        assertThat(peers.alice.sending().suite()).isEqualTo(ExchangeFixture.ESP_CBC);
        assertThat(peers.alice.sending().encryptionKey().length()).isEqualTo(32);
        assertThat(peers.alice.sending().integrityKey().length()).isEqualTo(32);
    }

    @Test
    void refusesAWrongSharedKey() {
        TwoPeers peers =
                new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob().withSharedKey("another secret"));
        peers.initiate();
        peers.run();

        // <-- HDR, SK { N(AUTHENTICATION_FAILED) }
        assertThat(peers.bob.event(IkeEvent.Refused.class).reason())
                .contains("the peer's pre-shared key is not the one configured here");
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason())
                .isEqualTo("the peer answered IKE_AUTH with N(AUTHENTICATION_FAILED); we are alice by a pre-shared key,"
                        + " the peer is to be bob");
        assertNothingInstalled(peers);
    }

    @Test
    void refusesAnIdentityThatNobodyExpects() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice().withLocalName("mallory"), ExchangeFixture.bob());
        peers.initiate();
        peers.run();

        assertThat(peers.bob.event(IkeEvent.Refused.class).reason()).contains("no connection for the peer mallory");
        assertNothingInstalled(peers);
    }

    @Test
    void keepsTheIkeSaWhenSelectorsDoNotMatch() {
        TrafficSelector other =
                TrafficSelector.of(ExchangeFixture.address(10, 9, 0, 0), ExchangeFixture.address(10, 9, 0, 9));
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice().withLocal(other), ExchangeFixture.bob());
        peers.initiate();
        peers.run();

        // <-- HDR, SK { IDr, AUTH, N(TS_UNACCEPTABLE) }
        assertThat(peers.alice.reported(IkeEvent.Established.class)).isTrue();
        assertThat(peers.alice.event(IkeEvent.ChildFailed.class).reason()).contains("TS_UNACCEPTABLE");
        assertThat(peers.bob.event(IkeEvent.ChildFailed.class).reason())
                .contains("offered [10.9.0.0-10.9.0.9] === [10.2.0.0-10.2.255.255]");
        assertNothingInstalled(peers);
    }

    @Test
    void keepsTheIkeSaWhenNoProposalForTheChildMatches() {
        TwoPeers peers =
                new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob().withEsp(ExchangeFixture.ESP_CBC));
        peers.initiate();
        peers.run();

        assertThat(peers.alice.reported(IkeEvent.Established.class)).isTrue();
        assertThat(peers.alice.event(IkeEvent.ChildFailed.class).reason()).contains("NO_PROPOSAL_CHOSEN");
        assertNothingInstalled(peers);
    }

    @Test
    void refusesChildrenForWhichThereIsNoRoom() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob());
        peers.bob.isFull = true;
        peers.initiate();
        peers.run();
        assertThat(peers.alice.reported(IkeEvent.Established.class)).isTrue();
        assertThat(peers.alice.event(IkeEvent.ChildFailed.class).reason()).contains("NO_ADDITIONAL_SAS");
        peers.alice.handle(new IkeInput.InitiateChild("tunnel", "net"), 5);
        peers.run();
        assertThat(peers.alice.count(IkeEvent.ChildFailed.class)).isEqualTo(2);
        peers.bob.handle(new IkeInput.InitiateChild("tunnel", "net"), 6);
        assertThat(peers.bob.sent).isEmpty();
        assertNothingInstalled(peers);

        peers.alice.isFull = true;
        peers.alice.handle(new IkeInput.Terminate("tunnel"), 7);
        peers.run();
        peers.initiate();
        peers.run();
        assertThat(peers.alice.events.getLast().toString()).contains("all inbound SAs are in use");
    }

    @Test
    void narrowsSelectors() {
        TrafficSelector half =
                TrafficSelector.of(ExchangeFixture.address(10, 2, 0, 0), ExchangeFixture.address(10, 2, 0, 255));
        TwoPeers peers =
                new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob().withLocal(half)).establish();

        assertThat(peers.alice.sending().remoteSelectors()).containsExactly(half);
    }

    @Test
    void picksTheChildWhoseSelectorsFit() {
        TwoPeers peers = new TwoPeers(
                        ExchangeFixture.alice().withLocal(ExchangeFixture.part(ExchangeFixture.NET_A, 1)),
                        ExchangeFixture.bob().withChildren(3))
                .establish();

        assertThat(peers.bob.sending().child()).isEqualTo("net1");
        assertThat(peers.alice.sending().remoteSelectors())
                .containsExactly(ExchangeFixture.part(ExchangeFixture.NET_B, 1));
    }

    @Test
    void usesTransportModeWhereBothWantIt() {
        TwoPeers peers = new TwoPeers(
                        ExchangeFixture.alice().withTransport(),
                        ExchangeFixture.bob().withTransport())
                .establish();

        assertThat(peers.alice.sending().transport()).isTrue();
        assertThat(peers.bob.sending().transport()).isTrue();
    }

    @Test
    void usesTunnelModeWhereOneWantsIt() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice().withTransport(), ExchangeFixture.bob()).establish();

        assertThat(peers.alice.sending().transport()).isFalse();
        assertThat(peers.bob.sending().transport()).isFalse();
    }

    @Test
    void repeatsTheResponseByteForByte() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob());
        peers.initiate();
        peers.toBob();
        peers.toAlice();
        peers.toBob();
        var lost = peers.bob.sent.remove();
        peers.elapse(ExchangeFixture.TIMERS.retransmitNs());
        peers.toBob();

        assertThat(peers.bob.sent).containsExactly(lost);
        assertThat(peers.bob.inbound).hasSize(1);
        peers.run();
        peers.assertAgreed();
    }

    @Test
    void takesInitialContactForTheEndOfOlderIkeSas() {
        TwoPeers peers = TwoPeers.established();
        int oldSpi = peers.bob.inbound.firstEntry().getKey();
        // Alice has lost everything.
        Peer anew = startAnew(peers.bob);

        assertThat(peers.bob.event(IkeEvent.Closed.class).reason()).contains("started anew");
        assertThat(peers.bob.isUp("tunnel")).isTrue();
        assertThat(peers.bob.inbound).hasSize(1).doesNotContainKey(oldSpi);
        TwoPeers.assertMatches(peers.bob.sending(), anew);
    }

    @Test
    void closesAnIkeSaOnce() {
        TwoPeers peers = TwoPeers.established();
        peers.bob.handle(new IkeInput.Terminate("tunnel"), 10);
        peers.run();
        assertThat(peers.bob.count(IkeEvent.Closed.class)).isEqualTo(1);
        assertThat(peers.bob.isUp("tunnel")).isFalse();

        // The old one is still remembered for repeated requests; it must not end again.
        startAnew(peers.bob);
        assertThat(peers.bob.count(IkeEvent.Closed.class)).isEqualTo(1);
        assertThat(peers.bob.isUp("tunnel")).isTrue();
    }

    private static Peer startAnew(Peer bob) {
        Peer anew = new Peer(
                ExchangeFixture.alice().config(ExchangeFixture.ALICE, ExchangeFixture.BOB, ExchangeFixture.FAKES),
                99,
                0xc0000);
        anew.handle(new IkeInput.Initiate("tunnel"), 10);
        while (!anew.sent.isEmpty()) {
            bob.handle(TwoPeers.arrival(anew.sent.remove()), 10);
            anew.handle(TwoPeers.arrival(bob.sent.remove()), 10);
        }
        return anew;
    }

    @Test
    void initiatesOnce() {
        TwoPeers peers = TwoPeers.established();
        peers.initiate();

        assertThat(peers.alice.sent).isEmpty();
        assertThat(peers.alice.event(IkeEvent.Ignored.class).reason()).contains("is up");
    }

    private static void assertNothingInstalled(TwoPeers peers) {
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.alice.outbound).isEmpty();
        assertThat(peers.bob.inbound).isEmpty();
        assertThat(peers.bob.outbound).isEmpty();
    }

    @Test
    void countsStrangersThatFailAsHalfOpen() throws Exception {
        Peer bob = new Peer(
                ExchangeFixture.bob()
                        .withLimits(4, 100)
                        .withAnyRemote()
                        .config(ExchangeFixture.BOB, ExchangeFixture.ALICE, ExchangeFixture.FAKES),
                1,
                0xb0000);
        byte[] nobody = {0, 0, 0, 8, 2, 0, 0, 0};
        for (int i = 0; i < 3; i++) {
            new HostileInitiator(bob, 10 + i).authenticate(PayloadType.IDI, i == 0 ? new byte[] {0} : nobody);
            bob.sent.clear();
        }

        // Three of four: a fourth stranger finds no room, and no stranger has ended anything that was up.
        assertThatThrownBy(() -> new HostileInitiator(bob, 20)).isInstanceOf(NoSuchElementException.class);
        assertThat(bob.reported(IkeEvent.Closed.class)).isFalse();
        assertThat(bob.count(IkeEvent.Refused.class)).isEqualTo(3);

        bob.handle(new IkeInput.TimerElapsed(), 2 + ExchangeFixture.TIMERS.halfOpenNs());
        new HostileInitiator(bob, 30);
    }
}
