package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.wire.Bytes;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Alice is behind a NAT that changes its mind (RFC 7296 §2.23). */
final class NatExchangeTest {
    private static final TransportAddress BEFORE =
            new TransportAddress(ExchangeFixture.address(198, 51, 100, 1), 40_000);
    private static final TransportAddress AFTER =
            new TransportAddress(ExchangeFixture.address(198, 51, 100, 1), 50_000);

    private final TwoPeers peers =
            new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob().withAnyRemote());

    @Test
    void followsAnAuthenticMessage() {
        establish();
        peers.nowNs += ExchangeFixture.LIVENESS_NS;
        peers.alice.handle(new IkeInput.TimerElapsed(), peers.nowNs);
        // HDR, SK {} --> by the new mapping
        toBob(AFTER);

        assertThat(peers.bob.event(IkeEvent.PeerMoved.class).remote()).isEqualTo(AFTER);
        assertThat(peers.bob.sending().remote()).isEqualTo(AFTER);
        // <-- HDR, SK {}
        assertThat(peers.bob.sent.getFirst().remote()).isEqualTo(AFTER);
        peers.toAlice();
        assertThat(peers.alice.sent).isEmpty();
    }

    @Test
    void followsEsp() {
        establish();
        int b0 = peers.bob.inbound.firstEntry().getKey();
        peers.bob.handle(new IkeInput.PeerMoved(b0, AFTER), 5);

        assertThat(peers.bob.sending().remote()).isEqualTo(AFTER);
        peers.bob.handle(new IkeInput.RekeyChild(b0), 6);
        assertThat(peers.bob.sent.getFirst().remote()).isEqualTo(AFTER);
        toAlice();
        toBob(AFTER);
        toAlice();
        toBob(AFTER);
        assertThat(peers.bob.inbound).hasSize(2);
        assertThat(peers.bob.sending().remote()).isEqualTo(AFTER);
    }

    @Test
    void sendsWhereThePeerIsOnAnSaThatWasRegisteredBefore() {
        establish();
        peers.alice.handle(
                new IkeInput.RekeyChild(peers.alice.inbound.firstEntry().getKey()), 5);
        toBob(BEFORE);
        toAlice();
        int b1 = peers.bob.inbound.lastEntry().getKey();
        peers.bob.handle(new IkeInput.PeerMoved(b1, AFTER), 6);
        peers.bob.handle(new IkeInput.InboundUsed(b1), 6);

        assertThat(peers.bob.sending().pairSpi()).isEqualTo(b1);
        assertThat(peers.bob.sending().remote()).isEqualTo(AFTER);
    }

    @Test
    void answersARepeatedRequestWhereItCameFrom() {
        establish();
        peers.nowNs += ExchangeFixture.LIVENESS_NS;
        peers.alice.handle(new IkeInput.TimerElapsed(), peers.nowNs);
        toBob(BEFORE);
        peers.bob.sent.clear();
        peers.nowNs += ExchangeFixture.TIMERS.retransmitNs();
        peers.alice.handle(new IkeInput.TimerElapsed(), peers.nowNs);
        toBob(AFTER);

        assertThat(peers.bob.sent.getFirst().remote()).isEqualTo(AFTER);
        // The repetition shows nothing: anybody may have sent it.
        assertThat(peers.bob.reported(IkeEvent.PeerMoved.class)).isFalse();
    }

    @Test
    void followsNothingThatIsForged() {
        establish();
        byte[] forged = new byte[100];
        peers.bob.handle(
                new IkeInput.Datagram(ExchangeFixture.BOB.withPort(TransportAddress.NAT_PORT), AFTER, Bytes.of(forged)),
                5);
        peers.bob.handle(new IkeInput.PeerMoved(4_711, AFTER), 5);

        assertThat(peers.bob.sending().remote()).isEqualTo(BEFORE);
    }

    @Test
    void stayWhereTheyAreWithoutNat() {
        TwoPeers direct = TwoPeers.established();
        direct.bob.handle(new IkeInput.PeerMoved(direct.bob.inbound.firstEntry().getKey(), AFTER), 5);

        assertThat(direct.bob.sending().remote()).isEqualTo(ExchangeFixture.ALICE);
        assertThat(direct.bob.reported(IkeEvent.PeerMoved.class)).isFalse();
    }

    private void establish() {
        peers.initiate();
        while (!peers.alice.sent.isEmpty() || !peers.bob.sent.isEmpty()) {
            if (!peers.alice.sent.isEmpty()) {
                toBob(BEFORE);
            } else {
                toAlice();
            }
        }
        assertThat(peers.bob.sending().remote()).isEqualTo(BEFORE);
        assertThat(peers.bob.sending().encapsulated()).isTrue();
        assertThat(peers.alice.sending().encapsulated()).isTrue();
    }

    private void toBob(TransportAddress mapping) {
        IkeEffect.SendDatagram datagram = Objects.requireNonNull(peers.alice.sent.poll());
        peers.bob.handle(new IkeInput.Datagram(datagram.remote(), mapping, datagram.content()), peers.nowNs);
    }

    private void toAlice() {
        IkeEffect.SendDatagram datagram = Objects.requireNonNull(peers.bob.sent.poll());
        TransportAddress inside =
                ExchangeFixture.ALICE.withPort(datagram.local().port());
        peers.alice.handle(new IkeInput.Datagram(inside, datagram.local(), datagram.content()), peers.nowNs);
    }
}
