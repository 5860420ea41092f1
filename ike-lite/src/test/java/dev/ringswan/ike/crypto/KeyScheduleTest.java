package dev.ringswan.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.testing.Hex;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyScheduleTest {
    private static final Prf PRF = Prf.HMAC_SHA2_256;
    private static final byte[] NI = Hex.bytes("000102030405060708090a0b0c0d0e0f");
    private static final byte[] NR = Hex.bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    private static final Nonces NONCES = Nonces.of(NI, NR);
    private static final Secret OLD = Secret.copyOf(Hex.bytes("aa".repeat(32)));
    private static final Secret FIRST = Secret.copyOf(Hex.bytes("bb".repeat(32)));
    private static final Secret SECOND = Secret.copyOf(Hex.bytes("cc".repeat(24)));

    @Test
    void takesTheKeysInOrder() {
        IkeSuite suite = new IkeSuite(Encryption.AES_CBC_256, Integrity.HMAC_SHA2_384_192, PRF);
        IkeKeys keys = KeySchedule.ikeKeys(suite, OLD, NONCES, 0x1122334455667788L, -2L);
        byte[] seed = Hex.bytes(Hex.of(NI) + Hex.of(NR) + "1122334455667788fffffffffffffffe");
        String stream = Hex.of(PRF.expand(OLD, 3 * 32 + 2 * 48 + 2 * 32, seed).copy());
        String taken = "";
        for (Secret key :
                List.of(keys.skD(), keys.skAi(), keys.skAr(), keys.skEi(), keys.skEr(), keys.skPi(), keys.skPr())) {
            taken = taken.concat(Hex.of(key.copy()));
        }
        assertThat(taken).isEqualTo(stream);
        assertThat(keys.skAr().length()).isEqualTo(48);
    }

    @Test
    void givesCombinedModesASaltAndNoIntegrityKey() {
        IkeSuite suite = new IkeSuite(Encryption.CHACHA20_POLY1305, null, PRF);
        IkeKeys keys = KeySchedule.ikeKeys(suite, OLD, NONCES, 1, 2);
        assertThat(keys.skEi().length()).isEqualTo(36);
        assertThat(keys.skAi().length()).isZero();
    }

    @Test
    void mixesAdditionalKeyExchanges() {
        byte[] nonces = Hex.bytes(Hex.of(NI) + Hex.of(NR));
        assertThat(KeySchedule.additionalSeed(PRF, OLD, FIRST, NONCES))
                .isEqualTo(PRF.derive(OLD, FIRST.copy(), nonces));
        assertThat(KeySchedule.rekeySeed(PRF, OLD, List.of(FIRST, SECOND), NONCES))
                .isEqualTo(PRF.derive(OLD, FIRST.copy(), nonces, SECOND.copy()));
        ChildKeys keys = KeySchedule.childKeys(PRF, OLD, List.of(FIRST, SECOND), NONCES, 16, 32);
        Secret stream = PRF.expand(OLD, 96, FIRST.copy(), nonces, SECOND.copy());
        assertThat(keys.initiatorEncryption()).isEqualTo(stream.slice(0, 16));
        assertThat(keys.initiatorIntegrity()).isEqualTo(stream.slice(16, 32));
        assertThat(keys.responderEncryption()).isEqualTo(stream.slice(48, 16));
        assertThat(keys.responderIntegrity()).isEqualTo(stream.slice(64, 32));
    }

    @Test
    void mixesThePpkIntoThreeKeys() {
        IkeSuite suite = new IkeSuite(Encryption.AES_GCM_16_256, null, PRF);
        IkeKeys before = KeySchedule.ikeKeys(suite, OLD, NONCES, 1, 2);
        IkeKeys after = KeySchedule.mixPpk(PRF, SECOND, before);
        byte[] one = {1};
        assertThat(after.skD()).isEqualTo(PRF.derive(SECOND, before.skD().copy(), one));
        assertThat(after.skPi()).isEqualTo(PRF.derive(SECOND, before.skPi().copy(), one));
        assertThat(after.skPr()).isEqualTo(PRF.derive(SECOND, before.skPr().copy(), one));
        assertThat(after.skEi()).isEqualTo(before.skEi());
        assertThat(after.skEr()).isEqualTo(before.skEr());
    }

    @Test
    void wipesAllKeysOnClose() {
        IkeSuite suite = new IkeSuite(Encryption.AES_CBC_128, Integrity.HMAC_SHA2_256_128, PRF);
        IkeKeys keys = KeySchedule.ikeKeys(suite, OLD, NONCES, 1, 2);
        keys.close();
        assertThat(List.of(keys.skD(), keys.skAi(), keys.skAr(), keys.skEi(), keys.skEr(), keys.skPi(), keys.skPr()))
                .allMatch(Secret::wiped);
    }

    @Test
    void refusesARekeyWithoutKeyExchange() {
        assertThatThrownBy(() -> KeySchedule.rekeySeed(PRF, OLD, List.of(), NONCES))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesSuitesThatIkeDoesNotHave() {
        assertThatThrownBy(() -> new IkeSuite(Encryption.AES_CBC_128, null, PRF))
                .hasMessage("AES_CBC_128 needs an integrity algorithm");
        assertThatThrownBy(() -> new IkeSuite(Encryption.AES_GCM_16_128, Integrity.HMAC_SHA2_256_128, PRF))
                .hasMessage("AES_GCM_16_128 goes without HMAC_SHA2_256_128");
    }

    @Test
    void bindsIntermediateExchanges() {
        IntAuth intAuth = new IntAuth(PRF);
        assertThat(intAuth.octets(7)).isEmpty();
        byte[] request = {1, 2, 3, 4, 5};
        byte[] response = {6, 7};
        intAuth.addRequest(FIRST, request);
        assertThatThrownBy(() -> intAuth.octets(7)).isInstanceOf(IllegalStateException.class);
        intAuth.addResponse(SECOND, response);
        intAuth.addRequest(FIRST, request);
        intAuth.addResponse(SECOND, response);

        byte[] i = PRF.apply(FIRST, PRF.apply(FIRST, request), request);
        byte[] r = PRF.apply(SECOND, PRF.apply(SECOND, response), response);
        assertThat(Hex.of(intAuth.octets(7))).isEqualTo(Hex.of(i) + Hex.of(r) + "00000007");
    }
}
