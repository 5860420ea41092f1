package dev.ringswan.ike.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Authentication by pre-shared key (RFC 7296 §2.15): {@code AUTH = prf(prf(Shared Secret, "Key Pad for IKEv2"),
 * SignedOctets)}.
 *
 * <p><em>Ownership:</em> holds a copy of the key until it is closed.
 */
public final class SharedKeyAuth implements AuthSigner, AuthVerifier, AutoCloseable {
    private static final byte[] KEY_PAD = "Key Pad for IKEv2".getBytes(StandardCharsets.US_ASCII);

    private final Secret sharedKey;

    SharedKeyAuth(Secret sharedKey) {
        this.sharedKey = sharedKey;
    }

    @Override
    public AuthValue sign(Prf prf, byte[] signedOctets, Set<HashAlgorithm> peerHashes, SecureRandom random) {
        return AuthValue.of(AuthValue.SHARED_KEY, code(prf, signedOctets));
    }

    @Override
    public void verify(Prf prf, byte[] signedOctets, AuthValue received) throws CryptoRefusal {
        if (received.method() != AuthValue.SHARED_KEY) {
            throw new CryptoRefusal("the peer authenticated with method " + received.method()
                    + " where a pre-shared key (method 2) is configured");
        }
        if (!MessageDigest.isEqual(code(prf, signedOctets), received.data())) {
            throw new CryptoRefusal("the peer's pre-shared key is not the one configured here");
        }
    }

    private byte[] code(Prf prf, byte[] signedOctets) {
        try (Secret padded = prf.derive(sharedKey, KEY_PAD)) {
            return prf.apply(padded, signedOctets);
        }
    }

    /** Wipes the key. */
    @Override
    public void close() {
        sharedKey.close();
    }

    /** Whether both have the same key: then nothing has changed when the configuration is read again. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedKeyAuth auth && sharedKey.equals(auth.sharedKey);
    }

    @Override
    public int hashCode() {
        return sharedKey.hashCode();
    }
}
