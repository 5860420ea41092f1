package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.IkeLifetime;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.TransformId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Two endpoints over a network that loses, repeats and reorders datagrams, from a seed, perhaps with a NAT that forgets; then
 * the network heals.
 */
final class IkeSimulationTest {
    private static final int SEEDS = 200;
    private static final List<TransformSet> ESP = List.of(
            ExchangeFixture.ESP_GCM,
            ExchangeFixture.ESP_GCM_PFS,
            ExchangeFixture.ESP_HYBRID,
            ExchangeFixture.hybrid(
                    ExchangeFixture.ESP_GCM_PFS, TransformId.ML_KEM_768, TransformId.ML_KEM_512, TransformId.ECP_256));
    private static final IkeLifetime HOUR = new IkeLifetime(Duration.ofHours(1).toNanos(), 0, 0);
    private static final long FAULTS_END_NS = Duration.ofSeconds(60).toNanos();
    private static final long END_NS = Duration.ofSeconds(400).toNanos();

    private final PriorityQueue<Flight> flights = new PriorityQueue<>();
    private final List<IkeConfig> ofAlice = new ArrayList<>();
    private final List<IkeConfig> ofBob = new ArrayList<>();
    private int flightCount;

    /** Whether Alice is behind a NAT, and how often that has forgotten her. */
    private boolean nat;

    private int natGeneration;

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
        long moves = 0;
        long rekeys = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                TwoPeers peers = run(seed);
                moves += peers.bob.count(IkeEvent.PeerMoved.class);
                rekeys += peers.bob.count(IkeEvent.IkeRekeyed.class);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(moves).as("the NAT was felt").isGreaterThan(SEEDS / 10);
        assertThat(rekeys).as("IKE SAs were rekeyed").isGreaterThan(SEEDS / 10);
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
        int cookieThreshold = random.nextInt(2);
        IkeSimulationTest simulation = new IkeSimulationTest();
        simulation.nat = random.nextBoolean();
        // Two configurations of each side, which differ in what the other one need not know.
        for (IkeLifetime lifetime : List.of(IkeLifetime.UNLIMITED, HOUR)) {
            ExchangeFixture.Options bob = ExchangeFixture.bob()
                    .withIke(ike)
                    .withEsp(esp)
                    .withChildren(2)
                    .withLifetime(lifetime)
                    .withCookieThreshold(cookieThreshold);
            simulation.ofAlice.add(ExchangeFixture.alice()
                    .withIke(ike)
                    .withEsp(esp)
                    .withChildren(2)
                    .withLifetime(lifetime)
                    .config(ExchangeFixture.ALICE, ExchangeFixture.BOB, ExchangeFixture.FAKES));
            simulation.ofBob.add((simulation.nat ? bob.withAnyRemote() : bob)
                    .config(ExchangeFixture.BOB, ExchangeFixture.ALICE, ExchangeFixture.FAKES));
        }
        TwoPeers peers = new TwoPeers(
                new Peer(simulation.ofAlice.getFirst(), 2L * seed, 0xa0000),
                new Peer(simulation.ofBob.getFirst(), 2L * seed + 1, 0xb0000));
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
                deliver(peers, flight);
            }
            peers.elapse(0);
            assertSafe(peers.alice, peers.bob);
            assertSafe(peers.bob, peers.alice);
        }
    }

    private void deliver(TwoPeers peers, Flight flight) {
        if (flight.toBob()) {
            peers.bob.handle(TwoPeers.arrival(flight.datagram()), peers.nowNs);
            return;
        }
        IkeEffect.SendDatagram datagram = flight.datagram();
        if (!nat) {
            peers.alice.handle(TwoPeers.arrival(datagram), peers.nowNs);
            return;
        }
        // The NAT lets in what comes to a port that it has opened, and not forgotten.
        for (int port : List.of(TransportAddress.IKE_PORT, TransportAddress.NAT_PORT)) {
            if (datagram.remote().port() == outside(port)) {
                peers.alice.handle(
                        new IkeInput.Datagram(
                                ExchangeFixture.ALICE.withPort(port), datagram.local(), datagram.content()),
                        peers.nowNs);
            }
        }
    }

    private int outside(int port) {
        return 10_000 + 10 * (natGeneration % 5_000) + port / 1_000;
    }

    /** As the other side sees it. */
    private IkeEffect.SendDatagram seen(IkeEffect.SendDatagram datagram, boolean fromAlice) {
        return nat && fromAlice
                ? new IkeEffect.SendDatagram(
                        datagram.local().withPort(outside(datagram.local().port())),
                        datagram.remote(),
                        datagram.content())
                : datagram;
    }

    private void post(TwoPeers peers, Peer peer, Random random, int loss, boolean healed) {
        while (!peer.sent.isEmpty()) {
            IkeEffect.SendDatagram datagram = seen(peer.sent.remove(), peer == peers.alice);
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
    private void operate(TwoPeers peers, Random random, boolean healed) {
        Peer peer = random.nextBoolean() && !healed ? peers.bob : peers.alice;
        int choice = healed ? 0 : random.nextInt(18);
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
        } else if (choice < 16) {
            natGeneration++;
        } else if (choice == 16) {
            List<IkeConfig> configs = peer == peers.alice ? ofAlice : ofBob;
            peer.handle(new IkeInput.Configure(configs.get(random.nextInt(2))), peers.nowNs);
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
