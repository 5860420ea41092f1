package dev.ringswan.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.testing.Hex;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bodies of the payloads, as RFC 7296 §3 draws them. */
final class PayloadTest {
    @Test
    void readsKeyExchange() throws InvalidSyntaxException {
        check(PayloadType.KE, "001f ffff 0a0b", "001f 0000 0a0b", new KePayload(TransformId.CURVE25519, bytes("0a0b")));
    }

    @Test
    void readsIdentity() throws InvalidSyntaxException {
        check(
                PayloadType.IDI,
                "02 000000 612e6578616d706c65",
                "02 000000 612e6578616d706c65",
                new IdPayload(Side.INITIATOR, Identity.fqdn("a.example")));
        assertThat(new IdPayload(Side.RESPONDER, Identity.fqdn("a")).body()).isEqualTo(bytes("02 000000 61"));
    }

    @Test
    void readsCertificates() throws InvalidSyntaxException {
        check(PayloadType.CERT, "04 3082", "04 3082", new CertPayload(CertEncoding.X509_SIGNATURE, bytes("3082")));
        String hashes = "11".repeat(20) + "22".repeat(20);
        CertRequestPayload request = new CertRequestPayload(CertEncoding.X509_SIGNATURE, bytes(hashes));
        check(PayloadType.CERTREQ, "04" + hashes, "04" + hashes, request);
        assertThat(request.hashes()).containsExactly(bytes("11".repeat(20)), bytes("22".repeat(20)));
    }

    @Test
    void readsAuthentication() throws InvalidSyntaxException {
        check(
                PayloadType.AUTH,
                "02 000000 0102",
                "02 000000 0102",
                AuthPayload.of(AuthMethod.SHARED_KEY, bytes("0102")));
        check(
                PayloadType.AUTH,
                "0e 000000 03 300100 0102",
                "0e 000000 03 300100 0102",
                new AuthPayload(AuthMethod.DIGITAL_SIGNATURE, bytes("300100"), bytes("0102")));
    }

    @Test
    void readsNotification() throws InvalidSyntaxException {
        check(
                PayloadType.NOTIFY,
                "03 04 4009 c0ffee01",
                "03 04 4009 c0ffee01",
                NotifyPayload.ofEsp(NotifyType.REKEY_SA, 0xc0ffee01));
    }

    @Test
    void readsDeletion() throws InvalidSyntaxException {
        check(
                PayloadType.DELETE,
                "03 04 0002 00000101 c0ffee01",
                "03 04 0002 00000101 c0ffee01",
                new DeletePayload(ProtocolId.ESP, List.of(0x101, 0xc0ffee01)));
        check(PayloadType.DELETE, "01 08 0000", "01 00 0000", DeletePayload.ofIke());
    }

    @Test
    void readsTrafficSelectors() throws InvalidSyntaxException {
        check(
                PayloadType.TSR,
                "01 000000 07 06 0010 0050 0050 0a000000 0a00ffff",
                "01 000000 07 06 0010 0050 0050 0a000000 0a00ffff",
                new TsPayload(
                        Side.RESPONDER,
                        List.of(new TrafficSelector(
                                Addresses.of(bytes("0a000000")), Addresses.of(bytes("0a00ffff")), 6, 80, 80))));
    }

    @Test
    void skipsSelectorsOfUnknownTypes() throws InvalidSyntaxException {
        Payload payload = decode(PayloadType.TSI, "02 000000 0a 00 0006 4141 07 00 0010 0000 ffff 00000000 ffffffff");
        assertThat(payload)
                .isEqualTo(new TsPayload(
                        Side.INITIATOR,
                        List.of(TrafficSelector.of(Addresses.of(bytes("00000000")), Addresses.of(bytes("ffffffff"))))));
    }

    @Test
    void keepsMappedAddressesInTheirFamily() throws InvalidSyntaxException {
        String mapped = "00000000000000000000ffff0a000001";
        TsPayload payload = (TsPayload) decode(PayloadType.TSI, "01 000000 08 00 0028 0000 ffff" + mapped + mapped);
        assertThat(payload.selectors().getFirst().isIpv4()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "34, 001f00, expected reserved of 2 bytes",
        "35, 01 000000 0a0000, an IPv4 address of 3 bytes",
        "35, 05 000000 0a000001, an IPv6 address of 4 bytes",
        "36, 0b 000000, an identity of 0 bytes",
        "37, 04, 'expected a certificate, found nothing'",
        "38, 04 010203, a multiple of 20",
        "39, 0e 000000 05 3003, expected algorithm identifier of 5 bytes",
        "39, 0e 000000 00 3003, an algorithm identifier of 0 bytes",
        "40, 000102030405060708090a0b0c0d0e, a nonce of 15 bytes",
        "41, 00 00 4006, COOKIE of 0 bytes",
        "41, 00 00 0011 01, INVALID_KE_PAYLOAD of 1 bytes",
        "41, 00 00 4004 0102, NAT_DETECTION_SOURCE_IP of 2 bytes",
        "41, 00 00 402f 000201, SIGNATURE_HASH_ALGORITHMS of 3 bytes",
        "41, 03 05 4009 01020304, expected SPI of 5 bytes",
        "42, 03 04 0002 00000101, 4 bytes for 2 SPIs",
        "42, 03 08 0001 0000010100000101, SPI size 8 for ESP",
        "42, 01 08 0001 0000010100000101, SPI size 8 for IKE",
        "42, 07 04 0000, protocol 7",
        "44, 00 000000, 0 traffic selectors",
        "44, 01 000000 07 00 0028 0000 ffff 0a000000 0a00ffff, a selector of type 7 and 40 bytes",
        "44, 01 000000 07 00 0010 0000 ffff 0a000001 0a000000, the lower address first",
        "44, 01 000000 07 06 0010 0051 0050 0a000000 0a00ffff, the lower port first",
        "44, 01 000000 07 00 0010 0000 ffff 0a000000 0a00ffff 00, 1 bytes more",
        "44, 01 000000 0a 00 0003 00, a selector of 3 bytes",
    })
    void refusesWhatCannotBe(int type, String body, String problem) {
        assertThatThrownBy(() -> decode(type, body))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessageStartingWith(PayloadType.name(type) + " at byte ")
                .hasMessageContaining(problem);
    }

    private static void check(int type, String body, String written, Payload expected) throws InvalidSyntaxException {
        assertThat(decode(type, body)).isEqualTo(expected);
        byte[] chain = MessageEncoder.chain(List.of(expected));
        assertThat(Bytes.of(chain, 4, chain.length - 4)).isEqualTo(bytes(written));
    }

    static Payload decode(int type, String body) throws InvalidSyntaxException {
        byte[] content = Hex.bytes(body);
        ByteWriter out = new ByteWriter();
        out.int16(0);
        out.int16(4 + content.length);
        out.bytes(content);
        return MessageDecoder.inner(type, Bytes.of(out.toArray())).getFirst();
    }

    static Bytes bytes(String hex) {
        return Bytes.of(Hex.bytes(hex));
    }
}
