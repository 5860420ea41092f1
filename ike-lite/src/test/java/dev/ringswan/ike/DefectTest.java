package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.IkeLifetime;
import dev.ringswan.ike.api.SpiAllocator;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.crypto.SeededRandom;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a defect leaves of an endpoint. */
final class DefectTest {
    private static final TransportAddress CAROL = new TransportAddress(ExchangeFixture.address(198, 51, 100, 7), 500);

    /** Throws when somebody draws, if it is to. */
    private static final class Fragile extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final SecureRandom random = SeededRandom.of(7);
        private boolean broken;

        @Override
        public void nextBytes(byte[] bytes) {
            if (broken) {
                throw new IllegalMonitorStateException("planted");
            }
            random.nextBytes(bytes);
        }

        @Override
        public long nextLong() {
            return random.nextLong();
        }
    }

    private final Fragile random = new Fragile();
    private final SpiAllocator spis = new SpiAllocator() {
        private int next = 0x1000;

        @Override
        public int allocate() {
            return next++;
        }

        @Override
        public void release(int spi) {}
    };

    private static IkeConfig config(TransportAddress own, TransportAddress peer, String name, IkeLifetime lifetime) {
        IkeConfig base = ExchangeFixture.alice().withLifetime(lifetime).config(own, peer, ExchangeFixture.FAKES);
        Connection connection = base.connections().getFirst();
        return base.with(List.of(ExchangeFixture.copy(connection, name, connection.children())));
    }

    @Test
    void keepsTheOtherIkeSasAlive() {
        IkeLifetime rekeyed = new IkeLifetime(
                Duration.ofSeconds(60).toNanos(), 0, Duration.ofSeconds(600).toNanos());
        IkeConfig toBob = config(ExchangeFixture.ALICE, ExchangeFixture.BOB, "to-bob", rekeyed);
        IkeConfig toCarol = config(ExchangeFixture.ALICE, CAROL, "to-carol", IkeLifetime.UNLIMITED);
        List<Connection> connections = new ArrayList<>(toBob.connections());
        connections.addAll(toCarol.connections());
        IkeEndpoint alice = new IkeEndpoint(toBob.with(connections), random, SeededRandom.of(8), spis);
        Peer bob = new Peer(
                ExchangeFixture.bob().config(ExchangeFixture.BOB, ExchangeFixture.ALICE, ExchangeFixture.FAKES),
                3,
                0xb0000);
        Peer carol =
                new Peer(ExchangeFixture.bob().config(CAROL, ExchangeFixture.ALICE, ExchangeFixture.FAKES), 4, 0xc0000);
        establish(alice, "to-bob", bob);
        establish(alice, "to-carol", carol);

        // The rekeying of one and the liveness check of the other are due at the same time.
        random.broken = true;
        long now = 1 + ExchangeFixture.LIVENESS_NS;
        assertThatThrownBy(() -> alice.handle(new IkeInput.TimerElapsed(), now)).hasMessage("planted");
        random.broken = false;
        assertThat(alice.nextDeadlineNs()).as("it does not come again at once").isGreaterThan(now);
        assertThat(alice.isUp("to-bob")).isFalse();
        assertThat(alice.isUp("to-carol")).isTrue();

        // What was done until then, and for the others, comes with the next input.
        List<IkeEffect> effects = alice.handle(new IkeInput.TimerElapsed(), now);
        assertThat(effects)
                .anySatisfy(effect -> assertThat(effect)
                        .isInstanceOfSatisfying(
                                IkeEffect.SendDatagram.class,
                                datagram -> assertThat(datagram.remote()).isEqualTo(CAROL)));
        assertThat(effects)
                .anySatisfy(effect -> assertThat(effect)
                        .isInstanceOfSatisfying(
                                IkeEffect.Report.class,
                                report -> assertThat(report.event())
                                        .isInstanceOfSatisfying(
                                                IkeEvent.Closed.class,
                                                closed -> assertThat(closed.reason())
                                                        .contains("a defect"))));
        assertThat(effects).anyMatch(IkeEffect.RemoveInbound.class::isInstance);
    }

    private static void establish(IkeEndpoint alice, String connection, Peer peer) {
        List<IkeEffect> effects = alice.handle(new IkeInput.Initiate(connection), 1);
        while (!effects.isEmpty()) {
            for (IkeEffect effect : effects) {
                if (effect instanceof IkeEffect.SendDatagram datagram) {
                    peer.handle(TwoPeers.arrival(datagram), 1);
                }
            }
            effects = peer.sent.isEmpty() ? List.of() : alice.handle(TwoPeers.arrival(peer.sent.remove()), 1);
        }
        assertThat(alice.isUp(connection)).isTrue();
    }
}
