package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.ConnectionStatus;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.IkeLifetime;
import dev.ringswan.ike.api.IkeSaStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the operator is shown. */
final class IkeStatusTest {
    private static final IkeLifetime HOUR = new IkeLifetime(Duration.ofHours(1).toNanos(), 0, 0);

    @Test
    void showsWhatIsDown() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice().withChildren(2), ExchangeFixture.bob());
        ConnectionStatus status = peers.alice.status();

        assertThat(status.connection()).isEqualTo("tunnel");
        assertThat(status.ikeSas()).isEmpty();
        assertThat(status.downChildren()).containsExactly("net0", "net1");
        assertThat(status.lastFailure()).isEmpty();
    }

    @Test
    void showsWhatIsUp() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice().withLifetime(HOUR), ExchangeFixture.bob()).establish();
        IkeSaStatus sa = peers.alice.status().ikeSas().getFirst();

        assertThat(sa.state()).isEqualTo(IkeSaStatus.State.ESTABLISHED);
        assertThat(sa.initiator()).isTrue();
        assertThat(sa.suite()).contains("CURVE25519");
        assertThat(sa.remoteIdentity()).isEqualTo("bob");
        assertThat(sa.remote()).isEqualTo(ExchangeFixture.BOB);
        assertThat(sa.establishedNs()).isEqualTo(1);
        assertThat(sa.rekeyNs()).isEqualTo(1 + HOUR.rekeyNs());
        assertThat(sa.localSpi())
                .isEqualTo(peers.bob.status().ikeSas().getFirst().remoteSpi());
        IkeSaStatus.ChildStatus child = sa.children().getFirst();
        assertThat(child.child()).isEqualTo("net");
        assertThat(child.inboundSpi())
                .isEqualTo(peers.alice.inbound.firstEntry().getKey());
        assertThat(child.outboundSpi()).isEqualTo(peers.bob.inbound.firstEntry().getKey());
        assertThat(child.sending()).isTrue();
        assertThat(peers.alice.status().downChildren()).isEmpty();
    }

    @Test
    void showsARekeyUnderWay() {
        TwoPeers peers = TwoPeers.established();
        peers.alice.handle(
                new IkeInput.RekeyChild(peers.alice.inbound.firstEntry().getKey()), 5);
        peers.toBob();

        assertThat(peers.bob.status().ikeSas().getFirst().children())
                .extracting(IkeSaStatus.ChildStatus::state)
                .containsExactly(IkeSaStatus.ChildState.REKEYED, IkeSaStatus.ChildState.UP);
        assertThat(peers.bob.status().ikeSas().getFirst().children().getLast().sending())
                .isFalse();
        peers.run();
        peers.alice.handle(new IkeInput.RekeyIke("tunnel"), 6);
        peers.toBob();
        assertThat(peers.bob.status().ikeSas())
                .extracting(IkeSaStatus::state)
                .containsExactly(IkeSaStatus.State.REKEYED, IkeSaStatus.State.ESTABLISHED);
    }

    @Test
    void keepsTheLastFailure() {
        TwoPeers peers =
                new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob().withIke(ExchangeFixture.IKE_ECP_256));
        peers.initiate();
        peers.run();

        assertThat(peers.alice.status().lastFailure().orElseThrow().reason())
                .contains("NO_PROPOSAL_CHOSEN")
                .contains("CURVE25519");
        assertThat(peers.bob.status().lastFailure().orElseThrow().reason())
                .contains("KE offered is [CURVE25519], configured is [ECP_256]");
        assertThat(peers.alice.status().ikeSas().getFirst().state()).isEqualTo(IkeSaStatus.State.CLOSED);
    }

    @Test
    void takesNoFailureForWhatTheOperatorWanted() {
        TwoPeers peers = TwoPeers.established();
        peers.alice.handle(new IkeInput.Terminate("tunnel"), 5);
        peers.run();

        assertThat(peers.alice.status().lastFailure()).isEmpty();
        assertThat(peers.bob.status().lastFailure().orElseThrow().reason()).isEqualTo("the peer has deleted it");
    }
}
