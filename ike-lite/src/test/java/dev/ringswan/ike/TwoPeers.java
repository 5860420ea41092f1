package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.SaDescription;
import dev.ringswan.ike.crypto.KeyExchanges;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.IkeHeader;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.MessageDecoder;
import java.util.Objects;

/** Alice and Bob, whose datagrams the test carries one by one. */
final class TwoPeers {
    final Peer alice;
    final Peer bob;
    long nowNs = 1;

    TwoPeers(ExchangeFixture.Options alice, ExchangeFixture.Options bob) {
        this(alice, bob, ExchangeFixture.FAKES, 1);
    }

    TwoPeers(ExchangeFixture.Options alice, ExchangeFixture.Options bob, KeyExchanges keyExchanges, long seed) {
        this.alice =
                new Peer(alice.config(ExchangeFixture.ALICE, ExchangeFixture.BOB, keyExchanges), 2 * seed, 0xa0000);
        this.bob =
                new Peer(bob.config(ExchangeFixture.BOB, ExchangeFixture.ALICE, keyExchanges), 2 * seed + 1, 0xb0000);
    }

    TwoPeers(Peer alice, Peer bob) {
        this.alice = alice;
        this.bob = bob;
    }

    static TwoPeers established() {
        return new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob()).establish();
    }

    TwoPeers establish() {
        initiate();
        run();
        assertAgreed();
        return this;
    }

    void initiate() {
        alice.handle(new IkeInput.Initiate("tunnel"), nowNs);
    }

    /** Carries the oldest datagram, and says what it was. */
    String toBob() {
        return carry(alice, bob);
    }

    /** Carries the oldest datagram, and says what it was. */
    String toAlice() {
        return carry(bob, alice);
    }

    /** Carries everything until both are silent. */
    void run() {
        while (!alice.sent.isEmpty() || !bob.sent.isEmpty()) {
            if (!alice.sent.isEmpty()) {
                toBob();
            } else {
                toAlice();
            }
        }
    }

    /** Lets time pass, and tells both. */
    void elapse(long ns) {
        nowNs += ns;
        alice.handle(new IkeInput.TimerElapsed(), nowNs);
        bob.handle(new IkeInput.TimerElapsed(), nowNs);
    }

    /** Whoever sends, the other one receives, with the same keys and the opposite selectors. */
    void assertAgreed() {
        assertMatches(alice.sending(), bob);
        assertMatches(bob.sending(), alice);
    }

    static void assertMatches(SaDescription outbound, Peer receiver) {
        assertThat(receiver.inbound).as("what the peer receives on").containsKey(outbound.spi());
        SaDescription inbound = Objects.requireNonNull(receiver.inbound.get(outbound.spi()));
        assertThat(inbound.encryptionKey()).isEqualTo(outbound.encryptionKey());
        assertThat(inbound.integrityKey()).isEqualTo(outbound.integrityKey());
        assertThat(inbound.suite()).isEqualTo(outbound.suite());
        assertThat(inbound.localSelectors()).isEqualTo(outbound.remoteSelectors());
        assertThat(inbound.remoteSelectors()).isEqualTo(outbound.localSelectors());
        assertThat(inbound.transport()).isEqualTo(outbound.transport());
        assertThat(inbound.local().address()).isEqualTo(outbound.remote().address());
    }

    static String describe(IkeEffect.SendDatagram datagram) {
        try {
            byte[] content = datagram.content().toArray();
            IkeHeader header = IkeHeader.decode(content);
            Message message = MessageDecoder.decode(content);
            return header.exchange() == ExchangeType.IKE_SA_INIT ? message.toString() : header.toString();
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private String carry(Peer from, Peer to) {
        IkeEffect.SendDatagram datagram = from.sent.remove();
        to.handle(arrival(datagram), nowNs);
        return describe(datagram);
    }

    static IkeInput.Datagram arrival(IkeEffect.SendDatagram datagram) {
        return new IkeInput.Datagram(datagram.remote(), datagram.local(), datagram.content());
    }
}
