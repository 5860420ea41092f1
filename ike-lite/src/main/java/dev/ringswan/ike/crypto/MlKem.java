package dev.ringswan.ike.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * ML-KEM (FIPS 203) as an additional key exchange: the initiator sends an encapsulation key, the responder a ciphertext.
 *
 * <p>Input checks of FIPS 203 §7.2 and §7.3: lengths, and that each 12-bit coefficient of an encapsulation key is below
 * q. A wrong ciphertext of the right length gives a secret that nobody else has (implicit rejection), so the exchange
 * fails at AUTH.
 *
 * <p>By the JDK, which needs two thirds of BouncyCastle's time.
 */
enum MlKem implements KeyExchangeMethod {
    ML_KEM_512(35, 2, 768, "2.16.840.1.101.3.4.4.1"),
    ML_KEM_768(36, 3, 1088, "2.16.840.1.101.3.4.4.2"),
    ML_KEM_1024(37, 4, 1568, "2.16.840.1.101.3.4.4.3");

    private static final int Q = 3329;
    /** 256 coefficients of 12 bits. */
    private static final int POLYNOMIAL_LENGTH = 384;

    private static final int SEED_LENGTH = 32;

    private final int transformId;
    private final int rank;
    private final int ciphertextLength;
    private final String objectIdentifier;

    MlKem(int transformId, int rank, int ciphertextLength, String objectIdentifier) {
        this.transformId = transformId;
        this.rank = rank;
        this.ciphertextLength = ciphertextLength;
        this.objectIdentifier = objectIdentifier;
    }

    @Override
    public int transformId() {
        return transformId;
    }

    /** As the JDK calls it. */
    private String parameterSet() {
        return "ML-KEM-" + 256 * rank;
    }

    @Override
    public String methodName() {
        return "mlkem" + 256 * rank;
    }

    @Override
    public int initiatorLength() {
        return rank * POLYNOMIAL_LENGTH + SEED_LENGTH;
    }

    @Override
    public int responderLength() {
        return ciphertextLength;
    }

    @Override
    public Initiator start(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-KEM");
            generator.initialize(new NamedParameterSpec(parameterSet()), random);
            return new Waiting(this, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + parameterSet(), e);
        }
    }

    @Override
    public Response respond(byte[] initiatorValue, SecureRandom random) throws CryptoRefusal {
        check(initiatorValue);
        try {
            AlgorithmIdentifier algorithm = new AlgorithmIdentifier(new ASN1ObjectIdentifier(objectIdentifier));
            byte[] encoded = new SubjectPublicKeyInfo(algorithm, initiatorValue).getEncoded();
            PublicKey key = KeyFactory.getInstance("ML-KEM").generatePublic(new X509EncodedKeySpec(encoded));
            KEM.Encapsulated result =
                    KEM.getInstance("ML-KEM").newEncapsulator(key, random).encapsulate();
            return new Response(
                    result.encapsulation(), Secret.owning(result.key().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new CryptoRefusal("the encapsulation key for " + methodName() + " is refused", e);
        } catch (IOException e) {
            throw new IllegalStateException("an encapsulation key could not be encoded", e);
        }
    }

    /** The modulus check: decoding and encoding the key must give it back, which is that no coefficient reaches q. */
    private void check(byte[] key) throws CryptoRefusal {
        if (key.length != initiatorLength()) {
            throw new CryptoRefusal("the encapsulation key for " + methodName() + " has " + key.length
                    + " bytes instead of " + initiatorLength());
        }
        for (int i = 0; i < rank * POLYNOMIAL_LENGTH; i += 3) {
            int pair = (key[i] & 0xff) | ((key[i + 1] & 0xff) << 8) | ((key[i + 2] & 0xff) << 16);
            if ((pair & 0xfff) >= Q || pair >>> 12 >= Q) {
                throw new CryptoRefusal("the encapsulation key for " + methodName() + " has a coefficient above q");
            }
        }
    }

    /** The initiator's key pair, which waits for a ciphertext. */
    private static final class Waiting implements Initiator {
        private final MlKem kem;
        private final PrivateKey privateKey;
        private final byte[] publicValue;

        Waiting(MlKem kem, KeyPair pair) {
            this.kem = kem;
            this.privateKey = pair.getPrivate();
            this.publicValue = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded())
                    .getPublicKeyData()
                    .getOctets();
        }

        @Override
        public byte[] publicValue() {
            return publicValue.clone();
        }

        @Override
        public Secret finish(byte[] responderValue) throws CryptoRefusal {
            if (responderValue.length != kem.ciphertextLength) {
                throw new CryptoRefusal("the ciphertext for " + kem.methodName() + " has " + responderValue.length
                        + " bytes instead of " + kem.ciphertextLength);
            }
            try {
                return Secret.owning(KEM.getInstance("ML-KEM")
                        .newDecapsulator(privateKey)
                        .decapsulate(responderValue)
                        .getEncoded());
            } catch (DecapsulateException e) {
                throw new CryptoRefusal("the ciphertext for " + kem.methodName() + " is refused", e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK has no " + kem.parameterSet(), e);
            }
        }

        /** The JDK's key class cannot be wiped; dropping the half is all that can be done. */
        @Override
        public void close() {}
    }
}
