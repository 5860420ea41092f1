package dev.ringswan.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ringswan.nativeio.testing.Hex;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class IkeHeaderTest {
    private static final String SPIS = "0102030405060708 1112131415161718";

    @Test
    void readsItsFields() throws InvalidSyntaxException {
        IkeHeader header = IkeHeader.decode(Hex.bytes(SPIS + "00 20 23 08 00000001 0000001c"));
        assertThat(header)
                .isEqualTo(IkeHeader.request(0x0102030405060708L, 0x1112131415161718L, ExchangeType.IKE_AUTH, true, 1));
        assertThat(header.isFromInitiator()).isTrue();
        assertThat(header.isResponse()).isFalse();
        assertThat(header).hasToString("IKE_AUTH request 1");
    }

    @Test
    void ignoresMinorVersionAndReservedFlags() throws InvalidSyntaxException {
        IkeHeader plain = IkeHeader.decode(Hex.bytes(SPIS + "00 20 23 20 00000001 0000001c"));
        assertThat(IkeHeader.decode(Hex.bytes(SPIS + "00 2f 23 f7 00000001 0000001c")))
                .isEqualTo(plain);
    }

    @Test
    void makesTheHeaderOfTheResponse() {
        IkeHeader response = IkeHeader.request(1, 0, ExchangeType.IKE_SA_INIT, true, 0)
                .response()
                .withResponderSpi(2);
        assertThat(response.isResponse()).isTrue();
        assertThat(response.isFromInitiator()).isFalse();
        assertThat(response.responderSpi()).isEqualTo(2);
        assertThat(response).hasToString("IKE_SA_INIT response 0");
    }

    @Test
    void readsOtherVersionsSoThatTheyCanBeAnswered() throws InvalidSyntaxException {
        byte[] datagram = Hex.bytes(SPIS + "00 30 23 08 00000001 0000001c");
        assertThat(IkeHeader.decode(datagram).majorVersion()).isEqualTo(3);
        InvalidSyntaxException error = refusal(() -> MessageDecoder.decode(datagram));
        assertThat(error).hasMessage("header at byte 17: major version 3, expected 2");
        assertThat(error.answer().messageType()).isEqualTo(NotifyType.INVALID_MAJOR_VERSION);
    }

    @Test
    void refusesUnknownExchanges() {
        byte[] datagram = Hex.bytes(SPIS + "00 20 26 08 00000001 0000001c");
        assertThat(refusal(() -> MessageDecoder.decode(datagram)))
                .hasMessage("header at byte 18: exchange type 38, expected 34 to 37, 43 or 44");
    }

    @Test
    void refusesOtherLengths() {
        byte[] longer = Hex.bytes(SPIS + "00 20 23 08 00000001 0000001d");
        assertThat(refusal(() -> IkeHeader.decode(longer)))
                .hasMessage("header at byte 24: length 29, expected that of the datagram, 28");
        byte[] huge = Hex.bytes(SPIS + "00 20 23 08 00000001 ffffffff");
        assertThat(refusal(() -> IkeHeader.decode(huge))).hasMessageContaining("length 4294967295");
        assertThat(refusal(() -> IkeHeader.decode(new byte[27])))
                .hasMessage("header at byte 0: a message of 27 bytes, expected 28 to 65535");
        assertThat(refusal(() -> IkeHeader.decode(new byte[65_536]))).hasMessageContaining("65536 bytes");
    }

    private static InvalidSyntaxException refusal(ThrowingCallable decode) {
        return catchThrowableOfType(InvalidSyntaxException.class, decode);
    }
}
