package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.negotiate.Proposals;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.KePayload;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NoncePayload;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.ProtocolId;
import dev.ringswan.ike.wire.Side;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TsPayload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** IKE_FOLLOWUP_KE from a peer that is who it says, and does not do as it should (RFC 9370 §2.2.4). */
final class HostileFollowUpTest {
    private static final KePayload KE = new KePayload(TransformId.ML_KEM_768, Bytes.of(new byte[16]));

    private final Peer bob = new Peer(
            ExchangeFixture.bob()
                    .withEsp(ExchangeFixture.ESP_GCM, ExchangeFixture.ESP_HYBRID)
                    .config(ExchangeFixture.BOB, ExchangeFixture.ALICE, ExchangeFixture.FAKES),
            2,
            0xb0000);
    private HostileInitiator alice;

    @BeforeEach
    void establish() throws Exception {
        alice = new HostileInitiator(bob, 1);
        alice.establish();
        assertThat(bob.inbound).hasSize(1);
    }

    @Test
    void goesOnWithTheRightLinkOnly() throws Exception {
        NotifyPayload link = begin();
        assertError(NotifyType.STATE_NOT_FOUND, List.of(KE));
        assertError(
                NotifyType.STATE_NOT_FOUND,
                List.of(KE, NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, Bytes.of(new byte[16]))));
        assertThat(bob.inbound).hasSize(1);
        // The right one still counts, and only once.
        Message answer = alice.ask(ExchangeType.IKE_FOLLOWUP_KE, List.of(KE, link));
        assertThat(answer.error()).isEmpty();
        assertThat(bob.inbound).hasSize(2);
        assertError(NotifyType.STATE_NOT_FOUND, List.of(KE, link));
    }

    @Test
    void forgetsWhatIsWrong() throws Exception {
        for (List<Payload> wrong : List.<List<Payload>>of(
                List.of(),
                List.of(new KePayload(TransformId.ML_KEM_512, Bytes.of(new byte[16]))),
                List.of(new KePayload(TransformId.ML_KEM_768, Bytes.of(new byte[15]))),
                List.of(KE, KE))) {
            NotifyPayload link = begin();
            assertThat(bob.reserved).hasSize(1);
            List<Payload> payloads = new ArrayList<>(wrong);
            payloads.add(link);
            assertError(NotifyType.INVALID_SYNTAX, payloads);
            assertThat(bob.reserved).isEmpty();
            assertError(NotifyType.STATE_NOT_FOUND, List.of(KE, link));
        }
        assertThat(bob.inbound).hasSize(1);
    }

    @Test
    void keepsLittleAndNotForLong() throws Exception {
        NotifyPayload first = begin();
        for (int i = 0; i < 100; i++) {
            begin();
        }
        assertThat(bob.reserved).hasSize(4);
        assertError(NotifyType.STATE_NOT_FOUND, List.of(KE, first));
        bob.handle(new IkeInput.TimerElapsed(), Duration.ofSeconds(21).toNanos());
        assertThat(bob.reserved).isEmpty();
    }

    /** HDR, SK { SA, Ni, KEi, TSi, TSr } --> of which the answer has a link. */
    private NotifyPayload begin() throws Exception {
        Message answer = alice.ask(
                ExchangeType.CREATE_CHILD_SA,
                List.of(
                        Proposals.offer(
                                ProtocolId.ESP, Bytes.of(new byte[] {5, 6, 7, 8}), List.of(ExchangeFixture.ESP_HYBRID)),
                        new NoncePayload(Bytes.of(new byte[32])),
                        new KePayload(TransformId.CURVE25519, Bytes.of(new byte[16])),
                        new TsPayload(Side.INITIATOR, List.of(ExchangeFixture.NET_A)),
                        new TsPayload(Side.RESPONDER, List.of(ExchangeFixture.NET_B))));
        return answer.notification(NotifyType.ADDITIONAL_KEY_EXCHANGE).orElseThrow();
    }

    private void assertError(int type, List<Payload> payloads) throws Exception {
        Message answer = alice.ask(ExchangeType.IKE_FOLLOWUP_KE, payloads);
        assertThat(answer.error()).map(NotifyPayload::messageType).contains(type);
    }
}
