package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.crypto.AuthValue;
import dev.ringswan.ike.crypto.Authenticator;
import dev.ringswan.ike.crypto.FakeKeyExchange;
import dev.ringswan.ike.crypto.IkeSuite;
import dev.ringswan.ike.crypto.IntAuth;
import dev.ringswan.ike.crypto.KeyExchangeMethod;
import dev.ringswan.ike.crypto.KeySchedule;
import dev.ringswan.ike.crypto.Nonces;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.crypto.SeededRandom;
import dev.ringswan.ike.crypto.SignedOctets;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.negotiate.Proposals;
import dev.ringswan.ike.negotiate.Suites;
import dev.ringswan.ike.sa.SecureChannel;
import dev.ringswan.ike.wire.AuthPayload;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.IdPayload;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.ike.wire.IkeHeader;
import dev.ringswan.ike.wire.KePayload;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.MessageDecoder;
import dev.ringswan.ike.wire.MessageEncoder;
import dev.ringswan.ike.wire.NoncePayload;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.PayloadChain;
import dev.ringswan.ike.wire.ProtocolId;
import dev.ringswan.ike.wire.SealedMessage;
import dev.ringswan.ike.wire.Side;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TsPayload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** An initiator that does IKE_SA_INIT as it should, and then says what it likes, under the right keys. */
final class HostileInitiator {
    private final Peer responder;
    private final SecureChannel channel;
    private final long ownSpi;
    private final long peerSpi;
    private final IkeSuite suite;
    private final Bytes firstMessage;
    private final byte[] peerNonce;
    private int messageId = 1;

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
            firstMessage = Bytes.of(MessageEncoder.encode(request));
            send(firstMessage);
            Message response =
                    MessageDecoder.decode(responder.sent.remove().content().toArray());
            peerSpi = response.header().responderSpi();
            peerNonce = response.required(NoncePayload.class).nonce().toArray();
            Nonces nonces = Nonces.of(nonce, peerNonce);
            suite = Suites.ike(ExchangeFixture.IKE_X25519, WeakAlgorithms.REFUSED);
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

    /** Does IKE_AUTH as it should, too, as alice with the key "secret", and makes a child SA. */
    void establish() throws Exception {
        Identity alice = Identity.fqdn("alice");
        byte[] signed = SignedOctets.of(
                suite.prf(),
                firstMessage.toArray(),
                peerNonce,
                channel.keys().skPi(),
                new IdPayload(Side.INITIATOR, alice).body().toArray(),
                new IntAuth(suite.prf()).octets(messageId));
        AuthValue auth = Authenticator.sharedKey(Secret.copyOf("secret".getBytes(StandardCharsets.US_ASCII)))
                .sign(suite.prf(), signed, Set.of(), SeededRandom.of(1));
        ask(
                ExchangeType.IKE_AUTH,
                List.of(
                        new IdPayload(Side.INITIATOR, alice),
                        AuthPayload.of(auth.method(), Bytes.of(auth.data())),
                        Proposals.offer(
                                ProtocolId.ESP, Bytes.of(new byte[] {1, 2, 3, 4}), List.of(ExchangeFixture.ESP_GCM)),
                        new TsPayload(Side.INITIATOR, List.of(ExchangeFixture.NET_A)),
                        new TsPayload(Side.RESPONDER, List.of(ExchangeFixture.NET_B))));
    }

    /** Sends the next request with these payloads; what the answer says. */
    Message ask(int exchange, List<Payload> payloads) throws Exception {
        IkeHeader header = IkeHeader.request(ownSpi, peerSpi, exchange, true, messageId++);
        channel.seal(PayloadChain.of(header, payloads)).forEach(this::send);
        byte[] answer = responder.sent.remove().content().toArray();
        return channel.open(SealedMessage.decode(answer)).orElseThrow().decode();
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
