package dev.ringswan.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7296 §3.3. */
final class SaPayloadTest {
    private static final String GCM = "0000 000c 01 00 0014 800e0100";

    @Test
    void readsProposalsAndTransforms() throws InvalidSyntaxException {
        SaPayload sa = decode("0200 0020 01 03 04 02 c2010203 0300 000c 01 00 0014 800e0100 0000 0008 05 00 0000"
                + "0000 000c 02 03 04 00 c2010204");
        assertThat(sa.proposals()).hasSize(2);
        Proposal first = sa.proposals().getFirst();
        assertThat(first.spi()).isEqualTo(PayloadTest.bytes("c2010203"));
        assertThat(first.transforms(TransformType.ENCRYPTION))
                .containsExactly(Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_GCM_16, 256));
        assertThat(first).hasToString("ESP:ENCR_AES_GCM_16-256/ESN_NO");
        assertThat(sa.proposals().get(1).transforms()).isEmpty();
    }

    @Test
    void namesAdditionalKeyExchanges() {
        assertThat(Transform.of(TransformType.ADDITIONAL_KEY_EXCHANGE_1, TransformId.ML_KEM_768))
                .hasToString("ADDKE1_ML_KEM_768");
        assertThat(Transform.of(TransformType.ADDITIONAL_KEY_EXCHANGE_7, TransformId.KE_NONE))
                .hasToString("ADDKE7_KE_NONE");
        assertThat(Transform.of(99, 7)).hasToString("transform type 99_7");
    }

    /** RFC 7296 §3.3.6: such a transform is not chosen; the rest of the proposals is fine. */
    @Test
    void keepsTransformsThatItDoesNotUnderstand() throws InvalidSyntaxException {
        SaPayload twice = decode("0000 0018 01 01 00 01 0000 0010 01 00 0014 800e0080 800e0100");
        Transform transform = twice.proposals().getFirst().transforms().getFirst();
        assertThat(transform.isUnderstood()).isFalse();
        assertThat(transform.keyLength()).isEqualTo(OptionalInt.empty());
        SaPayload unknown = decode("0000 0016 01 01 00 01 0000 000e 01 00 0014 004d 0002 0005");
        assertThat(unknown.proposals().getFirst().transforms().getFirst().isUnderstood())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'no proposal, expected one at least'",
        "0000 0007 010103 03, a proposal of 7 bytes",
        "0900 0014 01 01 00 01 " + GCM + ", 'last substructure 9, expected 0 or 2'",
        "0200 0014 01 01 00 01 " + GCM + ", expected last substructure of 1 bytes",
        "0000 0014 01 01 00 01 " + GCM + " 00, 1 bytes more",
        "0000 0014 00 01 00 01 " + GCM + ", proposal number 0",
        "0000 0014 01 01 00 02 " + GCM + ", last substructure 0 at transform 1 of 2",
        "0000 0014 01 01 00 00 " + GCM + ", 12 bytes more",
        "0000 0015 01 03 01 01 aa " + GCM + ", an SPI of 1 bytes for ESP",
        "0000 0015 01 01 01 01 aa " + GCM + ", an SPI of 1 bytes for IKE",
        "0000 0010 01 01 00 01 0000 0007 01 00 0014, a transform of 7 bytes",
        "0000 0014 01 01 00 01 0000 00c8 01 00 0014 800e0100, expected transform of 196 bytes",
        "0000 0014 01 01 00 01 0000 000c 01 00 0014 000e0100, expected attribute value of 256 bytes",
        "0200 0008 02 01 00 00 0000 0008 02 01 00 00, 'proposal number 2, expected more than 2'",
    })
    void refusesWhatCannotBe(String body, String problem) {
        assertThatThrownBy(() -> decode(body))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessageStartingWith("SA at byte ")
                .hasMessageContaining(problem);
    }

    @Test
    void refusesMoreTransformsThanAnybodySends() {
        List<Transform> transforms =
                Collections.nCopies(255, Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_256));
        List<Proposal> proposals = IntStream.rangeClosed(1, 17)
                .mapToObj(number -> new Proposal(number, ProtocolId.IKE, Bytes.EMPTY, transforms))
                .toList();
        assertThatThrownBy(() -> new SaPayload(proposals)).hasMessageContaining("4335 transforms");
    }

    private static SaPayload decode(String body) throws InvalidSyntaxException {
        return (SaPayload) PayloadTest.decode(PayloadType.SA, body);
    }
}
