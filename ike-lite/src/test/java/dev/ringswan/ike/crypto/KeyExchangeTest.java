package dev.ringswan.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyExchangeTest {
    private static final KeyExchanges ALL =
            KeyExchanges.standard(WeakAlgorithms.ALLOWED).with(new FakeKeyExchange(1024));

    @Test
    void agreesOnOneSecret() throws CryptoRefusal {
        for (KeyExchangeMethod method : ALL.all()) {
            try (KeyExchangeMethod.Initiator initiator = method.start(SeededRandom.of(1));
                    KeyExchangeMethod.Response response = method.respond(initiator.publicValue(), SeededRandom.of(2))) {
                assertThat(initiator.publicValue()).as(method.methodName()).hasSize(method.initiatorLength());
                assertThat(response.publicValue()).as(method.methodName()).hasSize(method.responderLength());
                assertThat(initiator.finish(response.publicValue()))
                        .as(method.methodName())
                        .isEqualTo(response.sharedSecret());
            }
        }
    }

    @Test
    void repeatsItselfFromTheSameRandomStream() throws CryptoRefusal {
        for (KeyExchangeMethod method : ALL.all()) {
            byte[] first = method.start(SeededRandom.of(3)).publicValue();
            assertThat(method.start(SeededRandom.of(3)).publicValue()).isEqualTo(first);
            assertThat(method.start(SeededRandom.of(4)).publicValue()).isNotEqualTo(first);
            byte[] answer = method.respond(first, SeededRandom.of(5)).publicValue();
            assertThat(method.respond(first, SeededRandom.of(5)).publicValue()).isEqualTo(answer);
            assertThat(method.respond(first, SeededRandom.of(6)).publicValue()).isNotEqualTo(answer);
        }
    }

    @Test
    void refusesValuesOfAnotherLength() {
        for (KeyExchangeMethod method : ALL.all()) {
            KeyExchangeMethod.Initiator initiator = method.start(SeededRandom.of(1));
            for (int difference : new int[] {-1, 1}) {
                assertThatThrownBy(() -> initiator.finish(new byte[method.responderLength() + difference]))
                        .as(method.methodName())
                        .isInstanceOf(CryptoRefusal.class);
                assertThatThrownBy(() ->
                                method.respond(new byte[method.initiatorLength() + difference], SeededRandom.of(1)))
                        .as(method.methodName())
                        .isInstanceOf(CryptoRefusal.class);
            }
            assertThatThrownBy(() -> initiator.finish(new byte[0])).isInstanceOf(CryptoRefusal.class);
        }
    }

    @Test
    void refusesZero() {
        for (KeyExchangeMethod method :
                KeyExchanges.standard(WeakAlgorithms.ALLOWED).all()) {
            if (method instanceof DiffieHellman) {
                assertThatThrownBy(() -> method.respond(new byte[method.initiatorLength()], SeededRandom.of(1)))
                        .as(method.methodName())
                        .isInstanceOf(CryptoRefusal.class);
            }
        }
    }

    @Test
    void refusesTheEdgesOfAModpGroup() {
        for (ModpGroup group : ModpGroup.values()) {
            byte[] one = new byte[group.valueLength()];
            one[one.length - 1] = 1;
            byte[] prime = group.prime().toByteArray();
            byte[] primeMinusOne = group.prime().subtract(BigInteger.ONE).toByteArray();
            Secret privateKey = group.privateKey(SeededRandom.of(1));
            for (byte[] value : List.of(one, unsigned(prime), unsigned(primeMinusOne))) {
                assertThatThrownBy(() -> group.agree(privateKey, value))
                        .isInstanceOf(CryptoRefusal.class)
                        .hasMessageContaining("not between 1 and p - 1");
            }
        }
    }

    @Test
    void offersWhatTheIssueNames() {
        List<Integer> ids = new ArrayList<>();
        KeyExchanges.standard(WeakAlgorithms.REFUSED).all().forEach(method -> ids.add(method.transformId()));
        assertThat(ids).containsExactly(14, 15, 16, 19, 20, 21, 31, 32, 35, 36, 37);
        assertThat(KeyExchanges.none().all()).isEmpty();
    }

    @Test
    void wipesThePrivateKey() {
        KeyExchangeMethod.Initiator initiator =
                new DiffieHellman(MontgomeryGroup.CURVE_25519).start(SeededRandom.of(1));
        initiator.close();
        assertThatThrownBy(() -> initiator.finish(initiator.publicValue())).isInstanceOf(IllegalStateException.class);
    }

    private static byte[] unsigned(byte[] number) {
        return Arrays.copyOfRange(number, 1, number.length);
    }
}
