package dev.ringswan.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.ike.crypto.Encryption;
import dev.ringswan.ike.crypto.IkeCipher;
import dev.ringswan.ike.crypto.IkeSuite;
import dev.ringswan.ike.crypto.Integrity;
import dev.ringswan.ike.crypto.Prf;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.nativeio.testing.Hex;
import dev.ringswan.nativeio.testing.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded exchanges of other implementations, with the keys that were used. */
final class CaptureVectorTest {
    private static final String DIRECTORY = "captures/";
    private static final int SALT_LENGTH = 4;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wireshark/ikev2-decrypt-3des-sha1_160.pcap",
                "wireshark/ikev2-decrypt-aes192ctr.pcap",
                "wireshark/ikev2-decrypt-aes256cbc.pcap",
                "wireshark/ikev2-decrypt-aes256gcm16.pcap"
            })
    void decodesWhatWasRecorded(String file) throws InvalidSyntaxException {
        List<byte[]> datagrams = Capture.datagrams(Vectors.path(DIRECTORY + file));
        List<Map<String, Object>> expected = expected(file);
        assertThat(datagrams).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            checkMessage(datagrams.get(i), expected.get(i), keys(file));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wireshark/ikev2-decrypt-aes256cbc.pcap, AES_CBC_256, HMAC_SHA2_256_128",
        "wireshark/ikev2-decrypt-aes256gcm16.pcap, AES_GCM_16_256, "
    })
    void opensWhatWasRecordedWithOurCiphers(String file, Encryption encryption, @Nullable Integrity integrity)
            throws InvalidSyntaxException {
        IkeSuite suite = new IkeSuite(encryption, integrity, Prf.HMAC_SHA2_256);
        List<Map<String, Object>> expected = expected(file);
        int opened = 0;
        for (byte[] datagram : Capture.datagrams(Vectors.path(DIRECTORY + file))) {
            IkeHeader header = IkeHeader.decode(datagram);
            if (header.exchange() != ExchangeType.IKE_SA_INIT) {
                try (IkeCipher cipher = cipher(suite, keys(file), header.isFromInitiator())) {
                    PayloadChain chain =
                            SealedMessage.decode(datagram).open(cipher).orElseThrow();
                    assertThat(Hex.of(chain.plaintext().toArray()))
                            .isEqualTo(expected.get(2 + opened).get("plaintext"));
                }
                opened++;
            }
        }
        assertThat(opened).isEqualTo(expected.size() - 2);
    }

    /** A crafted message: its ICV does not verify, so nothing of it may come out. */
    @Test
    void opensNothingThatIsNotAuthentic() throws InvalidSyntaxException {
        String file = "tcpdump/ikev2pI2.pcap";
        List<byte[]> datagrams = Capture.datagrams(Vectors.path(DIRECTORY + file));
        assertThat(names(MessageDecoder.decode(datagrams.getFirst())))
                .isEqualTo(expected(file).getFirst().get("payloads"));
        SealedMessage sealed = SealedMessage.decode(datagrams.get(1));
        assertThat(sealed.open(protection(keys(file), true))).isEmpty();
    }

    /** Bytes of peers that no keys are known of, and of attackers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "scapy/ikev2_nat_t.pcap",
                "scapy/ikev2_notify_redirect.pcap",
                "suricata/IKEv2_SA_INIT_2-8-weak.pcap",
                "zeek/ikev2-ukncsc.pcap"
            })
    void decodesTheClearPart(String file) throws InvalidSyntaxException {
        List<byte[]> datagrams = Capture.datagrams(Vectors.path(DIRECTORY + file));
        assertThat(datagrams).isNotEmpty();
        for (byte[] datagram : datagrams) {
            Message message = MessageDecoder.decode(datagram);
            assertThat(MessageDecoder.decode(MessageEncoder.encode(message))).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "malformed/ikev2-id-short.pcap",
                "tcpdump/ikev2-id-normal.pcap",
                "malformed/ipsec-ikev1-payload-bad-length.pcap",
                "malformed/ipsec-ikev1-zero-length.pcap",
                "malformed/isakmp-pointer-loop.pcap",
                "malformed/libreswan-01-isakmp-broadcast.pcap",
                "malformed/libreswan-01-isakmp-vid-first.pcap",
                "malformed/libreswan-02-isakmp-vid-first.pcap",
                "zeek/ikev1-certs.pcap",
                "suricata/ikev1-isakmp-main-mode.pcap"
            })
    void refusesIkev1AndWhatIsDamaged(String file) {
        List<byte[]> datagrams = Capture.datagrams(Vectors.path(DIRECTORY + file));
        assertThat(datagrams).isNotEmpty();
        for (byte[] datagram : datagrams) {
            assertThatThrownBy(() -> MessageDecoder.decode(datagram)).isInstanceOf(InvalidSyntaxException.class);
        }
    }

    private static void checkMessage(byte[] datagram, Map<String, Object> expected, Map<String, Object> keys)
            throws InvalidSyntaxException {
        IkeHeader header = IkeHeader.decode(datagram);
        assertThat(ExchangeType.name(header.exchange())).isEqualTo(expected.get("exchange"));
        assertThat(header.messageId()).isEqualTo(expected.get("mid"));
        assertThat(header.flags()).isEqualTo(expected.get("flags"));
        if (header.exchange() == ExchangeType.IKE_SA_INIT) {
            assertThat(names(MessageDecoder.decode(datagram))).isEqualTo(expected.get("payloads"));
            return;
        }
        PayloadChain chain = SealedMessage.decode(datagram)
                .open(protection(keys, header.isFromInitiator()))
                .orElseThrow();
        assertThat(chain.firstPayload()).isEqualTo(expected.get("first_payload"));
        assertThat(Hex.of(chain.plaintext().toArray())).isEqualTo(expected.get("plaintext"));
        Message message = chain.decode();
        assertThat(names(message)).isEqualTo(expected.get("payloads"));
        assertThat(PayloadChain.of(header, message.payloads())).isEqualTo(chain);
        for (AuthPayload auth : message.all(AuthPayload.class)) {
            assertThat(Hex.of(auth.value().toArray())).isEqualTo(expected.get("auth_data"));
        }
    }

    private static List<String> names(Message message) {
        return message.payloads().stream().map(CaptureVectorTest::name).collect(Collectors.toList());
    }

    private static String name(Payload payload) {
        return switch (payload) {
            case NotifyPayload notification -> "N(" + notification.messageType() + ")";
            case AuthPayload auth -> "AUTH(m" + auth.method() + ")";
            default -> PayloadType.name(payload.type());
        };
    }

    private static List<Map<String, Object>> expected(String file) {
        Object files = Objects.requireNonNull(
                Vectors.json(DIRECTORY + "expected_ike.json").get("files"));
        return Vectors.objects(asObject(files), file);
    }

    @SuppressWarnings("unchecked") // A JSON object of jackson-jr is always a Map with String keys.
    private static Map<String, Object> asObject(Object value) {
        return (Map<String, Object>) value;
    }

    private static Map<String, Object> keys(String file) {
        return Vectors.objects(Vectors.json(DIRECTORY + "keys.json"), "ike").stream()
                .filter(keys -> file.equals(keys.get("file")))
                .findFirst()
                .orElseThrow();
    }

    private static IkeCipher cipher(IkeSuite suite, Map<String, Object> keys, boolean byInitiator) {
        return IkeCipher.opening(
                suite,
                Secret.owning(Vectors.bytes(keys, byInitiator ? "sk_ei" : "sk_er")),
                Secret.owning(Vectors.bytes(keys, byInitiator ? "sk_ai" : "sk_ar")));
    }

    private static PayloadProtection protection(Map<String, Object> keys, boolean byInitiator) {
        byte[] key = Vectors.bytes(keys, byInitiator ? "sk_ei" : "sk_er");
        byte[] macKey = Vectors.bytes(keys, byInitiator ? "sk_ai" : "sk_ar");
        String cipher = String.valueOf(keys.get("encr"));
        if (cipher.equals("AES_GCM_16")) {
            return JcaProtection.Combined.gcm(key);
        }
        int saltLength = cipher.equals("AES_CTR") ? SALT_LENGTH : 0;
        Bytes salt = Bytes.of(Arrays.copyOfRange(key, key.length - saltLength, key.length));
        Bytes rest = Bytes.of(Arrays.copyOf(key, key.length - saltLength));
        String integrity = String.valueOf(keys.get("integ"));
        int icvLength = Integer.parseInt(integrity.substring(integrity.lastIndexOf('_') + 1)) / 8;
        String mac =
                integrity.replaceFirst("HMAC_SHA(1|2_(\\d+))_\\d+", "HmacSHA$1").replace("2_", "");
        return switch (cipher) {
            case "3DES" ->
                new JcaProtection.Separate("DESede/CBC/NoPadding", rest, salt, 8, 8, mac, Bytes.of(macKey), icvLength);
            case "AES_CTR" ->
                new JcaProtection.Separate("AES/CTR/NoPadding", rest, salt, 8, 1, mac, Bytes.of(macKey), icvLength);
            default ->
                new JcaProtection.Separate("AES/CBC/NoPadding", rest, salt, 16, 16, mac, Bytes.of(macKey), icvLength);
        };
    }
}
