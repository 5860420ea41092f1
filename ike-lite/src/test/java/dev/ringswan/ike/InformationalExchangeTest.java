package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import org.junit.jupiter.api.Test;

/** INFORMATIONAL, message by message (RFC 7296 §1.4, §2.4). */
final class InformationalExchangeTest {
    @Test
    void deletesTheIkeSaWithItsChildren() {
        TwoPeers peers = TwoPeers.established();
        peers.alice.handle(new IkeInput.Terminate("tunnel"), 5);

        // HDR, SK { D(IKE) } -->
        assertThat(peers.toBob()).isEqualTo("INFORMATIONAL request 2");
        assertThat(peers.bob.inbound).isEmpty();
        assertThat(peers.bob.outbound).isEmpty();
        // <-- HDR, SK {}
        assertThat(peers.toAlice()).isEqualTo("INFORMATIONAL response 2");
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.alice.outbound).isEmpty();
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).isEqualTo("terminated");
        assertThat(peers.bob.event(IkeEvent.Closed.class).reason()).isEqualTo("the peer has deleted it");
        assertThat(peers.alice.event(IkeEvent.Closed.class).cause()).isEqualTo(CloseCause.OPERATOR);
        assertThat(peers.bob.event(IkeEvent.Closed.class).cause()).isEqualTo(CloseCause.PEER_DELETED);
    }

    @Test
    void answersARepeatedDeletion() {
        TwoPeers peers = TwoPeers.established();
        peers.alice.handle(new IkeInput.Terminate("tunnel"), 5);
        peers.toBob();
        var lost = peers.bob.sent.remove();
        peers.elapse(ExchangeFixture.TIMERS.retransmitNs() + 10);
        peers.toBob();

        assertThat(peers.bob.sent).containsExactly(lost);
        peers.run();
        assertThat(peers.alice.reported(IkeEvent.Closed.class)).isTrue();
    }

    @Test
    void letsBothDeleteAtTheSameTime() {
        TwoPeers peers = TwoPeers.established();
        peers.alice.handle(new IkeInput.Terminate("tunnel"), 5);
        peers.bob.handle(new IkeInput.Terminate("tunnel"), 5);
        peers.run();

        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.bob.inbound).isEmpty();
        peers.elapse(ExchangeFixture.TIMERS.halfOpenNs());
        assertThat(peers.alice.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(peers.bob.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void asksASilentPeerWhetherItLives() {
        TwoPeers peers = TwoPeers.established();
        peers.elapse(ExchangeFixture.LIVENESS_NS);

        // HDR, SK {} --> <-- HDR, SK {}, here from both sides
        assertThat(TwoPeers.describe(peers.alice.sent.getFirst())).isEqualTo("INFORMATIONAL request 2");
        peers.run();

        assertThat(peers.alice.nextDeadlineNs()).isEqualTo(peers.nowNs + ExchangeFixture.LIVENESS_NS);
        assertThat(peers.alice.reported(IkeEvent.Closed.class)).isFalse();
    }

    @Test
    void closesWhenThePeerIsDead() {
        TwoPeers peers = TwoPeers.established();
        for (int i = 0; i <= ExchangeFixture.TIMERS.retransmission().repetitions() + 1; i++) {
            peers.nowNs = peers.alice.nextDeadlineNs();
            peers.alice.handle(new IkeInput.TimerElapsed(), peers.nowNs);
        }

        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).isEqualTo("the peer does not answer");
        assertThat(peers.alice.event(IkeEvent.Closed.class).cause()).isEqualTo(CloseCause.PEER_DEAD);
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.alice.outbound).isEmpty();
    }

    @Test
    void deletesAChildAlone() {
        TwoPeers peers = TwoPeers.established();
        int spi = peers.alice.inbound.firstEntry().getKey();
        peers.alice.handle(new IkeInput.LifetimeReached(spi, true), 5);

        // HDR, SK { D(a0) } -->
        assertThat(peers.toBob()).isEqualTo("INFORMATIONAL request 2");
        assertThat(peers.bob.inbound).isEmpty();
        // <-- HDR, SK { D(b0) }
        peers.toAlice();
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.alice.outbound).isEmpty();
        assertThat(peers.alice.event(IkeEvent.ChildClosed.class).cause()).isEqualTo(CloseCause.LIFETIME);
        assertThat(peers.bob.event(IkeEvent.ChildClosed.class).cause()).isEqualTo(CloseCause.PEER_DELETED);
        assertThat(peers.alice.reported(IkeEvent.Closed.class)).isFalse();
    }
}
