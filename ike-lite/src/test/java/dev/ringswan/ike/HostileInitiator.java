package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.crypto.FakeKeyExchange;
import dev.ringswan.ike.crypto.IkeSuite;
import dev.ringswan.ike.crypto.KeyExchangeMethod;
import dev.ringswan.ike.crypto.KeySchedule;
import dev.ringswan.ike.crypto.Nonces;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.crypto.SeededRandom;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.negotiate.Proposals;
import dev.ringswan.ike.negotiate.Suites;
import dev.ringswan.ike.sa.SecureChannel;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.IkeHeader;
import dev.ringswan.ike.wire.KePayload;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.MessageDecoder;
import dev.ringswan.ike.wire.MessageEncoder;
import dev.ringswan.ike.wire.NoncePayload;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.PayloadChain;
import dev.ringswan.ike.wire.ProtocolId;
import dev.ringswan.ike.wire.TransformId;
import java.util.List;

/** An initiator that does IKE_SA_INIT as it should, and then says what it likes, under the right keys. */
final class HostileInitiator {
    private final Peer responder;
    private final SecureChannel channel;
    private final long ownSpi;
    private final long peerSpi;

    HostileInitiator(Peer responder, long seed) throws Exception {
        this.responder = responder;
        this.ownSpi = seed + 1;
        SeededRandom random = SeededRandom.of(seed);
        byte[] nonce = new byte[32];
        random.nextBytes(nonce);
        try (KeyExchangeMethod.Initiator half = new FakeKeyExchange(TransformId.CURVE25519).start(random)) {
            Message request = Message.of(
                    IkeHeader.request(ownSpi, 0, ExchangeType.IKE_SA_INIT, true, 0),
                    Proposals.offer(ProtocolId.IKE, Bytes.EMPTY, List.of(ExchangeFixture.IKE_X25519)),
                    new KePayload(TransformId.CURVE25519, Bytes.of(half.publicValue())),
                    new NoncePayload(Bytes.of(nonce)));
            send(Bytes.of(MessageEncoder.encode(request)));
            Message response =
                    MessageDecoder.decode(responder.sent.remove().content().toArray());
            peerSpi = response.header().responderSpi();
            Nonces nonces = Nonces.of(
                    nonce, response.required(NoncePayload.class).nonce().toArray());
            IkeSuite suite = Suites.ike(ExchangeFixture.IKE_X25519, WeakAlgorithms.REFUSED);
            try (Secret shared = half.finish(
                            response.required(KePayload.class).data().toArray());
                    Secret seedKey = KeySchedule.initialSeed(suite.prf(), shared, nonces)) {
                channel = new SecureChannel(
                        suite, KeySchedule.ikeKeys(suite, seedKey, nonces, ownSpi, peerSpi), true, random, 60_000);
            }
        }
    }

    /** Sends an IKE_AUTH request with that inside. */
    void authenticate(int firstPayload, byte[] payloads) {
        IkeHeader header = IkeHeader.request(ownSpi, peerSpi, ExchangeType.IKE_AUTH, true, 1);
        channel.seal(new PayloadChain(header, firstPayload, Bytes.of(payloads))).forEach(this::send);
    }

    /** Sends an IKE_AUTH request with these payloads. */
    void authenticate(List<Payload> payloads) {
        IkeHeader header = IkeHeader.request(ownSpi, peerSpi, ExchangeType.IKE_AUTH, true, 1);
        channel.seal(PayloadChain.of(header, payloads)).forEach(this::send);
    }

    private void send(Bytes content) {
        int before = responder.sent.size();
        responder.handle(new IkeInput.Datagram(ExchangeFixture.BOB, ExchangeFixture.ALICE, content), 1);
        assertThat(responder.sent.size() - before).as("no storm of answers").isLessThanOrEqualTo(1);
        assertThat(responder.sent.stream().map(IkeEffect.SendDatagram::remote)).allMatch(ExchangeFixture.ALICE::equals);
    }
}
