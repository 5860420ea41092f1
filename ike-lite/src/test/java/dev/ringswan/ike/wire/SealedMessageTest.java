package dev.ringswan.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.testing.Hex;
import dev.ringswan.nativeio.testing.Seeds;
import dev.ringswan.nativeio.testing.Vectors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SealedMessageTest {
    private static final IkeHeader HEADER =
            IkeHeader.request(0x1111_2222_3333_4444L, 0x5555_6666_7777_8888L, ExchangeType.INFORMATIONAL, true, 7);
    private static final PayloadChain CHAIN = PayloadChain.of(HEADER, List.of(DeletePayload.ofEsp(0xc0ffee01)));

    @Test
    void opensWhatItSealsWithAead() {
        sealsAndOpens(gcm(), gcm());
    }

    @Test
    void opensWhatItSealsWithCbcAndHmac() {
        sealsAndOpens(cbc(), cbc());
    }

    @Test
    void padsToWholeBlocks() {
        PayloadProtection protection = cbc();
        int overhead = SealedMessage.overhead(0, protection);
        for (int length = 0; length < 40; length++) {
            PayloadChain chain = new PayloadChain(HEADER, PayloadType.VENDOR_ID, Bytes.of(new byte[length]));
            byte[] datagram = SealedMessage.seal(chain, protection);
            assertThat(datagram.length - overhead).isEqualTo((length / 16 + 1) * 16);
        }
    }

    @Test
    void followsRfc7634AppendixB() throws InvalidSyntaxException {
        Map<String, Object> vector = Vectors.objects(Vectors.json("rfc/ike_sk_rfc7634.json"), "vectors")
                .getFirst();
        byte[] keyAndSalt = Hex.bytes(vector.get("key") + "" + vector.get("salt"));
        PayloadProtection protection = JcaProtection.Combined.chaCha(keyAndSalt, 0x1011121314151617L);
        byte[] message = Vectors.bytes(vector, "ike_message");
        PayloadChain chain = SealedMessage.decode(message).open(protection).orElseThrow();
        assertThat(chain.decode()).hasToString("INFORMATIONAL request 9 [ N(SET_WINDOW_SIZE) ]");
        assertThat(SealedMessage.seal(chain, protection)).isEqualTo(message);
    }

    @Test
    void opensNothingAfterAnyChange() {
        for (PayloadProtection protection : List.of(gcm(), cbc())) {
            byte[] datagram = SealedMessage.seal(CHAIN, protection);
            for (int bit = 0; bit < datagram.length * 8; bit++) {
                byte[] changed = datagram.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(opens(changed, protection)).as("bit %d", bit).isFalse();
            }
        }
    }

    @Test
    void opensNothingWithOtherKeys() throws InvalidSyntaxException {
        SealedMessage sealed = SealedMessage.decode(SealedMessage.seal(CHAIN, gcm()));
        assertThat(sealed.open(JcaProtection.Combined.gcm(new byte[36]))).isEmpty();
        assertThat(sealed.open(cbc())).isEmpty();
    }

    /** Authentic but wrong: the peer's own mistake, which may be answered. */
    @Test
    void refusesPaddingLongerThanThePlaintext() throws InvalidSyntaxException {
        ByteWriter out = new ByteWriter();
        HEADER.encode(out, PayloadType.SK, 28 + 4 + 8 + 3 + 16);
        out.bytes(Hex.bytes("00 00 001f"));
        out.bytes(gcm().seal(out.toArray(), new byte[] {0, 0, 3}));
        SealedMessage sealed = SealedMessage.decode(out.toArray());
        assertThatThrownBy(() -> sealed.open(gcm()))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessage("SK at byte 42: pad length 3 in 3 bytes");
    }

    @Test
    void refusesMessagesInClear() {
        byte[] datagram = MessageEncoder.encode(Message.of(HEADER, DeletePayload.ofIke()));
        assertThatThrownBy(() -> SealedMessage.decode(datagram))
                .hasMessage("message at byte 0: nothing encrypted in INFORMATIONAL request 7 [ D ], expected SK");
        byte[] empty = MessageEncoder.encode(Message.of(HEADER));
        assertThatThrownBy(() -> SealedMessage.decode(empty)).isInstanceOf(InvalidSyntaxException.class);
    }

    /** RFC 9242 §3.3.2: the two length fields are as if there were no IV, padding and ICV. */
    @Test
    void givesTheDataThatIntermediateExchangesAuthenticate() {
        assertThat(CHAIN.intermediateAuthData())
                .isEqualTo(Hex.bytes("1111222233334444 5555666677778888 2e 20 25 08 00000007 0000002c"
                        + "2a 00 0010 0000000c03040001c0ffee01"));
    }

    @Test
    void opensRandomMessages() {
        Seeds.forEach(200, (seed, random) -> {
            Message message = new RandomMessages(random).message();
            PayloadProtection protection = random.nextBoolean() ? gcm() : cbc();
            byte[] datagram = SealedMessage.seal(PayloadChain.of(message.header(), message.payloads()), protection);
            SealedMessage sealed = SealedMessage.decode(datagram);
            assertThat(sealed.open(protection).orElseThrow().decode()).isEqualTo(message);
        });
    }

    private static void sealsAndOpens(PayloadProtection sealing, PayloadProtection opening) {
        byte[] datagram = SealedMessage.seal(CHAIN, sealing);
        try {
            SealedMessage sealed = SealedMessage.decode(datagram);
            assertThat(sealed.header()).isEqualTo(HEADER);
            assertThat(sealed.isFragment()).isFalse();
            assertThat(sealed.open(opening)).contains(CHAIN);
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean opens(byte[] datagram, PayloadProtection protection) {
        try {
            SealedMessage sealed = SealedMessage.decode(datagram);
            return !sealed.isFragment() && sealed.open(protection).isPresent();
        } catch (InvalidSyntaxException _) {
            return false;
        }
    }

    static PayloadProtection gcm() {
        return JcaProtection.Combined.gcm(Hex.bytes("07".repeat(36)));
    }

    static PayloadProtection cbc() {
        return JcaProtection.cbc(Hex.bytes("08".repeat(32)), Hex.bytes("09".repeat(32)));
    }
}
