package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.Ppk;
import dev.ringswan.ike.crypto.Secret;
import org.junit.jupiter.api.Test;

/** Postquantum preshared keys in IKE_AUTH, required or not (RFC 8784). */
final class PpkExchangeTest {
    private static final Ppk KEY = ppk("key", 1, false);
    private static final Ppk REQUIRED = ppk("key", 1, true);

    @Test
    void mixesTheKeyIn() {
        TwoPeers peers = peers(KEY, KEY);
        peers.initiate();
        // HDR, SAi1, KEi, Ni, …, N(USE_PPK) -->
        assertThat(peers.toBob()).endsWith("N(USE_PPK) ]");
        // <-- HDR, SAr1, KEr, Nr, …, N(USE_PPK)
        assertThat(peers.toAlice()).endsWith("N(USE_PPK) ]");
        peers.run();
        peers.assertAgreed();

        // All else being equal, the keys of the child are others.
        TwoPeers without = TwoPeers.established();
        assertThat(without.alice.sending().encryptionKey().length()).isEqualTo(36);
        assertThat(peers.alice.sending().encryptionKey())
                .isNotEqualTo(without.alice.sending().encryptionKey());

        peers.alice.handle(
                new IkeInput.RekeyChild(peers.alice.inbound.firstEntry().getKey()), 5);
        peers.run();
        peers.assertAgreed();
    }

    @Test
    void establishesWhenBothRequireIt() {
        peers(REQUIRED, REQUIRED).establish();
        peers(KEY, REQUIRED).establish();
        peers(REQUIRED, KEY).establish();
    }

    @Test
    void doesWithoutWhenTheResponderHasAnotherOne() {
        peers(KEY, ppk("other", 2, false)).establish();
    }

    @Test
    void refusesAnotherKeyOfThatName() {
        TwoPeers peers = peers(KEY, ppk("key", 2, false));
        assertRefusedByBob(peers, "the peer's pre-shared key is not the one configured here");
    }

    @Test
    void insistsOnIt() {
        assertRefusedByBob(peers(KEY, ppk("other", 2, true)), "another postquantum preshared key than ours");
        assertRefusedByBob(
                peers(REQUIRED, ppk("other", 2, false)),
                "insists on a postquantum preshared key that is not configured");
        assertRefusedByBob(
                new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob().withPpk(REQUIRED)),
                "has named no postquantum preshared key");
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice().withPpk(REQUIRED), ExchangeFixture.bob());
        peers.initiate();
        peers.run();
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason())
                .contains("the peer uses no postquantum preshared keys");
    }

    @Test
    void doesWithoutWhenOneSideHasNone() {
        new TwoPeers(ExchangeFixture.alice().withPpk(KEY), ExchangeFixture.bob()).establish();
        new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob().withPpk(KEY)).establish();
    }

    private static Ppk ppk(String id, int content, boolean required) {
        byte[] key = new byte[32];
        key[0] = (byte) content;
        return Ppk.of(id, Secret.copyOf(key), required);
    }

    private static TwoPeers peers(Ppk alice, Ppk bob) {
        return new TwoPeers(
                ExchangeFixture.alice().withPpk(alice), ExchangeFixture.bob().withPpk(bob));
    }

    private static void assertRefusedByBob(TwoPeers peers, String reason) {
        peers.initiate();
        peers.run();
        assertThat(peers.bob.event(IkeEvent.Refused.class).reason()).contains(reason);
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).contains("AUTHENTICATION_FAILED");
        assertThat(peers.bob.inbound).isEmpty();
    }
}
