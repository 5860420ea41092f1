package dev.ringswan.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 7383. */
final class FragmentsTest {
    private static final IkeHeader HEADER = IkeHeader.request(1, 2, ExchangeType.IKE_AUTH, true, 1);
    private static final PayloadChain CHAIN = chain(HEADER, 3_000);
    private static final PayloadProtection GCM = SealedMessageTest.gcm();

    private final Fragments fragments = new Fragments();

    @Test
    void sendsOneMessageIfItFits() throws InvalidSyntaxException {
        List<byte[]> datagrams = Fragments.split(chain(HEADER, 100), 200, GCM);
        assertThat(datagrams).hasSize(1);
        assertThat(SealedMessage.decode(datagrams.getFirst()).isFragment()).isFalse();
    }

    @Test
    void numbersFromOneAndNamesTheFirstPayloadOnce() throws InvalidSyntaxException {
        List<byte[]> datagrams = Fragments.split(CHAIN, 1_200, GCM);
        assertThat(datagrams).hasSize(3);
        List<String> labels = new ArrayList<>();
        List<Integer> first = new ArrayList<>();
        for (byte[] datagram : datagrams) {
            labels.add(MessageDecoder.decode(datagram).payloads().getFirst().label());
            first.add(SealedMessage.decode(datagram).firstPayload());
        }
        assertThat(labels).containsExactly("EF(1/3)", "EF(2/3)", "EF(3/3)");
        assertThat(first).containsExactly(PayloadType.VENDOR_ID, 0, 0);
    }

    @Test
    void assemblesInAnyOrder() {
        Seeds.forEach(200, (seed, random) -> {
            PayloadProtection protection = random.nextBoolean() ? GCM : SealedMessageTest.cbc();
            PayloadChain chain = chain(HEADER, random.nextInt(1_300, 20_000));
            int lengthMax = random.nextInt(300, 1_300);
            List<byte[]> datagrams = new ArrayList<>(Fragments.split(chain, lengthMax, protection));
            assertThat(datagrams).allMatch(datagram -> datagram.length <= lengthMax);
            datagrams.addAll(datagrams.subList(0, random.nextInt(datagrams.size())));
            Collections.shuffle(datagrams, new Random(random.nextLong()));
            Fragments receiver = new Fragments();
            List<PayloadChain> assembled = new ArrayList<>();
            for (byte[] datagram : datagrams) {
                receiver.add(SealedMessage.decode(datagram), protection).ifPresent(assembled::add);
            }
            assertThat(assembled).contains(chain);
        });
    }

    @Test
    void ignoresRepeatedFragments() throws InvalidSyntaxException {
        List<byte[]> datagrams = Fragments.split(CHAIN, 1_200, GCM);
        assertThat(add(datagrams.get(0))).isEmpty();
        assertThat(add(datagrams.get(0))).isEmpty();
        assertThat(add(datagrams.get(1))).isEmpty();
        assertThat(add(datagrams.get(2))).contains(CHAIN);
    }

    @Test
    void ignoresFragmentsThatAreNotAuthentic() throws InvalidSyntaxException {
        List<byte[]> datagrams = Fragments.split(CHAIN, 1_200, GCM);
        byte[] forged = datagrams.get(1).clone();
        forged[forged.length - 1] ^= 1;
        assertThat(add(datagrams.get(0))).isEmpty();
        assertThat(add(forged)).isEmpty();
        assertThat(add(datagrams.get(2))).isEmpty();
        assertThat(add(datagrams.get(1))).contains(CHAIN);
    }

    /** RFC 7383 §2.6: whoever cuts again, with smaller datagrams, sends a larger total. */
    @Test
    void replacesCoarserCutByFinerOne() throws InvalidSyntaxException {
        List<byte[]> coarse = Fragments.split(CHAIN, 1_200, GCM);
        List<byte[]> fine = Fragments.split(CHAIN, 800, GCM);
        assertThat(fine.size()).isGreaterThan(coarse.size());
        assertThat(add(coarse.get(0))).isEmpty();
        assertThat(add(coarse.get(1))).isEmpty();
        assertThat(add(fine.getFirst())).isEmpty();
        assertThat(add(coarse.get(2))).isEmpty();
        assertThat(addAll(fine.subList(1, fine.size()))).contains(CHAIN);
    }

    @Test
    void doesNotLetAForgedTotalReplaceAnything() throws InvalidSyntaxException {
        List<byte[]> datagrams = Fragments.split(CHAIN, 1_200, GCM);
        byte[] forged = datagrams.get(2).clone();
        forged[35] = 9;
        assertThat(add(datagrams.get(0))).isEmpty();
        assertThat(add(forged)).isEmpty();
        assertThat(addAll(datagrams.subList(1, 3))).contains(CHAIN);
    }

    @Test
    void collectsOneMessageAtATime() throws InvalidSyntaxException {
        PayloadChain next = chain(IkeHeader.request(1, 2, ExchangeType.IKE_AUTH, true, 2), 2_000);
        List<byte[]> datagrams = Fragments.split(CHAIN, 1_200, GCM);
        assertThat(add(datagrams.get(0))).isEmpty();
        assertThat(add(datagrams.get(1))).isEmpty();
        assertThat(addAll(Fragments.split(next, 1_200, GCM))).contains(next);
        assertThat(add(datagrams.get(2))).isEmpty();
    }

    @Test
    void refusesMoreThanAMessageMayHave() throws InvalidSyntaxException {
        Bytes part = Bytes.of(new byte[30_000]);
        for (int number = 1; number <= 2; number++) {
            assertThat(add(SealedMessage.seal(CHAIN, number, 3, part, GCM))).isEmpty();
        }
        byte[] last = SealedMessage.seal(CHAIN, 3, 3, part, GCM);
        assertThatThrownBy(() -> add(last))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessageContaining("fragments of more than 65503 bytes together");
        assertThat(add(last)).isEmpty();
    }

    @Test
    void ignoresMoreFragmentsThanItWouldHold() throws InvalidSyntaxException {
        int total = Limits.FRAGMENTS_MAX + 1;
        for (int number = 1; number <= total; number++) {
            assertThat(add(SealedMessage.seal(CHAIN, number, total, Bytes.EMPTY, GCM)))
                    .isEmpty();
        }
    }

    @Test
    void refusesToCutIntoTooManyPieces() {
        assertThatThrownBy(() -> Fragments.split(chain(HEADER, 60_000), 200, GCM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allow longer ones");
        assertThatThrownBy(() -> Fragments.split(CHAIN, 40, GCM)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void doesNotOpenAFragmentAlone() throws InvalidSyntaxException {
        SealedMessage fragment =
                SealedMessage.decode(Fragments.split(CHAIN, 1_200, GCM).getFirst());
        assertThat(fragment.number()).isEqualTo(1);
        assertThat(fragment.total()).isEqualTo(3);
        assertThatThrownBy(() -> fragment.open(GCM)).isInstanceOf(IllegalStateException.class);
    }

    private Optional<PayloadChain> add(byte[] datagram) throws InvalidSyntaxException {
        return fragments.add(SealedMessage.decode(datagram), GCM);
    }

    private Optional<PayloadChain> addAll(List<byte[]> datagrams) throws InvalidSyntaxException {
        Optional<PayloadChain> chain = Optional.empty();
        for (byte[] datagram : datagrams) {
            assertThat(chain).isEmpty();
            chain = add(datagram);
        }
        return chain;
    }

    private static PayloadChain chain(IkeHeader header, int length) {
        byte[] data = new byte[length];
        Seeds.random(length).nextBytes(data);
        return PayloadChain.of(header, List.of(new VendorIdPayload(Bytes.of(data))));
    }
}
