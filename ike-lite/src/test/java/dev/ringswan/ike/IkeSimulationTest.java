package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.TransformId;
import java.time.Duration;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two endpoints over a network that loses, repeats and reorders datagrams, from a seed; then the network heals. */
final class IkeSimulationTest {
    private static final int SEEDS = 200;
    private static final List<TransformSet> ESP = List.of(
            ExchangeFixture.ESP_GCM,
            ExchangeFixture.ESP_GCM_PFS,
            ExchangeFixture.ESP_HYBRID,
            ExchangeFixture.hybrid(
                    ExchangeFixture.ESP_GCM_PFS, TransformId.ML_KEM_768, TransformId.ML_KEM_512, TransformId.ECP_256));
    private static final long FAULTS_END_NS = Duration.ofSeconds(60).toNanos();
    private static final long END_NS = Duration.ofSeconds(400).toNanos();

    private final PriorityQueue<Flight> flights = new PriorityQueue<>();
    private int flightCount;

    private record Flight(long arrivalNs, int order, boolean toBob, IkeEffect.SendDatagram datagram)
            implements Comparable<Flight> {
        @Override
        public int compareTo(Flight other) {
            return arrivalNs != other.arrivalNs
                    ? Long.compare(arrivalNs, other.arrivalNs)
                    : Integer.compare(order, other.order);
        }
    }

    @Test
    void recoversFromEveryNetwork() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                run(seed);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void repeatsItselfByteForByte() {
        for (int seed = 0; seed < 10; seed++) {
            TwoPeers first = run(seed);
            TwoPeers second = run(seed);
            assertThat(second.alice.log).as("seed %d", seed).isEqualTo(first.alice.log);
            assertThat(second.bob.log).as("seed %d", seed).isEqualTo(first.bob.log);
        }
    }

    private static TwoPeers run(int seed) {
        Random random = new Random(seed);
        TransformSet esp = ESP.get(random.nextInt(ESP.size()));
        TransformSet ike = random.nextBoolean() ? ExchangeFixture.IKE_HYBRID : ExchangeFixture.IKE_X25519;
        TwoPeers peers = new TwoPeers(
                ExchangeFixture.alice().withIke(ike).withEsp(esp).withChildren(2),
                ExchangeFixture.bob().withIke(ike).withEsp(esp).withChildren(2).withCookieThreshold(random.nextInt(2)),
                ExchangeFixture.FAKES,
                seed);
        IkeSimulationTest simulation = new IkeSimulationTest();
        simulation.carry(peers, random, FAULTS_END_NS, false);
        simulation.carry(peers, random, END_NS, true);
        assertThat(peers.alice.outbound).as("Alice sends").isNotEmpty();
        assertThat(peers.bob.outbound).as("Bob sends").isNotEmpty();
        peers.assertAgreed();

        peers.alice.handle(new IkeInput.Terminate("tunnel"), peers.nowNs);
        simulation.carry(peers, random, END_NS + FAULTS_END_NS, true);
        for (Peer peer : List.of(peers.alice, peers.bob)) {
            assertThat(peer.inbound)
                    .as("nothing is installed when all is closed")
                    .isEmpty();
            assertThat(peer.outbound)
                    .as("nothing is installed when all is closed")
                    .isEmpty();
            assertThat(peer.reserved).as("SPIs that leaked").isEmpty();
            assertThat(peer.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
        }
        return peers;
    }

    private void carry(TwoPeers peers, Random random, long endNs, boolean healed) {
        int loss = healed ? 0 : random.nextInt(40);
        long orderNs = peers.nowNs;
        while (peers.nowNs < endNs) {
            if (peers.nowNs >= orderNs && endNs <= END_NS) {
                int pauseMs = healed ? 20_000 : random.nextInt(5_000);
                orderNs = peers.nowNs + Duration.ofMillis(pauseMs).toNanos();
                operate(peers, random, healed);
            }
            post(peers, peers.alice, random, loss, healed);
            post(peers, peers.bob, random, loss, healed);
            long stepNs = Math.min(next(peers, flights), endNs);
            peers.nowNs = Math.max(peers.nowNs, endNs <= END_NS ? Math.min(orderNs, stepNs) : stepNs);
            while (!flights.isEmpty() && flights.peek().arrivalNs() <= peers.nowNs) {
                Flight flight = flights.remove();
                Peer target = flight.toBob() ? peers.bob : peers.alice;
                target.handle(TwoPeers.arrival(flight.datagram()), peers.nowNs);
            }
            peers.elapse(0);
            assertSafe(peers.alice, peers.bob);
            assertSafe(peers.bob, peers.alice);
        }
    }

    private void post(TwoPeers peers, Peer peer, Random random, int loss, boolean healed) {
        while (!peer.sent.isEmpty()) {
            IkeEffect.SendDatagram datagram = peer.sent.remove();
            int copies = random.nextInt(100) < loss ? 0 : 1;
            if (!healed && random.nextInt(10) == 0) {
                copies++;
            }
            for (int i = 0; i < copies; i++) {
                int delayMs = 1 + random.nextInt(healed ? 20 : 1_500);
                long arrivalNs = peers.nowNs + Duration.ofMillis(delayMs).toNanos();
                flights.add(new Flight(arrivalNs, flightCount++, peer == peers.alice, datagram));
            }
        }
    }

    private static long next(TwoPeers peers, PriorityQueue<Flight> flights) {
        long arrival = flights.isEmpty() ? Long.MAX_VALUE : flights.peek().arrivalNs();
        return Math.min(arrival, Math.min(peers.alice.nextDeadlineNs(), peers.bob.nextDeadlineNs()));
    }

    /** In the end Alice wants the tunnel; before, anything. */
    private static void operate(TwoPeers peers, Random random, boolean healed) {
        Peer peer = random.nextBoolean() && !healed ? peers.bob : peers.alice;
        int choice = healed ? 0 : random.nextInt(14);
        if (choice < 3 || peer.inbound.isEmpty()) {
            peer.handle(new IkeInput.Initiate("tunnel"), peers.nowNs);
        } else if (choice < 9) {
            peer.handle(new IkeInput.RekeyChild(peer.inbound.lastEntry().getKey()), peers.nowNs);
        } else if (choice == 9) {
            peer.handle(new IkeInput.TerminateChild("tunnel", "net" + random.nextInt(2)), peers.nowNs);
        } else if (choice == 10) {
            peer.handle(new IkeInput.Acquire("tunnel", "net" + random.nextInt(2)), peers.nowNs);
        } else if (choice < 13) {
            peer.handle(new IkeInput.RekeyIke("tunnel"), peers.nowNs);
        } else {
            peer.handle(new IkeInput.Terminate("tunnel"), peers.nowNs);
        }
    }

    /** What one sends on and the other receives on has the same keys, and there is never much of it. */
    private static void assertSafe(Peer sender, Peer receiver) {
        sender.outbound.forEach((spi, sa) -> {
            if (receiver.inbound.containsKey(spi)) {
                TwoPeers.assertMatches(sa, receiver);
            }
        });
        assertThat(sender.inbound.size()).isLessThan(50);
        assertThat(sender.reserved.size()).as("SPIs under negotiation").isLessThan(5);
    }
}
