package dev.ringswan.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MessageTest {
    private static final IkeHeader HEADER = IkeHeader.request(1, 2, ExchangeType.IKE_AUTH, true, 1);
    private static final String KEY = "5365637265744b6579";
    private static final Identity ALICE = Identity.fqdn("alice.example");
    private static final List<TrafficSelector> EVERYTHING = List.of(TrafficSelector.of(
            Addresses.of(PayloadTest.bytes("00000000")), Addresses.of(PayloadTest.bytes("ffffffff"))));
    private static final Message MESSAGE = Message.of(
            HEADER,
            new IdPayload(Side.INITIATOR, ALICE),
            AuthPayload.of(AuthMethod.SHARED_KEY, PayloadTest.bytes(KEY)),
            new TsPayload(Side.INITIATOR, EVERYTHING),
            new TsPayload(Side.RESPONDER, EVERYTHING),
            NotifyPayload.of(NotifyType.INITIAL_CONTACT),
            NotifyPayload.of(4711));

    @Test
    void printsWhatAnOperatorWantsToSee() {
        assertThat(MESSAGE).hasToString("IKE_AUTH request 1 [ IDi AUTH TSi TSr N(INITIAL_CONTACT) N(error 4711) ]");
    }

    @Test
    void printsNoSecret() {
        String text = MESSAGE.payloads().toString();
        assertThat(text).contains("alice.example", "0.0.0.0-255.255.255.255", "[9 bytes]");
        assertThat(text).doesNotContain(KEY, "SecretKey");
    }

    @Test
    void findsPayloads() throws InvalidSyntaxException {
        assertThat(MESSAGE.required(AuthPayload.class).method()).isEqualTo(AuthMethod.SHARED_KEY);
        assertThat(MESSAGE.optional(SaPayload.class)).isEmpty();
        assertThat(MESSAGE.identity(Side.INITIATOR)).contains(ALICE);
        assertThat(MESSAGE.identity(Side.RESPONDER)).isEmpty();
        assertThat(MESSAGE.selectors(Side.RESPONDER)).contains(EVERYTHING);
        assertThat(MESSAGE.hasNotification(NotifyType.INITIAL_CONTACT)).isTrue();
        assertThat(MESSAGE.hasNotification(NotifyType.COOKIE)).isFalse();
        assertThat(MESSAGE.error().orElseThrow().messageType()).isEqualTo(4711);
    }

    @Test
    void refusesMissingAndRepeatedPayloads() {
        assertThatThrownBy(() -> MESSAGE.required(SaPayload.class))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessage("message at byte 0: no SaPayload, expected one");
        NoncePayload nonce = new NoncePayload(PayloadTest.bytes("00".repeat(16)));
        Message twice = Message.of(HEADER, nonce, nonce);
        assertThatThrownBy(() -> twice.optional(NoncePayload.class))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessage("message at byte 0: 2 No payloads, expected one");
    }

    @Test
    void refusesToWriteMoreThanAMessageMayHave() {
        Payload payload = new VendorIdPayload(Bytes.of(new byte[40_000]));
        assertThatThrownBy(() -> MessageEncoder.encode(Message.of(HEADER, payload, payload)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a message longer than 65535 bytes");
    }
}
