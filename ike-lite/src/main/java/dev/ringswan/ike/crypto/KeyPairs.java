package dev.ringswan.ike.crypto;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAKey;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;

/** Whether a private and a public key are one pair. */
final class KeyPairs {
    private KeyPairs() {}

    static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
        return switch (privateKey) {
            case RSAKey rsa ->
                publicKey instanceof RSAKey other && rsa.getModulus().equals(other.getModulus());
            case ECPrivateKey ec -> publicKey instanceof ECPublicKey other && isPoint(ec, other);
            case EdECPrivateKey edwards -> isEdwards(edwards, publicKey);
            default -> false;
        };
    }

    private static boolean isPoint(ECPrivateKey key, ECPublicKey point) {
        for (EcpGroup group : EcpGroup.all()) {
            if (group.describes(key.getParams()) && group.describes(point.getParams())) {
                int length = group.valueLength() / 2;
                try (Secret scalar = Secret.owning(Numbers.fixed(key.getS(), length))) {
                    byte[] value = group.publicValue(scalar);
                    return Arrays.equals(
                                    Arrays.copyOf(value, length),
                                    Numbers.fixed(point.getW().getAffineX(), length))
                            && Arrays.equals(
                                    Arrays.copyOfRange(value, length, value.length),
                                    Numbers.fixed(point.getW().getAffineY(), length));
                }
            }
        }
        return false;
    }

    private static boolean isEdwards(EdECPrivateKey key, PublicKey publicKey) {
        byte[] expected = SubjectPublicKeyInfo.getInstance(publicKey.getEncoded())
                .getPublicKeyData()
                .getOctets();
        try (Secret seed = Secret.owning(key.getBytes().orElseThrow())) {
            byte[] own = seed.length() == Ed25519PrivateKeyParameters.KEY_SIZE
                    ? new Ed25519PrivateKeyParameters(seed.readable(), 0)
                            .generatePublicKey()
                            .getEncoded()
                    : new Ed448PrivateKeyParameters(seed.readable(), 0)
                            .generatePublicKey()
                            .getEncoded();
            return Arrays.equals(expected, own);
        }
    }
}
