package dev.ringswan.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.testing.Vectors;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hostile datagrams. Whether a message that can be read is acceptable is for the exchanges to say. */
final class MalformedVectorTest {
    /** The ones whose fault lies in the bytes, so that nobody behind the decoder ever sees them. */
    private static final Set<String> SYNTAX_ERRORS = Set.of(
            "hdr-trunc-0",
            "hdr-trunc-8",
            "hdr-len-short",
            "hdr-trailing",
            "hdr-exchange-0",
            "pl-len-3",
            "pl-next-partial",
            "pl-empty-chain-1000",
            "pl-missing-ke",
            "pl-dup-nonce",
            "nonce-1",
            "nonce-257",
            "sa-empty",
            "sa-prop-len-7",
            "sa-last-bad",
            "sa-num-0",
            "sa-tr-len-over",
            "n-natd-short",
            "udp4500-2",
            "udp4500-6",
            "udp4500-ka-2",
            "skf-zero-num");

    /** Errors of syntax inside SK; after them the IKE SA goes on. */
    private static final Set<String> INNER_SYNTAX_ERRORS = Set.of(
            "cc-ts-count-0",
            "cc-ts-len-40",
            "inf-d-ike-with-spi",
            "inf-unknown-critical",
            "inf-nested-skf",
            "auth-sig-oid-over",
            "auth-id-ipv6-4",
            "auth-id-60k",
            "auth-cert-empty");

    @Test
    void judgesDatagrams() {
        int judged = 0;
        for (Map<String, Object> vector : Vectors.objects(Vectors.json("malformed/init.json"), "cases")) {
            String id = String.valueOf(vector.get("id"));
            boolean isSyntaxError = isRefused(Vectors.bytes(vector, "payload"));
            if (!id.startsWith("esp-")) {
                assertThat(isSyntaxError).as(id).isEqualTo(SYNTAX_ERRORS.contains(id));
                judged++;
            }
            if ("response".equals(vector.get("expect"))) {
                assertThat(isSyntaxError).as(id).isFalse();
            }
        }
        assertThat(judged).isGreaterThan(SYNTAX_ERRORS.size());
    }

    @Test
    void judgesPayloadsInsideSk() {
        int judged = 0;
        for (Map<String, Object> vector : Vectors.objects(Vectors.json("malformed/inner.json"), "cases")) {
            String id = String.valueOf(vector.get("id"));
            PayloadChain chain = new PayloadChain(
                    IkeHeader.request(1, 2, ExchangeType.INFORMATIONAL, true, 2),
                    Integer.parseInt(String.valueOf(vector.get("first_payload"))),
                    Bytes.of(Vectors.bytes(vector, "plaintext")));
            assertThat(isRefused(chain, id)).as(id).isEqualTo(INNER_SYNTAX_ERRORS.contains(id));
            judged++;
        }
        assertThat(judged).isGreaterThan(INNER_SYNTAX_ERRORS.size());
    }

    private static boolean isRefused(byte[] datagram) {
        try {
            Message message = MessageDecoder.decode(datagram);
            if (message.header().exchange() == ExchangeType.IKE_SA_INIT) {
                message.required(SaPayload.class);
                message.required(KePayload.class);
                message.required(NoncePayload.class);
            }
            return false;
        } catch (InvalidSyntaxException e) {
            assertThat(e.getMessage()).startsWith(e.payload());
            return true;
        }
    }

    private static boolean isRefused(PayloadChain chain, String id) {
        try {
            chain.decode();
            return false;
        } catch (InvalidSyntaxException e) {
            int expected =
                    id.contains("critical") ? NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD : NotifyType.INVALID_SYNTAX;
            assertThat(e.answer().messageType()).isEqualTo(expected);
            return true;
        }
    }
}
