package dev.ringswan.ike.sa;

import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.crypto.Prf;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.wire.Bytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * Cookies against floods of IKE_SA_INIT from addresses that are not the sender's (RFC 7296 §2.6). Needs no memory per
 * initiator:
 *
 * <pre>
 *  cookie = period (8) | prf(secret, period | SPIi | address | Ni)
 * </pre>
 *
 * A cookie is good in the period of a minute in which it was made, and in the next.
 */
public final class HalfOpenGuard {
    private static final long PERIOD_NS = Duration.ofMinutes(1).toNanos();
    private static final int SECRET_LENGTH = 32;

    private final Secret secret;

    /** Draws the secret. */
    public HalfOpenGuard(SecureRandom secretRandom) {
        byte[] bytes = new byte[SECRET_LENGTH];
        secretRandom.nextBytes(bytes);
        this.secret = Secret.owning(bytes);
    }

    /** What the initiator has to return. */
    public Bytes cookie(long initiatorSpi, TransportAddress initiator, Bytes nonce, long nowNs) {
        return cookie(initiatorSpi, initiator, nonce, (byte) Math.floorDiv(nowNs, PERIOD_NS));
    }

    /** Whether it is one of ours, made for this initiator a short time ago. */
    public boolean accepts(Bytes cookie, long initiatorSpi, TransportAddress initiator, Bytes nonce, long nowNs) {
        byte period = (byte) Math.floorDiv(nowNs, PERIOD_NS);
        return cookie.equals(cookie(initiatorSpi, initiator, nonce, period))
                || cookie.equals(cookie(initiatorSpi, initiator, nonce, (byte) (period - 1)));
    }

    private Bytes cookie(long initiatorSpi, TransportAddress initiator, Bytes nonce, byte period) {
        byte[] fixed = ByteBuffer.allocate(1 + Long.BYTES)
                .put(period)
                .putLong(initiatorSpi)
                .array();
        byte[] code = Prf.HMAC_SHA2_256.apply(secret, fixed, initiator.address().getAddress(), nonce.toArray());
        return Bytes.of(
                ByteBuffer.allocate(1 + code.length).put(period).put(code).array());
    }
}
