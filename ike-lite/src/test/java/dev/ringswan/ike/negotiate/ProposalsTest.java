package dev.ringswan.ike.negotiate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.ike.crypto.KeyExchanges;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Proposal;
import dev.ringswan.ike.wire.ProtocolId;
import dev.ringswan.ike.wire.SaPayload;
import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProposalsTest {
    private static final Bytes SPI = Bytes.of(new byte[] {1, 2, 3, 4});
    private static final Transform GCM_256 = Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_GCM_16, 256);
    private static final Transform GCM_128 = Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_GCM_16, 128);
    private static final Transform CBC_256 = Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_CBC, 256);
    private static final Transform SHA2_256 = Transform.of(TransformType.INTEGRITY, TransformId.AUTH_HMAC_SHA2_256_128);
    private static final Transform NO_INTEGRITY = Transform.of(TransformType.INTEGRITY, TransformId.AUTH_NONE);
    private static final Transform NO_ESN = Transform.of(TransformType.ESN, TransformId.ESN_NO);
    private static final Transform ESN = Transform.of(TransformType.ESN, TransformId.ESN_YES);
    private static final Transform X25519 = Transform.of(TransformType.KEY_EXCHANGE, TransformId.CURVE25519);
    private static final Transform NO_KE = Transform.of(TransformType.KEY_EXCHANGE, TransformId.KE_NONE);
    private static final Transform ADDKE =
            Transform.of(TransformType.ADDITIONAL_KEY_EXCHANGE_1, TransformId.ML_KEM_768);

    @Test
    void choosesWhatTheResponderPrefers() {
        SaPayload offered = offer(TransformSet.of(GCM_128, GCM_256, NO_ESN));

        assertThat(choose(offered, TransformSet.of(GCM_256, GCM_128, NO_ESN))).containsExactly(GCM_256, NO_ESN);
    }

    @Test
    void takesTheFirstConfiguredSetThatMatches() {
        SaPayload offered = offer(TransformSet.of(CBC_256, SHA2_256, NO_ESN), TransformSet.of(GCM_256, NO_ESN));

        Proposals.Choice choice = Proposals.choose(
                ProtocolId.ESP,
                List.of(TransformSet.of(GCM_256, NO_ESN), TransformSet.of(CBC_256, SHA2_256, NO_ESN)),
                offered);

        assertThat(choice)
                .isEqualTo(new Proposals.Chosen(new Proposal(2, ProtocolId.ESP, SPI, List.of(GCM_256, NO_ESN))));
    }

    @Test
    void takesAnAbsentTypeForNone() {
        assertThat(choose(offer(TransformSet.of(GCM_256, NO_INTEGRITY, NO_ESN, NO_KE)), TransformSet.of(GCM_256)))
                .containsExactly(GCM_256, NO_INTEGRITY, NO_KE, NO_ESN);
        assertThat(choose(offer(TransformSet.of(GCM_256)), TransformSet.of(GCM_256, NO_ESN)))
                .containsExactly(GCM_256);
    }

    @Test
    void saysWhyNothingMatches() {
        assertThat(reason(offer(TransformSet.of(CBC_256, SHA2_256, NO_ESN)), TransformSet.of(GCM_256, NO_ESN)))
                .startsWith("no proposal matches: ENCR offered is [ENCR_AES_CBC-256], configured is"
                        + " [ENCR_AES_GCM_16-256]; offered [ESP:ENCR_AES_CBC-256/")
                .endsWith("configured [ENCR_AES_GCM_16-256/ESN_NO]");
    }

    @Test
    void refusesWhatOneSideInsistsOn() {
        assertThat(reason(offer(TransformSet.of(GCM_256, ESN)), TransformSet.of(GCM_256, NO_ESN)))
                .contains("ESN offered");
        assertThat(reason(offer(TransformSet.of(GCM_256, X25519)), TransformSet.of(GCM_256)))
                .contains("KE offered");
        assertThat(reason(offer(TransformSet.of(GCM_256)), TransformSet.of(GCM_256, X25519)))
                .contains("KE offered");
        assertThat(reason(offer(TransformSet.of(GCM_256, ADDKE)), TransformSet.of(GCM_256)))
                .contains("ADDKE1 offered");
        assertThat(reason(offer(TransformSet.of(GCM_256, SHA2_256)), TransformSet.of(GCM_256)))
                .contains("INTEG offered");
    }

    @Test
    void refusesAnotherProtocol() {
        SaPayload offered = Proposals.offer(ProtocolId.AH, SPI, List.of(TransformSet.of(SHA2_256)));

        assertThat(reason(offered, TransformSet.of(GCM_256))).contains("the protocol is AH");
    }

    @Test
    void checksTheAnswerAgainstTheOffer() {
        List<TransformSet> offered =
                List.of(TransformSet.of(GCM_256, GCM_128, NO_ESN), TransformSet.of(CBC_256, SHA2_256));

        assertThat(Proposals.check(ProtocolId.ESP, offered, answer(1, GCM_128, NO_ESN)))
                .isInstanceOf(Proposals.Chosen.class);
        assertThat(Proposals.check(ProtocolId.ESP, offered, answer(2, GCM_128, NO_ESN)))
                .isInstanceOf(Proposals.NoMatch.class);
        assertThat(Proposals.check(ProtocolId.ESP, offered, answer(3, GCM_128, NO_ESN)))
                .isEqualTo(new Proposals.NoMatch("the peer chose proposal 3 of 2"));
        assertThat(Proposals.check(ProtocolId.ESP, offered, answer(1, GCM_128, GCM_256, NO_ESN)))
                .isInstanceOf(Proposals.NoMatch.class);
        assertThat(Proposals.check(ProtocolId.ESP, offered, answer(1))).isInstanceOf(Proposals.NoMatch.class);
    }

    @Test
    void refusesAlgorithmsThatNobodyComputes() {
        TransformSet unknown = TransformSet.of(Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_3DES));

        assertThatThrownBy(() -> Suites.requireEsp(
                        unknown, WeakAlgorithms.REFUSED, KeyExchanges.standard(WeakAlgorithms.REFUSED)))
                .hasMessageContaining("ENCR_3DES");
    }

    private static SaPayload offer(TransformSet... sets) {
        return Proposals.offer(ProtocolId.ESP, SPI, List.of(sets));
    }

    private static SaPayload answer(int number, Transform... transforms) {
        return new SaPayload(List.of(new Proposal(number, ProtocolId.ESP, SPI, List.of(transforms))));
    }

    private static List<Transform> choose(SaPayload offered, TransformSet configured) {
        Proposals.Choice choice = Proposals.choose(ProtocolId.ESP, List.of(configured), offered);
        assertThat(choice).isInstanceOf(Proposals.Chosen.class);
        return ((Proposals.Chosen) choice).transforms().transforms();
    }

    private static String reason(SaPayload offered, TransformSet configured) {
        Proposals.Choice choice = Proposals.choose(ProtocolId.ESP, List.of(configured), offered);
        assertThat(choice).isInstanceOf(Proposals.NoMatch.class);
        return ((Proposals.NoMatch) choice).reason();
    }
}
