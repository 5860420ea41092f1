package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which connection a responder takes: by addresses and suite in IKE_SA_INIT, by identities in IKE_AUTH. */
final class ConnectionChoiceExchangeTest {
    private static final TransportAddress ANY = new TransportAddress(ExchangeFixture.address(0, 0, 0, 0), 500);
    private static final TransportAddress CAROL = new TransportAddress(ExchangeFixture.address(198, 51, 100, 7), 500);

    @Test
    void choosesByTheIdentityOfThePeer() {
        Peer bob = bob(
                connection("for-carol", ExchangeFixture.ALICE, "bob", "carol", "another secret"),
                connection("for-alice", ExchangeFixture.ALICE, "bob", "alice", "secret"));
        Peer alice = caller(ExchangeFixture.ALICE, "alice", "bob", "secret", 1);
        call(alice, bob);
        assertThat(bob.event(IkeEvent.Established.class).connection()).isEqualTo("for-alice");
    }

    @Test
    void choosesByTheIdentityThatThePeerWants() {
        Peer bob = bob(
                connection("first", ExchangeFixture.ALICE, "bob", "%any", "another secret"),
                connection("second", ExchangeFixture.ALICE, "robert", "%any", "secret"));
        Peer alice = caller(ExchangeFixture.ALICE, "alice", "robert", "secret", 1);
        call(alice, bob);
        assertThat(bob.event(IkeEvent.Established.class).connection()).isEqualTo("second");
    }

    @Test
    void prefersTheMorePreciseIdentity() {
        Peer bob = bob(
                connection("any", ExchangeFixture.ALICE, "bob", "%any", "another secret"),
                connection("some", ANY, "bob", "*.example", "yet another secret"),
                connection("one", ANY, "bob", "alice.example", "secret"));
        Peer alice = caller(ExchangeFixture.ALICE, "alice.example", "bob", "secret", 1);
        call(alice, bob);
        assertThat(bob.event(IkeEvent.Established.class).connection()).isEqualTo("one");
    }

    @Test
    void prefersTheExactAddress() {
        Peer bob = bob(
                connection("any", ANY, "bob", "%any", "another secret"),
                connection("one", ExchangeFixture.ALICE, "bob", "%any", "secret"));
        Peer alice = caller(ExchangeFixture.ALICE, "alice", "bob", "secret", 1);
        call(alice, bob);
        assertThat(bob.event(IkeEvent.Established.class).connection()).isEqualTo("one");
    }

    @Test
    void insistsOnTheAdditionalKeyExchangeOfTheConnectionThatIsMeant() {
        TransformSet plain = ExchangeFixture.IKE_X25519;
        List<Transform> both = new ArrayList<>(plain.transforms());
        both.add(Transform.of(TransformType.ADDITIONAL_KEY_EXCHANGE_1, TransformId.ECP_256));
        Peer bob = bob(
                connection("for-carol", ExchangeFixture.ALICE, "bob", "carol", "another secret"),
                withProposals(
                        connection("for-alice", ExchangeFixture.ALICE, "bob", "alice", "secret"),
                        new TransformSet(both)));
        Peer alice = caller(ExchangeFixture.ALICE, "alice", "bob", "secret", 1);
        // Carol's connection lets her begin without, and then she says that she is Alice.
        call(alice, bob);
        assertThat(bob.reported(IkeEvent.Established.class)).isFalse();
        assertThat(bob.event(IkeEvent.Refused.class).reason()).contains("no connection for the peer alice");
    }

    @Test
    void letsPeersCallFromAnywhere() {
        Peer bob = bob(connection("roaming", ANY, "bob", "%any", "secret"));
        Peer alice = caller(ExchangeFixture.ALICE, "alice", "bob", "secret", 1);
        Peer carol = caller(CAROL, "carol", "%any", "secret", 2);
        call(alice, bob);
        call(carol, bob);
        // Both have said that they start anew, which is about their own older IKE SAs only.
        assertThat(bob.reported(IkeEvent.Closed.class)).isFalse();
        assertThat(bob.inbound).hasSize(2);
        TwoPeers.assertMatches(alice.sending(), bob);
        TwoPeers.assertMatches(carol.sending(), bob);
        assertThat(carol.sending().local()).isEqualTo(CAROL);

        Peer again = caller(CAROL, "carol", "bob", "secret", 3);
        callAt(again, bob, 10);
        assertThat(bob.event(IkeEvent.Closed.class).reason()).contains("started anew");
        assertThat(bob.inbound).hasSize(2);
        TwoPeers.assertMatches(alice.sending(), bob);
    }

    @Test
    void knowsPeersBehindANatByTheirIdentity() {
        Peer bob = bob(connection("roaming", ANY, "bob", "alice.example", "secret"));
        Peer alice = caller(ExchangeFixture.ALICE, "alice.example", "bob", "secret", 1);
        TransportAddress mapped = new TransportAddress(CAROL.address(), 40_000);
        alice.handle(new IkeInput.Initiate("tunnel"), 1);
        while (!alice.sent.isEmpty()) {
            var request = alice.sent.remove();
            bob.handle(new IkeInput.Datagram(request.remote(), mapped, request.content()), 1);
            var response = bob.sent.remove();
            assertThat(response.remote()).isEqualTo(mapped);
            alice.handle(new IkeInput.Datagram(request.local(), response.local(), response.content()), 1);
        }
        TwoPeers.assertMatches(alice.sending(), bob);
        assertThat(bob.sending().remote()).isEqualTo(mapped);
        assertThat(bob.sending().encapsulated()).isTrue();
    }

    @Test
    void doesNotCallWhomItCannotReach() {
        Peer bob = bob(connection("roaming", ANY, "bob", "alice", "secret"));
        bob.handle(new IkeInput.Initiate("roaming"), 1);
        assertThat(bob.sent).isEmpty();
        assertThat(bob.event(IkeEvent.Ignored.class).reason()).contains("waits for its peer to call");
    }

    @Test
    void saysWhoIsConfigured() {
        Peer bob = bob(connection("for-carol", ANY, "bob", "carol", "secret"));
        Peer alice = caller(ExchangeFixture.ALICE, "alice", "bob", "secret", 1);
        call(alice, bob);
        assertThat(bob.event(IkeEvent.Refused.class).reason())
                .contains("no connection for the peer alice that wants to speak to bob")
                .contains("for-carol: carol to bob");
    }

    private static void call(Peer caller, Peer called) {
        callAt(caller, called, 1);
    }

    private static void callAt(Peer caller, Peer called, long nowNs) {
        caller.handle(new IkeInput.Initiate("tunnel"), nowNs);
        while (!caller.sent.isEmpty()) {
            called.handle(TwoPeers.arrival(caller.sent.remove()), nowNs);
            caller.handle(TwoPeers.arrival(called.sent.remove()), nowNs);
        }
    }

    private static Peer bob(Connection... connections) {
        return new Peer(config(List.of(connections)), 100, 0xb0000);
    }

    private static Peer caller(TransportAddress from, String own, String wanted, String key, int number) {
        Connection connection = copy(
                ExchangeFixture.alice()
                        .withLocal(ExchangeFixture.part(ExchangeFixture.NET_A, number))
                        .config(from, ExchangeFixture.BOB, ExchangeFixture.FAKES),
                "tunnel",
                own,
                wanted,
                key);
        return new Peer(config(List.of(connection)), number, 0xa0000 + 0x1000 * number);
    }

    private static Connection connection(String name, TransportAddress from, String own, String peer, String key) {
        return copy(
                ExchangeFixture.bob().config(ExchangeFixture.BOB, from, ExchangeFixture.FAKES), name, own, peer, key);
    }

    private static Connection withProposals(Connection base, TransformSet... proposals) {
        return new Connection(
                base.name(),
                base.local(),
                base.remote(),
                base.localAuth(),
                base.remoteAuth(),
                List.of(proposals),
                base.children(),
                base.encapsulation(),
                base.lifetime(),
                base.livenessNs(),
                base.ppk(),
                base.unique());
    }

    private static Connection copy(IkeConfig template, String name, String own, String peer, String key) {
        Connection base = template.connections().getFirst();
        Secret secret = Secret.copyOf(key.getBytes(StandardCharsets.US_ASCII));
        return new Connection(
                name,
                base.local(),
                base.remote(),
                LocalAuth.sharedKey(Identity.parse(own), secret),
                RemoteAuth.sharedKey(IdentityPattern.parse(peer), secret),
                base.proposals(),
                base.children(),
                base.encapsulation(),
                base.lifetime(),
                base.livenessNs(),
                base.ppk(),
                base.unique());
    }

    private static IkeConfig config(List<Connection> connections) {
        IkeConfig base = ExchangeFixture.bob().config(ExchangeFixture.BOB, ANY, ExchangeFixture.FAKES);
        return base.with(connections);
    }
}
