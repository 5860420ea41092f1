package dev.ringswan.ike.crypto;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.agreement.DHStandardGroups;
import org.bouncycastle.crypto.params.DHParameters;

/**
 * Diffie-Hellman modulo the safe primes of RFC 3526 (and RFC 2409 for the weak one), with generator 2. Values travel as
 * big-endian numbers of the prime's length (RFC 7296 §3.4); a peer's value y must have {@code 1 < y < p - 1} (RFC 6989
 * §2.1).
 *
 * <p>The computation is the one that the JDK's own {@code DH} does, {@link BigInteger#modPow}; without its key classes
 * the random stream is read in one plain way. An exponent serves once, so its timing is seen at most once.
 */
enum ModpGroup implements DiffieHellman.Group {
    /** Within reach of a rich attacker: only behind {@link WeakAlgorithms#ALLOWED}. */
    MODP_1024(2, 256, DHStandardGroups.rfc2409_1024),
    MODP_2048(14, 320, DHStandardGroups.rfc3526_2048),
    MODP_3072(15, 448, DHStandardGroups.rfc3526_3072),
    MODP_4096(16, 512, DHStandardGroups.rfc3526_4096);

    private final int transformId;
    private final int exponentBits;
    private final BigInteger prime;

    /** Exponent lengths are near the upper, careful estimates of RFC 3526 §8. */
    ModpGroup(int transformId, int exponentBits, DHParameters parameters) {
        this.transformId = transformId;
        this.exponentBits = exponentBits;
        this.prime = parameters.getP();
    }

    @Override
    public int transformId() {
        return transformId;
    }

    BigInteger prime() {
        return prime;
    }

    @Override
    public String groupName() {
        return "modp" + prime.bitLength();
    }

    @Override
    public int valueLength() {
        return prime.bitLength() / 8;
    }

    @Override
    public Secret privateKey(SecureRandom random) {
        byte[] exponent = new byte[exponentBits / 8];
        random.nextBytes(exponent);
        exponent[0] |= (byte) 0x80; // All exponents have the full length.
        return Secret.owning(exponent);
    }

    @Override
    public byte[] publicValue(Secret privateKey) {
        return Numbers.fixed(BigInteger.TWO.modPow(new BigInteger(1, privateKey.readable()), prime), valueLength());
    }

    @Override
    public Secret agree(Secret privateKey, byte[] peerValue) throws CryptoRefusal {
        BigInteger y = new BigInteger(1, peerValue);
        BigInteger largest = prime.subtract(BigInteger.ONE);
        if (y.compareTo(BigInteger.ONE) <= 0 || y.compareTo(largest) >= 0) {
            throw new CryptoRefusal("the public value is not between 1 and p - 1 of " + groupName());
        }
        BigInteger shared = y.modPow(new BigInteger(1, privateKey.readable()), prime);
        return Secret.owning(Numbers.fixed(shared, valueLength()));
    }
}
