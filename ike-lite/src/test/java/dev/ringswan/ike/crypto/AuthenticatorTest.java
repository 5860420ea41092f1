package dev.ringswan.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.testing.Hex;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AuthenticatorTest {
    private static final Prf PRF = Prf.HMAC_SHA2_256;
    private static final byte[] OCTETS = "what is signed".getBytes(StandardCharsets.US_ASCII);
    private static final Set<HashAlgorithm> ALL_HASHES = EnumSet.allOf(HashAlgorithm.class);

    @Test
    void computesTheSharedKeyCodeOfTheRfc() throws CryptoRefusal {
        Secret key = Secret.copyOf("secret".getBytes(StandardCharsets.US_ASCII));
        byte[] expected = PRF.apply(PRF.derive(key, "Key Pad for IKEv2".getBytes(StandardCharsets.US_ASCII)), OCTETS);
        SharedKeyAuth auth = Authenticator.sharedKey(key);
        AuthValue value = auth.sign(PRF, OCTETS, ALL_HASHES, SeededRandom.of(1));
        assertThat(value.method()).isEqualTo(2);
        assertThat(value.data()).isEqualTo(expected);
        auth.verify(PRF, OCTETS, value);
    }

    @Test
    void refusesAnotherSharedKey() {
        SharedKeyAuth ours = Authenticator.sharedKey(Secret.copyOf(new byte[] {1}));
        SharedKeyAuth theirs = Authenticator.sharedKey(Secret.copyOf(new byte[] {2}));
        AuthValue value = theirs.sign(PRF, OCTETS, ALL_HASHES, SeededRandom.of(1));
        assertThatThrownBy(() -> ours.verify(PRF, OCTETS, value))
                .isInstanceOf(CryptoRefusal.class)
                .hasMessage("the peer's pre-shared key is not the one configured here");
        assertThatThrownBy(() -> ours.verify(PRF, OCTETS, AuthValue.of(14, value.data())))
                .isInstanceOf(CryptoRefusal.class)
                .hasMessageContaining("method 14");
    }

    @Test
    void signsWithEachKindOfKeyAndVerifies() throws Exception {
        for (KeyPair pair : keys()) {
            for (RsaPadding padding : RsaPadding.values()) {
                AuthSigner signer = Authenticator.signing(pair.getPrivate(), padding, WeakAlgorithms.REFUSED);
                AuthVerifier verifier = Authenticator.verifying(pair.getPublic(), WeakAlgorithms.REFUSED);
                AuthValue value = signer.sign(PRF, OCTETS, ALL_HASHES, SeededRandom.of(1));
                assertThat(value.method()).isEqualTo(14);
                verifier.verify(PRF, OCTETS, value);
                byte[] spoilt = value.data();
                spoilt[spoilt.length - 1] ^= 1;
                assertRefused(verifier, OCTETS, AuthValue.of(14, spoilt));
                assertRefused(verifier, new byte[3], value);
                assertRefused(verifier, OCTETS, AuthValue.of(14, Arrays.copyOf(value.data(), value.data().length - 1)));
                assertRefused(verifier, OCTETS, AuthValue.of(14, Arrays.copyOf(value.data(), 5)));
                assertRefused(verifier, OCTETS, AuthValue.of(14, new byte[0]));
            }
        }
    }

    @Test
    void refusesAnotherPaddingThanThatOfTheKey() throws Exception {
        KeyPair pssOnly = KeyPairGenerator.getInstance("RSASSA-PSS").generateKeyPair();
        KeyPair any = TestKeys.rsa(2_048);
        AuthValue value = Authenticator.signing(any.getPrivate(), RsaPadding.PKCS1, WeakAlgorithms.REFUSED)
                .sign(PRF, OCTETS, ALL_HASHES, SeededRandom.of(1));
        assertRefused(Authenticator.verifying(pssOnly.getPublic(), WeakAlgorithms.REFUSED), OCTETS, value);
    }

    @Test
    void refusesTheSignatureOfAnotherKey() throws Exception {
        List<KeyPair> keys = keys();
        for (KeyPair signing : keys) {
            AuthValue value = Authenticator.signing(signing.getPrivate(), RsaPadding.PKCS1, WeakAlgorithms.REFUSED)
                    .sign(PRF, OCTETS, ALL_HASHES, SeededRandom.of(1));
            for (KeyPair verifying : keys) {
                if (verifying != signing) {
                    assertRefused(
                            Authenticator.verifying(verifying.getPublic(), WeakAlgorithms.REFUSED), OCTETS, value);
                }
            }
        }
    }

    @Test
    void usesEachHashThatThePeerNames() throws Exception {
        for (HashAlgorithm hash : EnumSet.of(HashAlgorithm.SHA2_256, HashAlgorithm.SHA2_384, HashAlgorithm.SHA2_512)) {
            for (KeyPair pair : List.of(TestKeys.rsa(2048), TestKeys.ec("secp256r1"), TestKeys.ec("secp521r1"))) {
                for (RsaPadding padding : RsaPadding.values()) {
                    AuthValue value = Authenticator.signing(pair.getPrivate(), padding, WeakAlgorithms.REFUSED)
                            .sign(PRF, OCTETS, Set.of(hash), SeededRandom.of(1));
                    Authenticator.verifying(pair.getPublic(), WeakAlgorithms.REFUSED)
                            .verify(PRF, OCTETS, value);
                    SignatureScheme scheme = scheme(value);
                    assertThat(scheme.hash()).isEqualTo(hash);
                }
            }
        }
    }

    @Test
    void choosesTheHashThatSuitsTheCurve() throws Exception {
        AuthSigner signer =
                Authenticator.signing(TestKeys.ec("secp384r1").getPrivate(), RsaPadding.PKCS1, WeakAlgorithms.REFUSED);
        assertThat(scheme(signer.sign(PRF, OCTETS, ALL_HASHES, SeededRandom.of(1)))
                        .hash())
                .isEqualTo(HashAlgorithm.SHA2_384);
        Set<HashAlgorithm> others = EnumSet.of(HashAlgorithm.SHA2_256, HashAlgorithm.SHA2_512);
        assertThat(scheme(signer.sign(PRF, OCTETS, others, SeededRandom.of(1))).hash())
                .isEqualTo(HashAlgorithm.SHA2_512);
        Set<HashAlgorithm> weaker = EnumSet.of(HashAlgorithm.SHA2_256);
        assertThat(scheme(signer.sign(PRF, OCTETS, weaker, SeededRandom.of(1))).hash())
                .isEqualTo(HashAlgorithm.SHA2_256);
    }

    @Test
    void writesTheAlgorithmsAsTheRfcsDo() {
        assertThat(encoded(SignatureScheme.Kind.RSA_PKCS1, HashAlgorithm.SHA2_256))
                .isEqualTo("300d06092a864886f70d01010b0500");
        assertThat(encoded(SignatureScheme.Kind.ECDSA, HashAlgorithm.SHA2_384)).isEqualTo("300a06082a8648ce3d040303");
        assertThat(encoded(SignatureScheme.Kind.ED25519, HashAlgorithm.IDENTITY))
                .isEqualTo("300506032b6570");
        assertThat(encoded(SignatureScheme.Kind.ED448, HashAlgorithm.IDENTITY)).isEqualTo("300506032b6571");
        assertThat(encoded(SignatureScheme.Kind.RSA_PSS, HashAlgorithm.SHA2_256))
                .isEqualTo("304106092a864886f70d01010a3034a00f300d06096086480165030402010500"
                        + "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120");
    }

    @Test
    void refusesSha1InEveryForm() throws Exception {
        KeyPair pair = TestKeys.rsa(2048);
        Signature signature = Signature.getInstance("SHA1withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(OCTETS);
        byte[] signed = signature.sign();
        AuthVerifier verifier = Authenticator.verifying(pair.getPublic(), WeakAlgorithms.REFUSED);
        assertThatThrownBy(() -> verifier.verify(PRF, OCTETS, AuthValue.of(1, signed)))
                .isInstanceOf(CryptoRefusal.class)
                .hasMessageContaining("SHA-1");
        byte[] digital = Hex.bytes("0f300d06092a864886f70d0101050500" + Hex.of(signed));
        assertThatThrownBy(() -> verifier.verify(PRF, OCTETS, AuthValue.of(14, digital)))
                .isInstanceOf(CryptoRefusal.class)
                .hasMessageContaining("not accepted");
        byte[] defaultPss = Hex.bytes("0f300d06092a864886f70d01010a3000" + Hex.of(signed));
        assertThatThrownBy(() -> verifier.verify(PRF, OCTETS, AuthValue.of(14, defaultPss)))
                .isInstanceOf(CryptoRefusal.class);
    }

    @Test
    void fallsBackToEcdsaMethodsForPeersWithoutHashes() throws Exception {
        int method = 9;
        for (String curve : List.of("secp256r1", "secp384r1", "secp521r1")) {
            KeyPair pair = TestKeys.ec(curve);
            AuthValue value = Authenticator.signing(pair.getPrivate(), RsaPadding.PKCS1, WeakAlgorithms.REFUSED)
                    .sign(PRF, OCTETS, Set.of(), SeededRandom.of(1));
            assertThat(value.method()).isEqualTo(method++);
            AuthVerifier verifier = Authenticator.verifying(pair.getPublic(), WeakAlgorithms.REFUSED);
            verifier.verify(PRF, OCTETS, value);
            assertRefused(verifier, OCTETS, AuthValue.of(9 + (value.method() - 8) % 3, value.data()));
            assertRefused(verifier, OCTETS, AuthValue.of(value.method(), new byte[value.data().length]));
        }
        AuthSigner rsa = Authenticator.signing(TestKeys.rsa(2048).getPrivate(), RsaPadding.PSS, WeakAlgorithms.REFUSED);
        assertThatThrownBy(() -> rsa.sign(PRF, OCTETS, Set.of(), SeededRandom.of(1)))
                .isInstanceOf(CryptoRefusal.class)
                .hasMessageContaining("SIGNATURE_HASH_ALGORITHMS");
    }

    @Test
    void needsTheIdentityHashForEdwardsKeys() throws Exception {
        AuthSigner signer = Authenticator.signing(
                TestKeys.edwards("Ed25519").getPrivate(), RsaPadding.PKCS1, WeakAlgorithms.REFUSED);
        assertThatThrownBy(() -> signer.sign(PRF, OCTETS, Set.of(HashAlgorithm.SHA2_512), SeededRandom.of(1)))
                .isInstanceOf(CryptoRefusal.class);
    }

    @Test
    void signsTheSameFromTheSameRandomStream() throws Exception {
        for (KeyPair pair : keys()) {
            AuthSigner signer = Authenticator.signing(pair.getPrivate(), RsaPadding.PSS, WeakAlgorithms.REFUSED);
            assertThat(signer.sign(PRF, OCTETS, ALL_HASHES, SeededRandom.of(7)).data())
                    .isEqualTo(signer.sign(PRF, OCTETS, ALL_HASHES, SeededRandom.of(7))
                            .data());
        }
    }

    @Test
    void refusesWeakKeys() {
        assertThatThrownBy(() ->
                        Authenticator.signing(TestKeys.rsa(1024).getPrivate(), RsaPadding.PSS, WeakAlgorithms.REFUSED))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("1024 bits");
        assertThatThrownBy(() -> Authenticator.verifying(TestKeys.rsa(1024).getPublic(), WeakAlgorithms.REFUSED)
                        .verify(PRF, OCTETS, AuthValue.of(14, new byte[40])))
                .isInstanceOf(CryptoRefusal.class)
                .hasMessageContaining("1024 bits");
    }

    @Test
    void joinsTheSignedOctets() {
        Secret skP = Secret.copyOf(new byte[] {9});
        byte[] octets = SignedOctets.of(PRF, new byte[] {1}, new byte[] {2}, skP, new byte[] {3}, new byte[] {4});
        assertThat(Hex.of(octets)).isEqualTo("0102" + Hex.of(PRF.apply(skP, new byte[] {3})) + "04");
    }

    private static List<KeyPair> keys() {
        return List.of(
                TestKeys.rsa(2048),
                TestKeys.ec("secp256r1"),
                TestKeys.ec("secp384r1"),
                TestKeys.ec("secp521r1"),
                TestKeys.edwards("Ed25519"),
                TestKeys.edwards("Ed448"));
    }

    private static void assertRefused(AuthVerifier verifier, byte[] octets, AuthValue value) {
        assertThatThrownBy(() -> verifier.verify(PRF, octets, value)).isInstanceOf(CryptoRefusal.class);
    }

    private static SignatureScheme scheme(AuthValue value) {
        byte[] data = value.data();
        SignatureScheme scheme = SignatureScheme.decode(Arrays.copyOfRange(data, 1, 1 + data[0]));
        assertThat(scheme).isNotNull();
        return Objects.requireNonNull(scheme);
    }

    private static String encoded(SignatureScheme.Kind kind, HashAlgorithm hash) {
        SignatureScheme scheme = SignatureScheme.of(kind, hash);
        assertThat(SignatureScheme.decode(scheme.encoded())).isEqualTo(scheme);
        return Hex.of(scheme.encoded());
    }
}
