package dev.ringswan.ike.sa;

import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.KeyExchangeMethod;
import dev.ringswan.ike.crypto.Nonces;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The key exchanges of one CREATE_CHILD_SA, one after the other: none or one in that exchange itself, then one in each
 * IKE_FOLLOWUP_KE (RFC 9370 §2.2.4). The new SA comes to be when all are done.
 *
 * <p><i>Threading:</i> one thread. <i>Ownership:</i> owns all secrets, and wipes them on close.
 */
public final class KeySeries implements AutoCloseable {
    private final boolean initiator;
    private final Bytes ownNonce;
    private Bytes peerNonce = Bytes.EMPTY;
    private @Nullable Message agreed;
    private List<Integer> additional = List.of();
    private int followed;
    private KeyExchangeMethod.@Nullable Initiator half;
    private final List<Secret> secrets = new ArrayList<>();

    /**
     * Nothing is exchanged yet.
     *
     * @param initiator whether the exchange is ours
     */
    public KeySeries(boolean initiator, Bytes ownNonce) {
        this.initiator = initiator;
        this.ownNonce = ownNonce;
    }

    /** The data of our nonce payload. */
    public Bytes ownNonce() {
        return ownNonce;
    }

    /**
     * Both sides have agreed on what comes to be.
     *
     * @param message the peer's, request or response, of CREATE_CHILD_SA
     * @param nonce the peer's
     * @param methods additional key exchanges, in their order
     */
    public void agreed(Message message, Bytes nonce, List<Integer> methods) {
        agreed = message;
        peerNonce = nonce;
        additional = List.copyOf(methods);
    }

    /** The peer's message of CREATE_CHILD_SA. */
    public Message agreed() {
        return Objects.requireNonNull(agreed);
    }

    /** Whether CREATE_CHILD_SA is answered. */
    public boolean isAgreed() {
        return agreed != null;
    }

    /** Whether all key exchanges are done. */
    public boolean isDone() {
        return agreed != null && followed == additional.size();
    }

    /** The next additional key exchange, by its transform id. */
    public int nextMethod() {
        return additional.get(followed);
    }

    /** Our half is sent. */
    public void sent(KeyExchangeMethod.Initiator ours) {
        half = ours;
    }

    /** Whether our half waits for the peer's. */
    public boolean isWaiting() {
        return half != null;
    }

    /**
     * Takes the peer's answer to our half.
     *
     * @throws CryptoRefusal when the value is not one that the method allows
     */
    public void finish(byte[] value) throws CryptoRefusal {
        try (KeyExchangeMethod.Initiator ours = Objects.requireNonNull(half)) {
            secrets.add(ours.finish(value));
        } finally {
            half = null;
        }
    }

    /** Takes the secret of a request that we have answered. */
    public void add(Secret secret) {
        secrets.add(secret);
    }

    /** One of the additional key exchanges is done. */
    public void followed() {
        followed++;
    }

    /** Of all key exchanges up to now, in their order; they stay its own. */
    public List<Secret> secrets() {
        return List.copyOf(secrets);
    }

    /** Of CREATE_CHILD_SA. */
    public Nonces nonces() {
        byte[] own = ownNonce.toArray();
        byte[] peer = peerNonce.toArray();
        return initiator ? Nonces.of(own, peer) : Nonces.of(peer, own);
    }

    /** The lowest of the two nonces. */
    public Bytes lowestNonce() {
        return RekeyCollision.lowest(ownNonce, peerNonce);
    }

    @Override
    public void close() {
        if (half != null) {
            half.close();
            half = null;
        }
        secrets.forEach(Secret::close);
    }
}
