package dev.ringswan.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Lengths of the fields, summed up by hand from the RFCs. */
final class EspSuiteTest {
    @ParameterizedTest
    @CsvSource({
        // suite, key material, salt, IV, ICV, alignment
        "AES128_GCM16, 20, 4, 8, 16, 4",
        "AES256_GCM16, 36, 4, 8, 16, 4",
        "CHACHA20_POLY1305, 36, 4, 8, 16, 4",
        "AES128_SHA256, 48, 0, 16, 16, 16",
        "AES128_SHA384, 64, 0, 16, 24, 16",
        "AES128_SHA512, 80, 0, 16, 32, 16",
        "AES256_SHA256, 64, 0, 16, 16, 16",
        "AES256_SHA384, 80, 0, 16, 24, 16",
        "AES256_SHA512, 96, 0, 16, 32, 16",
        "NULL_SHA256, 32, 0, 0, 16, 4",
        "NULL_SHA384, 48, 0, 0, 24, 4",
        "NULL_SHA512, 64, 0, 0, 32, 4",
    })
    void hasTheLengthsOfItsRfc(EspSuite suite, int keyMaterial, int salt, int iv, int icv, int alignment) {
        assertThat(suite.keyMaterialLength()).isEqualTo(keyMaterial);
        assertThat(suite.saltLength()).isEqualTo(salt);
        assertThat(suite.ivLength()).isEqualTo(iv);
        assertThat(suite.icvLength()).isEqualTo(icv);
        assertThat(suite.alignment()).isEqualTo(alignment);
        assertThat(suite.headerLength()).isEqualTo(8 + iv);
        assertThat(suite.isAead()).isEqualTo(salt != 0);
    }

    /** Outer IPv4 header 20, ESP 8, IV 8, trailer 2, ICV 16: 54 bytes and padding; 8 more in UDP, 20 more in IPv6. */
    @ParameterizedTest
    @CsvSource({
        // suite, path MTU less outer headers, longest inner packet
        "AES128_GCM16, 1480, 1446",
        "AES128_GCM16, 1472, 1438",
        "AES256_GCM16, 1460, 1426",
        "CHACHA20_POLY1305, 1480, 1446",
        "AES128_SHA256, 1480, 1438",
        "AES128_SHA256, 1472, 1422",
        "AES256_SHA512, 1480, 1422",
        "NULL_SHA256, 1480, 1454",
    })
    void carriesWhatTheSumsSay(EspSuite suite, int espLength, int payloadLength) {
        assertThat(suite.payloadLengthMax(espLength)).isEqualTo(payloadLength);
    }

    @Test
    void adds54BytesAndPaddingToIpv4InGcm() {
        assertThat(20 + EspSuite.AES256_GCM16.overhead(1446)).isEqualTo(54);
        assertThat(20 + EspSuite.AES256_GCM16.overhead(1445)).isEqualTo(55);
        assertThat(20 + EspSuite.AES256_GCM16.overhead(1447)).isEqualTo(57);
        assertThat(20 + EspSuite.AES256_SHA256.overhead(1438)).isEqualTo(62);
        assertThat(20 + EspSuite.AES256_SHA256.overhead(1439)).isEqualTo(77);
    }

    @ParameterizedTest
    @EnumSource(EspSuite.class)
    void findsTheLongestPayloadThatFits(EspSuite suite) {
        for (int espLength = 100; espLength < 1600; espLength++) {
            int payloadLength = suite.payloadLengthMax(espLength);
            assertThat(payloadLength + suite.overhead(payloadLength)).isLessThanOrEqualTo(espLength);
            assertThat(payloadLength + 1 + suite.overhead(payloadLength + 1)).isGreaterThan(espLength);
        }
    }

    @ParameterizedTest
    @EnumSource(EspSuite.class)
    void saysWhenNotEvenATrailerFits(EspSuite suite) {
        assertThat(suite.payloadLengthMax(suite.headerLength() + suite.icvLength() + 1))
                .isNegative();
    }
}
