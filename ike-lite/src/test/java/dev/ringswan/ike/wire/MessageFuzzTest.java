package dev.ringswan.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * The decoder under Jazzer. A build runs the inputs in {@code MessageFuzzTestInputs}; a campaign, started with
 * {@code JAZZER_FUZZ=1}, looks for more.
 */
final class MessageFuzzTest {
    @FuzzTest
    void readsDatagrams(byte[] datagram) {
        try {
            Message message = MessageDecoder.decode(datagram);
            assertThat(MessageDecoder.decode(MessageEncoder.encode(message))).isEqualTo(message);
        } catch (InvalidSyntaxException e) {
            assertThat(e.offset()).isBetween(0, datagram.length);
        }
    }

    /** The first byte is the type of the first payload, as the SK header would say. */
    @FuzzTest
    void readsPayloadsInsideSk(byte[] input) {
        if (input.length == 0 || input.length > PayloadChain.LENGTH_MAX) {
            return;
        }
        IkeHeader header = IkeHeader.request(1, 2, ExchangeType.CREATE_CHILD_SA, true, 2);
        Bytes plaintext = Bytes.of(Arrays.copyOfRange(input, 1, input.length));
        try {
            Message message = new PayloadChain(header, Byte.toUnsignedInt(input[0]), plaintext).decode();
            assertThat(PayloadChain.of(header, message.payloads()).decode()).isEqualTo(message);
        } catch (InvalidSyntaxException e) {
            assertThat(e.answer().isError()).isTrue();
        }
    }
}
