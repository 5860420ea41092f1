package dev.ringswan.ike.crypto;

import static dev.ringswan.nativeio.testing.Vectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.testing.Hex;
import dev.ringswan.nativeio.testing.Vectors;
import java.io.ByteArrayOutputStream;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signatures of third parties, wrapped as IKE carries them. */
final class SignatureVectorTest {
    @Test
    void verifiesEcdsa() throws Exception {
        check("ecdsa_secp256r1_sha256", "EC", SignatureScheme.Kind.ECDSA, HashAlgorithm.SHA2_256, 400);
        check("ecdsa_secp384r1_sha384", "EC", SignatureScheme.Kind.ECDSA, HashAlgorithm.SHA2_384, 400);
        check("ecdsa_secp521r1_sha512", "EC", SignatureScheme.Kind.ECDSA, HashAlgorithm.SHA2_512, 400);
    }

    @Test
    void verifiesRsaPkcs1() throws Exception {
        check("rsa_signature_2048_sha256", "RSA", SignatureScheme.Kind.RSA_PKCS1, HashAlgorithm.SHA2_256, 200);
        check("rsa_signature_3072_sha384", "RSA", SignatureScheme.Kind.RSA_PKCS1, HashAlgorithm.SHA2_384, 200);
        check("rsa_signature_4096_sha512", "RSA", SignatureScheme.Kind.RSA_PKCS1, HashAlgorithm.SHA2_512, 200);
    }

    @Test
    void verifiesRsaPss() throws Exception {
        check("rsa_pss_2048_sha256_mgf1_32", "RSA", SignatureScheme.Kind.RSA_PSS, HashAlgorithm.SHA2_256, 90);
        check("rsa_pss_2048_sha384_mgf1_48", "RSA", SignatureScheme.Kind.RSA_PSS, HashAlgorithm.SHA2_384, 90);
        check("rsa_pss_4096_sha512_mgf1_64", "RSA", SignatureScheme.Kind.RSA_PSS, HashAlgorithm.SHA2_512, 90);
    }

    @Test
    void verifiesEd25519() throws Exception {
        check("ed25519", "Ed25519", SignatureScheme.Kind.ED25519, HashAlgorithm.IDENTITY, 150);
    }

    /** The groups with a prehash are another algorithm, which IKE does not use. */
    @Test
    void verifiesEdwardsSignaturesOfAcvp() throws Exception {
        int count = 0;
        String file = "acvp/EDDSA-SigVer-1.0.json";
        for (Map<String, Object> group : Vectors.objects(Vectors.json(file), "testGroups")) {
            if (Boolean.FALSE.equals(group.get("preHash"))) {
                boolean large = "ED-448".equals(group.get("curve"));
                SignatureScheme.Kind kind = large ? SignatureScheme.Kind.ED448 : SignatureScheme.Kind.ED25519;
                for (Map<String, Object> test : Vectors.objects(group, "tests")) {
                    byte[] encoded = Hex.bytes(
                            (large ? "3043300506032b6571033a00" : "302a300506032b6570032100") + test.get("q"));
                    PublicKey key = KeyFactory.getInstance("EdDSA").generatePublic(new X509EncodedKeySpec(encoded));
                    SignatureScheme scheme = SignatureScheme.of(kind, HashAlgorithm.IDENTITY);
                    assertThat(verifies(key, scheme, bytes(test, "message"), bytes(test, "signature")))
                            .as("test %s", test.get("tcId"))
                            .isEqualTo(test.get("testPassed"));
                    count++;
                }
            }
        }
        Counted.report(file, count, 10);
    }

    private static void check(String file, String keys, SignatureScheme.Kind kind, HashAlgorithm hash, int atLeast)
            throws Exception {
        int count = 0;
        for (Map<String, Object> test : Wycheproof.tests(file)) {
            if (!"acceptable".equals(test.get("result"))) {
                byte[] encoded = bytes(Wycheproof.group(test), "publicKeyDer");
                PublicKey key = KeyFactory.getInstance(keys).generatePublic(new X509EncodedKeySpec(encoded));
                SignatureScheme scheme = SignatureScheme.of(kind, hash);
                assertThat(verifies(key, scheme, bytes(test, "msg"), bytes(test, "sig")))
                        .as("%s %s", file, test.get("tcId"))
                        .isEqualTo(Wycheproof.valid(test));
                count++;
            }
        }
        Counted.report("wycheproof/" + file, count, atLeast);
    }

    private static boolean verifies(PublicKey key, SignatureScheme scheme, byte[] message, byte[] signature) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(scheme.encoded().length);
        data.writeBytes(scheme.encoded());
        data.writeBytes(signature);
        try {
            Authenticator.verifying(key, WeakAlgorithms.REFUSED)
                    .verify(Prf.HMAC_SHA2_256, message, AuthValue.of(AuthValue.DIGITAL_SIGNATURE, data.toByteArray()));
            return true;
        } catch (CryptoRefusal e) {
            return false;
        }
    }
}
