package dev.ringswan.ike.crypto;

import java.util.EnumSet;
import java.util.Set;

/** The numbers in SIGNATURE_HASH_ALGORITHMS (RFC 7427 §4, RFC 8420 §2), strongest last. SHA-1 (1) does not exist here. */
public enum HashAlgorithm {
    SHA2_256(2, "SHA-256", 32),
    SHA2_384(3, "SHA-384", 48),
    SHA2_512(4, "SHA-512", 64),
    /** The signature scheme hashes the message itself: Ed25519, Ed448. */
    IDENTITY(5, "", 0);

    private final int number;
    private final String digestName;
    private final int length;

    HashAlgorithm(int number, String digestName, int length) {
        this.number = number;
        this.digestName = digestName;
        this.length = length;
    }

    /** The algorithms of a notification's numbers; unknown ones are left out. */
    public static Set<HashAlgorithm> ofNumbers(int... numbers) {
        EnumSet<HashAlgorithm> algorithms = EnumSet.noneOf(HashAlgorithm.class);
        for (HashAlgorithm algorithm : values()) {
            for (int number : numbers) {
                if (algorithm.number == number) {
                    algorithms.add(algorithm);
                }
            }
        }
        return algorithms;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /** The JDK's name of the digest; empty for {@link #IDENTITY}. */
    String digestName() {
        return digestName;
    }

    /** Bytes of the digest. */
    int length() {
        return length;
    }
}
