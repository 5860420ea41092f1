package dev.ringswan.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ringswan.nativeio.testing.Hex;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The chain of payloads (RFC 7296 §3.2); what is inside each is tested with its record. */
final class MessageDecoderTest {
    private static final String NOTIFY_BODY = "00 00 4000";

    @Test
    void readsPayloadsInTheirOrder() throws InvalidSyntaxException {
        Message message =
                MessageDecoder.decode(datagram(41, "2b00 0008 00004000", "2900 0006 aabb", "0000 0008 00004007"));
        assertThat(message.payloads())
                .containsExactly(
                        NotifyPayload.of(NotifyType.INITIAL_CONTACT),
                        new VendorIdPayload(Bytes.of(Hex.bytes("aabb"))),
                        NotifyPayload.of(NotifyType.USE_TRANSPORT_MODE));
    }

    @Test
    void readsMessagesWithoutPayloads() throws InvalidSyntaxException {
        assertThat(MessageDecoder.decode(datagram(0))).hasToString("INFORMATIONAL request 5 [ ]");
    }

    @Test
    void skipsUnknownPayloads() throws InvalidSyntaxException {
        Message message = MessageDecoder.decode(datagram(200, "2900 0007 010203", "0000 0008" + NOTIFY_BODY));
        assertThat(message).hasToString("INFORMATIONAL request 5 [ N(INITIAL_CONTACT) ]");
    }

    @Test
    void ignoresReservedBits() throws InvalidSyntaxException {
        Message message = MessageDecoder.decode(datagram(41, "007f 0008" + NOTIFY_BODY));
        assertThat(message.hasNotification(NotifyType.INITIAL_CONTACT)).isTrue();
    }

    @Test
    void ignoresTheCriticalBitOfWhatItKnows() throws InvalidSyntaxException {
        Message message = MessageDecoder.decode(datagram(41, "0080 0008" + NOTIFY_BODY));
        assertThat(message.hasNotification(NotifyType.INITIAL_CONTACT)).isTrue();
    }

    @Test
    void namesTheUnknownCriticalPayload() {
        InvalidSyntaxException error = refusal(datagram(41, "c800 0008" + NOTIFY_BODY, "0080 0004"));
        assertThat(error).hasMessage("payload 200 at byte 36: critical, but of a type that is not known here");
        assertThat(error.answer())
                .isEqualTo(NotifyPayload.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, Bytes.of(Hex.bytes("c8"))));
    }

    @Test
    void refusesPayloadsShorterThanTheirHeader() {
        assertThat(refusal(datagram(43, "0000 0003")))
                .hasMessage("payload header at byte 32: a payload of 3 bytes, expected at least 4");
    }

    @Test
    void refusesPayloadsLongerThanTheMessage() {
        assertThat(refusal(datagram(43, "0000 0009 00")))
                .hasMessage("payload header at byte 32: expected V of 5 bytes, found 1");
    }

    @Test
    void refusesBytesBehindTheLastPayload() {
        assertThat(refusal(datagram(43, "0000 0004", "00")))
                .hasMessage("payload header at byte 32: 1 bytes more than its fields need");
        assertThat(refusal(datagram(0, "00"))).hasMessageContaining("1 bytes more");
    }

    @Test
    void refusesChainsThatEndTooEarly() {
        assertThat(refusal(datagram(43, "2b00 0004")))
                .hasMessage("payload header at byte 32: expected next payload of 1 bytes, found 0");
    }

    @Test
    void refusesMorePayloadsThanAnybodySends() throws InvalidSyntaxException {
        String[] chain = new String[Limits.PAYLOADS_MAX];
        Arrays.fill(chain, "2b00 0004");
        chain[chain.length - 1] = "0000 0004";
        assertThat(MessageDecoder.decode(datagram(43, chain)).payloads()).hasSize(Limits.PAYLOADS_MAX);
        chain[chain.length - 1] = "2b00 0004 0000 0004";
        assertThat(refusal(datagram(43, chain))).hasMessageContaining("more than 256 payloads");
    }

    @Test
    void countsUnknownPayloadsToo() {
        String[] chain = new String[Limits.PAYLOADS_MAX + 1];
        Arrays.fill(chain, "c800 0004");
        assertThat(refusal(datagram(200, chain))).hasMessageContaining("more than 256 payloads");
    }

    @Test
    void keepsWhatIsEncrypted() throws InvalidSyntaxException {
        Message message = MessageDecoder.decode(datagram(46, "2300 0008 01020304"));
        assertThat(message.payloads())
                .containsExactly(new EncryptedPayload(PayloadType.IDI, Bytes.of(Hex.bytes("01020304"))));
    }

    @Test
    void refusesWhatIsBesideSk() {
        String expected = "expected it to be the only payload, and not inside another";
        assertThat(refusal(datagram(46, "2300 0008 01020304", "00"))).hasMessageContaining(expected);
        assertThat(refusal(datagram(43, "2e00 0004", "2300 0008 01020304"))).hasMessageContaining(expected);
    }

    @Test
    void refusesSkInsideSk() {
        PayloadChain chain = new PayloadChain(
                IkeHeader.request(1, 2, ExchangeType.INFORMATIONAL, true, 5),
                PayloadType.SK,
                Bytes.of(Hex.bytes("0000 0008 01020304")));
        assertThatThrownBy(chain::decode).isInstanceOf(InvalidSyntaxException.class);
    }

    @Test
    void refusesFragmentsWithImpossibleNumbers() {
        assertThat(refusal(datagram(53, "2300 000a 0000 0002 aabb")))
                .hasMessageStartingWith("SKF at byte 38: fragment 0 of 2");
        assertThat(refusal(datagram(53, "2300 000a 0003 0002 aabb"))).hasMessageContaining("fragment 3 of 2");
    }

    private static InvalidSyntaxException refusal(byte[] datagram) {
        return catchThrowableOfType(InvalidSyntaxException.class, () -> MessageDecoder.decode(datagram));
    }

    private static byte[] datagram(int first, String... payloads) {
        byte[] chain = Hex.bytes(String.join("", payloads));
        ByteWriter out = new ByteWriter();
        IkeHeader.request(1, 2, ExchangeType.INFORMATIONAL, true, 5)
                .encode(out, first, IkeHeader.LENGTH + chain.length);
        out.bytes(chain);
        return out.toArray();
    }
}
