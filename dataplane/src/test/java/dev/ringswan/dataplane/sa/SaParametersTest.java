package dev.ringswan.dataplane.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.dataplane.Engines;
import dev.ringswan.dataplane.OneGateway;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.testing.Hex;
import org.junit.jupiter.api.Test;

final class SaParametersTest {
    private static final byte[] KEY = Hex.bytes("000102030405060708090a0b0c0d0e0f aabbccdd");

    private static SaParameters gcm(byte[] key) {
        return SaParameters.of(
                0xC000_0001, EspSuite.AES128_GCM16, key, OneGateway.LOCAL, OneGateway.REMOTE, OneGateway.SELECTORS);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> gcm(new byte[16]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20 bytes of key material, not 16");
        assertThatThrownBy(() -> OneGateway.sa(255, EspSuite.AES128_GCM16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SPI 255 is reserved");
        assertThatThrownBy(() -> SaParameters.of(
                        0xC000_0001,
                        EspSuite.AES128_GCM16,
                        KEY,
                        OneGateway.LOCAL,
                        Endpoint.of("2001:db8::1", 4500),
                        OneGateway.SELECTORS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not of one family");
        assertThatThrownBy(() -> gcm(KEY).withSequence(0, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> gcm(KEY).withSequence(10, 9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> gcm(KEY).withPathMtu(575))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("path MTU 575");
    }

    @Test
    void leavesTheCallersKeyAlone() {
        byte[] given = KEY.clone();
        gcm(given).wipe();
        assertThat(given).isEqualTo(KEY);
    }

    @Test
    void makesNoSaAfterItIsWiped() {
        SaParameters parameters = gcm(KEY);
        SaParameters copy = parameters.withEsn(false);
        parameters.wipe();
        assertUsedUp(copy);
    }

    @Test
    void isGoodForOneSa() {
        SaParameters inbound = gcm(KEY);
        new InboundSa(inbound, Engines.fastest(), true, 0).close();
        assertUsedUp(inbound);
        SaParameters outbound = gcm(KEY);
        new OutboundSa(outbound, Engines.fastest(), true, (byte) 0, 0).close();
        assertUsedUp(outbound.withPort(1));
    }

    private static void assertUsedUp(SaParameters parameters) {
        assertThatThrownBy(() -> new InboundSa(parameters, Engines.fastest(), true, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("describe the SA anew");
    }

    @Test
    void neverShowsItsKey() {
        try (InboundSa sa = new InboundSa(gcm(KEY), Engines.fastest(), true, 0)) {
            for (String text : new String[] {
                gcm(KEY).toString(), sa.toString(), sa.cipher().toString()
            }) {
                assertThat(text).contains("c0000001").doesNotContain("0102", "aabb", "[B@", "171");
            }
        }
    }

    @Test
    void changesOnlyWhatIsAskedFor() {
        SaParameters changed = gcm(KEY).withMode(SaMode.TRANSPORT)
                .withPort(3)
                .withEsn(false)
                .withReplayWindow(64)
                .withSequence(5, 9)
                .withPathMtu(1400);
        assertThat(changed.mode()).isEqualTo(SaMode.TRANSPORT);
        assertThat(changed.portIndex()).isEqualTo(3);
        assertThat(changed.esn()).isFalse();
        assertThat(changed.replayWindow()).isEqualTo(64);
        assertThat(changed.firstSequence()).isEqualTo(5);
        assertThat(changed.sequenceLimit()).isEqualTo(9);
        assertThat(changed.pathMtu()).isEqualTo(1400);
        assertThat(changed.lifetime()).isEqualTo(SaLifetime.NONE);
        assertThat(changed.spi()).isEqualTo(0xC000_0001);
        assertThat(gcm(KEY).mode()).isEqualTo(SaMode.TUNNEL);
        assertThat(gcm(KEY).esn()).isTrue();
    }

    @Test
    void knowsTheLongestInnerPacket() {
        assertThat(gcm(KEY).innerLengthMax(1500, false)).isEqualTo(1446);
        assertThat(gcm(KEY).innerLengthMax(1500, true)).isEqualTo(1438);
        assertThat(gcm(KEY).withMode(SaMode.TRANSPORT).innerLengthMax(1500, false))
                .isEqualTo(1466);
    }
}
