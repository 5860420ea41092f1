package dev.ringswan.ike.crypto;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Set;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.Ed448Signer;
import org.jspecify.annotations.Nullable;

/**
 * Signs with a private key: method 14 when the peer names hashes, else ECDSA's own methods 9 to 11. RSA without named
 * hashes is method 1 with SHA-1, and refused unless weak algorithms are allowed.
 *
 * <p>RSA and ECDSA by the JDK, in constant time since the key is long-lived; Ed25519 and Ed448 by BouncyCastle, which is
 * as careful and takes a tenth of the JDK's time.
 */
final class SignatureSigner implements AuthSigner {
    /** What the JDK calls method 1. */
    static final String RSA_SHA1 = "SHA1withRSA";

    private final PrivateKey key;
    private final RsaPadding rsaPadding;
    private final WeakAlgorithms weak;

    SignatureSigner(PrivateKey key, RsaPadding rsaPadding, WeakAlgorithms weak) throws CredentialException {
        String weakness = KeyStrength.weakness(key);
        if (weakness != null) {
            throw new CredentialException("the private key " + weakness);
        }
        this.key = key;
        this.rsaPadding = rsaPadding;
        this.weak = weak;
    }

    @Override
    public AuthValue sign(Prf prf, byte[] signedOctets, Set<HashAlgorithm> peerHashes, SecureRandom random)
            throws CryptoRefusal {
        if (peerHashes.isEmpty()) {
            return signOldStyle(signedOctets, random);
        }
        SignatureScheme scheme = SignatureScheme.of(kind(), hash(peerHashes));
        byte[] identifier = scheme.encoded();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(identifier.length);
        data.writeBytes(identifier);
        data.writeBytes(signature(scheme, signedOctets, random));
        return AuthValue.of(AuthValue.DIGITAL_SIGNATURE, data.toByteArray());
    }

    private AuthValue signOldStyle(byte[] signedOctets, SecureRandom random) throws CryptoRefusal {
        if (key instanceof RSAKey && weak == WeakAlgorithms.ALLOWED) {
            return AuthValue.of(AuthValue.RSA_SIGNATURE, jdkSignature(RSA_SHA1, null, signedOctets, random));
        }
        if (!(key instanceof ECKey ec)) {
            throw new CryptoRefusal(
                    "the peer sent no SIGNATURE_HASH_ALGORITHMS, so that only ECDSA could be used, or, where weak"
                            + " algorithms are allowed, RSA with SHA-1; the private key is for " + key.getAlgorithm());
        }
        EcdsaMethod method = EcdsaMethod.ofCurve(KeyStrength.curveBits(ec));
        return AuthValue.of(method.number(), jdkSignature(method.jdkName(), null, signedOctets, random));
    }

    private SignatureScheme.Kind kind() {
        return switch (key) {
            case RSAKey rsa
            when rsaPadding == RsaPadding.PSS || rsa.getParams() != null -> SignatureScheme.Kind.RSA_PSS;
            case RSAKey _ -> SignatureScheme.Kind.RSA_PKCS1;
            case EdECPrivateKey ed ->
                ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName())
                        ? SignatureScheme.Kind.ED25519
                        : SignatureScheme.Kind.ED448;
            default -> SignatureScheme.Kind.ECDSA;
        };
    }

    /** The hash that suits the key, if the peer names it; else the weakest stronger one, else the strongest named. */
    private HashAlgorithm hash(Set<HashAlgorithm> peerHashes) throws CryptoRefusal {
        HashAlgorithm suited = key instanceof ECKey ec
                ? EcdsaMethod.ofCurve(KeyStrength.curveBits(ec)).hash()
                : HashAlgorithm.SHA2_256;
        HashAlgorithm chosen = null;
        for (HashAlgorithm hash : HashAlgorithm.values()) {
            if (SignatureScheme.fits(kind(), hash) && peerHashes.contains(hash)) {
                boolean settled = chosen != null && chosen.compareTo(suited) >= 0;
                chosen = settled ? chosen : hash;
            }
        }
        if (chosen == null) {
            throw new CryptoRefusal("the peer's SIGNATURE_HASH_ALGORITHMS " + peerHashes + " has none that a key for "
                    + key.getAlgorithm() + " can sign with");
        }
        return chosen;
    }

    private byte[] signature(SignatureScheme scheme, byte[] octets, SecureRandom random) {
        return switch (scheme.kind()) {
            case RSA_PKCS1, ECDSA -> jdkSignature(scheme.jdkName(), null, octets, random);
            case RSA_PSS -> jdkSignature(scheme.jdkName(), SignatureVerifier.pss(scheme), octets, random);
            case ED25519, ED448 -> edwardsSignature(octets);
        };
    }

    private byte[] jdkSignature(String name, @Nullable PSSParameterSpec pss, byte[] octets, SecureRandom random) {
        try {
            Signature signature = Signature.getInstance(name);
            if (pss != null) {
                signature.setParameter(pss);
            }
            signature.initSign(key, random);
            signature.update(octets);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing with " + name + " failed", e);
        }
    }

    private byte[] edwardsSignature(byte[] octets) {
        try (Secret seed = Secret.owning(((EdECPrivateKey) key).getBytes().orElseThrow())) {
            Signer signer;
            if (kind() == SignatureScheme.Kind.ED25519) {
                signer = new Ed25519Signer();
                signer.init(true, new Ed25519PrivateKeyParameters(seed.readable(), 0));
            } else {
                signer = new Ed448Signer(new byte[0]);
                signer.init(true, new Ed448PrivateKeyParameters(seed.readable(), 0));
            }
            signer.update(octets, 0, octets.length);
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException("signing with " + kind() + " failed", e);
        }
    }

    /** Whether both sign alike: then nothing has changed when the configuration is read again. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SignatureSigner signer
                && key.equals(signer.key)
                && rsaPadding == signer.rsaPadding
                && weak == signer.weak;
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
