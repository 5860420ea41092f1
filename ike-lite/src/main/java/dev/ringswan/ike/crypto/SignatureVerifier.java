package dev.ringswan.ike.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.DSAEncoding;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.Ed448Signer;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signatures of methods 9 to 11 and 14; method 1, RSA with SHA-1, only where weak
 * algorithms are allowed.
 *
 * <p>RSA by the JDK; ECDSA, Ed25519 and Ed448 by BouncyCastle, which takes an eighth of the JDK's time. Nothing is secret
 * here, so constant time does not matter.
 */
final class SignatureVerifier implements AuthVerifier {
    private final PublicKey key;
    private final WeakAlgorithms weak;

    SignatureVerifier(PublicKey key, WeakAlgorithms weak) {
        this.key = key;
        this.weak = weak;
    }

    @Override
    public void verify(Prf prf, byte[] signedOctets, AuthValue received) throws CryptoRefusal {
        String weakness = KeyStrength.weakness(key);
        if (weakness != null) {
            throw new CryptoRefusal("the peer's key " + weakness);
        }
        boolean right = switch (received.method()) {
            case AuthValue.DIGITAL_SIGNATURE -> verifyDigital(signedOctets, received.data());
            case AuthValue.ECDSA_256 -> verifyEcdsa(EcdsaMethod.P256, signedOctets, received.data());
            case AuthValue.ECDSA_384 -> verifyEcdsa(EcdsaMethod.P384, signedOctets, received.data());
            case AuthValue.ECDSA_521 -> verifyEcdsa(EcdsaMethod.P521, signedOctets, received.data());
            case AuthValue.RSA_SIGNATURE -> verifySha1(signedOctets, received.data());
            default ->
                throw new CryptoRefusal("the peer authenticated with method " + received.method()
                        + " where a certificate is configured");
        };
        if (!right) {
            throw new CryptoRefusal("the peer's signature does not fit its certificate and this exchange");
        }
    }

    /** {@code | length of the AlgorithmIdentifier, one byte | AlgorithmIdentifier | signature |} (RFC 7427 §3). */
    private boolean verifyDigital(byte[] octets, byte[] data) throws CryptoRefusal {
        int identifierLength = data.length == 0 ? 0 : data[0] & 0xff;
        if (data.length < 1 + identifierLength) {
            throw new CryptoRefusal("the peer's digital signature ends inside its algorithm");
        }
        byte[] signature = Arrays.copyOfRange(data, 1 + identifierLength, data.length);
        SignatureScheme scheme = SignatureScheme.decode(Arrays.copyOfRange(data, 1, 1 + identifierLength));
        if (scheme == null) {
            throw new CryptoRefusal(
                    "the peer signed with an algorithm that is not accepted; RSA, ECDSA (both with SHA-2),"
                            + " Ed25519 and Ed448 are");
        }
        return switch (scheme.kind()) {
            case RSA_PKCS1 -> key instanceof RSAPublicKey && verifyRsa(scheme.jdkName(), null, octets, signature);
            case RSA_PSS -> key instanceof RSAPublicKey && verifyRsa(scheme.jdkName(), pss(scheme), octets, signature);
            case ECDSA ->
                key instanceof ECPublicKey
                        && verifyEcdsa(scheme.hash(), StandardDSAEncoding.INSTANCE, octets, signature);
            case ED25519 -> isEdwards("Ed25519") && verifyEdwards(new Ed25519Signer(), octets, signature);
            case ED448 -> isEdwards("Ed448") && verifyEdwards(new Ed448Signer(new byte[0]), octets, signature);
        };
    }

    private boolean verifyEcdsa(EcdsaMethod method, byte[] octets, byte[] signature) throws CryptoRefusal {
        return key instanceof ECPublicKey ec
                && EcdsaMethod.ofCurve(KeyStrength.curveBits(ec)) == method
                && verifyEcdsa(method.hash(), PlainDSAEncoding.INSTANCE, octets, signature);
    }

    private boolean verifyEcdsa(HashAlgorithm hash, DSAEncoding encoding, byte[] octets, byte[] signature)
            throws CryptoRefusal {
        ECPublicKeyParameters parameters = (ECPublicKeyParameters) keyParameters();
        BigInteger[] numbers;
        try {
            numbers = encoding.decode(parameters.getParameters().getN(), signature);
        } catch (IOException | RuntimeException e) {
            return false; // BouncyCastle has many ways to say that this is not two numbers in their range.
        }
        try {
            ECDSASigner verifier = new ECDSASigner();
            verifier.init(false, parameters);
            byte[] digest = MessageDigest.getInstance(hash.digestName()).digest(octets);
            return verifier.verifySignature(digest, numbers[0], numbers[1]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + hash.digestName(), e);
        }
    }

    private boolean verifySha1(byte[] octets, byte[] signature) throws CryptoRefusal {
        if (weak == WeakAlgorithms.REFUSED) {
            throw new CryptoRefusal("the peer signed with RSA and SHA-1 (method 1), which is accepted only where weak"
                    + " algorithms are allowed; it should use method 14, digital signatures (RFC 7427)");
        }
        return key instanceof RSAPublicKey && verifyRsa(SignatureSigner.RSA_SHA1, null, octets, signature);
    }

    private boolean verifyRsa(String name, @Nullable PSSParameterSpec parameters, byte[] octets, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(name);
            if (parameters != null) {
                verifier.setParameter(parameters);
            }
            verifier.initVerify(key);
            verifier.update(octets);
            return verifier.verify(signature);
        } catch (SignatureException | InvalidKeyException | InvalidAlgorithmParameterException e) {
            return false; // A signature of the wrong length, or a key that is only for another padding or digest.
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("verifying with " + name + " failed", e);
        }
    }

    /** The JDK's parameters of a PSS scheme. */
    static PSSParameterSpec pss(SignatureScheme scheme) {
        String digest = scheme.hash().digestName();
        return new PSSParameterSpec(
                digest, "MGF1", new MGF1ParameterSpec(digest), scheme.saltLength(), PSSParameterSpec.TRAILER_FIELD_BC);
    }

    private boolean isEdwards(String curve) {
        return key instanceof EdECPublicKey ed && ed.getParams().getName().equals(curve);
    }

    private boolean verifyEdwards(Signer verifier, byte[] octets, byte[] signature) throws CryptoRefusal {
        verifier.init(false, keyParameters());
        verifier.update(octets, 0, octets.length);
        return verifier.verifySignature(signature);
    }

    private AsymmetricKeyParameter keyParameters() throws CryptoRefusal {
        try {
            return PublicKeyFactory.createKey(key.getEncoded());
        } catch (IOException | RuntimeException e) {
            throw new CryptoRefusal("the peer's public key is not one", e);
        }
    }
}
