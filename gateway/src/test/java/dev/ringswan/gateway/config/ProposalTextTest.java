package dev.ringswan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.ike.negotiate.DefaultProposals;
import dev.ringswan.ike.wire.TransformType;
import org.junit.jupiter.api.Test;

class ProposalTextTest {
    private static String ike(String text) {
        return ProposalText.format(ProposalText.ike(text, false));
    }

    private static String esp(String text) {
        return ProposalText.format(ProposalText.esp(text, false));
    }

    @Test
    void fillsInThePrf() {
        assertThat(ike("aes256-sha256-modp2048")).isEqualTo("aes256-prfsha256-sha256-modp2048");
        assertThat(ike("aes128-sha512-sha384-ecp256")).isEqualTo("aes128-prfsha512-prfsha384-sha512-sha384-ecp256");
        assertThat(ike("aes256-sha256-prfsha512-x25519")).isEqualTo("aes256-prfsha512-sha256-x25519");
        assertThat(ike("aes256gcm16-ecp384")).isEqualTo("aes256gcm16-prfsha256-prfsha384-prfsha512-ecp384");
    }

    @Test
    void fillsInTheSequenceNumbers() {
        assertThat(esp("aes256gcm16")).isEqualTo("aes256gcm16-noesn");
        assertThat(esp("aes256gcm16-esn")).isEqualTo("aes256gcm16-esn");
        assertThat(esp("aes256-sha256-ecp384-esn-noesn")).isEqualTo("aes256-sha256-ecp384-esn-noesn");
    }

    @Test
    void knowsOtherNames() {
        assertThat(ike("aes-sha2_256-curve25519")).isEqualTo(ike("aes128-sha256-x25519"));
        assertThat(ike("aes256gcm128-prfsha384-curve448")).isEqualTo("aes256gcm16-prfsha384-x448");
    }

    @Test
    void knowsAdditionalKeyExchanges() {
        assertThat(ike("aes256gcm16-prfsha384-x25519-ke1_mlkem768-ke2_ecp384-ke2_none"))
                .isEqualTo("aes256gcm16-prfsha384-x25519-ke1_mlkem768-ke2_ecp384-ke2_none");
        refusesIke("aes256gcm16-x25519-ke1_sha256", "'sha256' is not a key exchange");
        refusesIke("aes256gcm16-x25519-ke8_mlkem768", "there is no algorithm 'ke8_mlkem768'");
        refusesIke("aes256gcm16-x25519-ke1_modp1024", "'modp1024' is weak");
    }

    @Test
    void refusesWithTheCure() {
        refusesIke("aes256gcm16-sha256-x25519", "protects integrity itself");
        refusesIke("aes256-x25519", "needs an integrity algorithm");
        refusesIke("sha256-x25519", "a cipher is missing");
        refusesIke("aes256gcm16-aes256-sha256-x25519", "two proposals");
        refusesIke("aes256gcm16-prfsha256", "needs a key exchange");
        refusesIke("aes256gcm16-prfsha256-x25519-esn", "for ESP");
        refusesIke("aes256gmc16-prfsha256-x25519", "did you mean 'aes256gcm16'?");
        refusesIke("3des-sha1-modp1024", "there is no algorithm '3des'");
        refusesIke("aes128-sha1-modp2048", "'sha1' is weak");
        refusesIke("", "there is no algorithm ''");
        assertThatThrownBy(() -> ProposalText.esp("aes256gcm16-prfsha256", false))
                .hasMessageContaining("is for IKE");
        assertThatThrownBy(() -> ProposalText.esp("aes256-sha1", true))
                .hasMessageContaining("the data plane has no aes256-sha1");
    }

    private static void refusesIke(String text, String message) {
        assertThatThrownBy(() -> ProposalText.ike(text, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void writesAndReadsTheDefaults() {
        assertThat(DefaultProposals.ike())
                .extracting(ProposalText::format)
                .startsWith("aes256gcm16-prfsha384-x25519-ke1_mlkem768")
                .allSatisfy(text ->
                        assertThat(ProposalText.ike(text, false).transforms()).hasSameSizeAs(text.split("-")));
        assertThat(ProposalText.espDefault())
                .allSatisfy(set -> assertThat(esp(ProposalText.format(set))).isEqualTo(ProposalText.format(set)))
                .allMatch(set -> set.has(TransformType.KEY_EXCHANGE))
                .noneMatch(ProposalText::isWeak);
    }
}
