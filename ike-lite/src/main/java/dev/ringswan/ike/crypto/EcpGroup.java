package dev.ringswan.ike.crypto;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KeyAgreement;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * Elliptic curve Diffie-Hellman over the NIST prime curves (RFC 5903): values are x and y of fixed length one behind the
 * other, the shared secret is x alone. The peer's point must be on the curve (RFC 6989 §2.3).
 *
 * <p>Agreement is the JDK's although BouncyCastle needs a quarter of its time: the JDK multiplies in constant time. The
 * public value comes from BouncyCastle's fixed-base comb, whose table look-ups are constant in time too; the JDK offers
 * no way to a public key from a given private key.
 */
final class EcpGroup implements DiffieHellman.Group {
    /** Bits drawn beyond the order's, so that reducing leaves no bias worth the name (FIPS 186-5 A.2.1). */
    private static final int SURPLUS_BITS = 64;

    private static final List<EcpGroup> ALL = List.of(
            new EcpGroup(19, 256, "secp256r1"), new EcpGroup(20, 384, "secp384r1"), new EcpGroup(21, 521, "secp521r1"));

    private final int transformId;
    private final int bits;
    private final ECParameterSpec parameters;
    private final X9ECParameters curve;

    private EcpGroup(int transformId, int bits, String curveName) {
        this.transformId = transformId;
        this.bits = bits;
        this.parameters = parameters(curveName);
        this.curve = CustomNamedCurves.getByName(curveName);
    }

    /** The three groups, in the order of their ids. */
    static List<EcpGroup> all() {
        return ALL;
    }

    int bits() {
        return bits;
    }

    /** Whether these are the parameters of this group's curve, however they were written. */
    boolean describes(ECParameterSpec other) {
        return other.getCurve().equals(parameters.getCurve())
                && other.getGenerator().equals(parameters.getGenerator())
                && other.getOrder().equals(parameters.getOrder());
    }

    private static ECParameterSpec parameters(String curveName) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(curveName));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + curveName, e);
        }
    }

    @Override
    public int transformId() {
        return transformId;
    }

    @Override
    public String groupName() {
        return "ecp" + bits;
    }

    @Override
    public int valueLength() {
        return 2 * coordinateLength();
    }

    private int coordinateLength() {
        return (bits + 7) / 8;
    }

    @Override
    public Secret privateKey(SecureRandom random) {
        byte[] drawn = new byte[(bits + SURPLUS_BITS + 7) / 8];
        random.nextBytes(drawn);
        BigInteger range = parameters.getOrder().subtract(BigInteger.ONE);
        BigInteger scalar = new BigInteger(1, drawn).mod(range).add(BigInteger.ONE);
        Arrays.fill(drawn, (byte) 0);
        return Secret.owning(Numbers.fixed(scalar, coordinateLength()));
    }

    @Override
    public byte[] publicValue(Secret privateKey) {
        BigInteger scalar = new BigInteger(1, privateKey.readable());
        byte[] uncompressed =
                new FixedPointCombMultiplier().multiply(curve.getG(), scalar).getEncoded(false);
        return Arrays.copyOfRange(uncompressed, 1, uncompressed.length);
    }

    @Override
    public Secret agree(Secret privateKey, byte[] peerValue) throws CryptoRefusal {
        ECPoint point = point(peerValue);
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            PrivateKey key =
                    factory.generatePrivate(new ECPrivateKeySpec(new BigInteger(1, privateKey.readable()), parameters));
            PublicKey peer = factory.generatePublic(new ECPublicKeySpec(point, parameters));
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(key);
            agreement.doPhase(peer, true);
            return Secret.owning(agreement.generateSecret());
        } catch (GeneralSecurityException e) {
            throw new CryptoRefusal("the public value for " + groupName() + " is refused", e);
        }
    }

    /** Checks {@code y² = x³ + ax + b}; infinity has no encoding here. */
    private ECPoint point(byte[] value) throws CryptoRefusal {
        BigInteger x = new BigInteger(1, Arrays.copyOf(value, coordinateLength()));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(value, coordinateLength(), value.length));
        BigInteger p = ((ECFieldFp) parameters.getCurve().getField()).getP();
        BigInteger right = x.pow(3)
                .add(parameters.getCurve().getA().multiply(x))
                .add(parameters.getCurve().getB());
        if (x.compareTo(p) >= 0
                || y.compareTo(p) >= 0
                || y.pow(2).subtract(right).mod(p).signum() != 0) {
            throw new CryptoRefusal("the public value is not a point on the curve of " + groupName());
        }
        return new ECPoint(x, y);
    }
}
