package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.api.SharedKeyRing;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.wire.Identity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One connection for several peers, each with a pre-shared key of its own. */
final class SharedKeyRingExchangeTest {
    private static Secret secret(String text) {
        return Secret.copyOf(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static SharedKeyRing.Key key(String owner, String secret) {
        return new SharedKeyRing.Key(IdentityPattern.parse(owner), secret(secret));
    }

    private static ExchangeFixture.Options bob(List<SharedKeyRing.Key> keys, @Nullable Secret own) {
        SharedKeyRing ring = new SharedKeyRing(keys, own);
        return ExchangeFixture.bob()
                .withAuth(
                        LocalAuth.sharedKeys(Identity.fqdn("bob"), ring),
                        RemoteAuth.sharedKeys(IdentityPattern.any(), ring));
    }

    /** What becomes of Alice at a Bob with these keys. */
    private static TwoPeers call(String secret, SharedKeyRing.Key... keys) {
        TwoPeers peers = new TwoPeers(
                ExchangeFixture.alice().withSharedKey(secret),
                bob(List.of(keys), null).withAnyRemote());
        peers.initiate();
        peers.run();
        return peers;
    }

    @Test
    void takesTheKeyOfThePeerAndProvesItselfByIt() {
        call("hers", key("carol", "his"), key("alice", "hers"), key("%any", "everybody's"))
                .assertAgreed();
    }

    @Test
    void takesTheFirstThatFits() {
        call("first", key("al*", "no pattern"), key("%any", "first"), key("alice", "second"))
                .assertAgreed();
        call("alice's", key("alice", "alice's"), key("alice", "second"), key("%any", "everybody's"))
                .assertAgreed();
    }

    @Test
    void tellsNobodyWhetherHeIsKnown() {
        TwoPeers wrong = call("another", key("alice", "hers"));
        TwoPeers unknown = call("another", key("carol", "his"));
        for (TwoPeers peers : List.of(wrong, unknown)) {
            assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).contains("AUTHENTICATION_FAILED");
            assertThat(peers.bob.inbound).isEmpty();
        }
        assertThat(unknown.alice.events.toString()).isEqualTo(wrong.alice.events.toString());
        assertThat(wrong.bob.event(IkeEvent.Refused.class).reason()).contains("is not the one configured here");
        assertThat(unknown.bob.event(IkeEvent.Refused.class).reason()).contains("no pre-shared key for the peer alice");
    }

    @Test
    void doesNotAcceptTheKeyThatStandsForUnknownPeers() {
        TwoPeers peers = new TwoPeers(
                ExchangeFixture.alice().withSharedKey("\0".repeat(32)),
                bob(List.of(key("carol", "his")), null).withAnyRemote());
        peers.initiate();
        peers.run();
        assertThat(peers.bob.event(IkeEvent.Refused.class).reason()).contains("no pre-shared key for the peer alice");
    }

    @Test
    void callsByItsOwnKeyAndLooksForThePeersOneThen() {
        TwoPeers peers = new TwoPeers(
                ExchangeFixture.alice().withSharedKey("hers"),
                bob(List.of(key("carol", "his"), key("alice", "hers")), secret("hers")));
        peers.bob.handle(new IkeInput.Initiate("tunnel"), 1);
        peers.run();
        peers.assertAgreed();
    }

    @Test
    void doesNotCallWithoutAKeyForThat() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice(), bob(List.of(key("alice", "secret")), null));
        peers.bob.handle(new IkeInput.Initiate("tunnel"), 1);
        peers.run();
        assertThat(peers.bob.event(IkeEvent.Closed.class).reason())
                .contains("no pre-shared key for a peer that has not said who it is");
    }
}
