package dev.ringswan.ike.sa;

import dev.ringswan.ike.crypto.IkeCipher;
import dev.ringswan.ike.crypto.IkeKeys;
import dev.ringswan.ike.crypto.IkeSuite;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Fragments;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.PayloadChain;
import dev.ringswan.ike.wire.SealedMessage;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * The keys of an IKE SA and what they protect: seals what we send, in fragments where the peer can put them together (RFC
 * 7383), and opens what it sent.
 *
 * <p><i>Threading:</i> one thread. <i>Ownership:</i> owns the keys, and wipes them on close.
 */
public final class SecureChannel implements AutoCloseable {
    private final IkeSuite suite;
    private IkeKeys keys;
    private final IkeCipher sealing;
    private final IkeCipher opening;
    private final Fragments requests = new Fragments();
    private final Fragments responses = new Fragments();
    private final int datagramLengthMax;

    /**
     * Takes the keys over.
     *
     * @param initiator whether we are the original initiator
     * @param publicRandom for IVs
     * @param datagramLengthMax bytes of a message that needs no fragments
     */
    public SecureChannel(
            IkeSuite suite, IkeKeys keys, boolean initiator, SecureRandom publicRandom, int datagramLengthMax) {
        this.suite = suite;
        this.keys = keys;
        this.datagramLengthMax = datagramLengthMax;
        this.sealing = initiator
                ? IkeCipher.sealing(suite, keys.skEi(), keys.skAi(), publicRandom)
                : IkeCipher.sealing(suite, keys.skEr(), keys.skAr(), publicRandom);
        this.opening = initiator
                ? IkeCipher.opening(suite, keys.skEr(), keys.skAr())
                : IkeCipher.opening(suite, keys.skEi(), keys.skAi());
    }

    /** The same with other keys, which it takes over; this one is still to be closed. */
    SecureChannel with(IkeKeys other, boolean initiator, SecureRandom publicRandom) {
        return new SecureChannel(suite, other, initiator, publicRandom, datagramLengthMax);
    }

    /** What the IKE SA computes with. */
    public IkeSuite suite() {
        return suite;
    }

    /** Bytes of a message that needs no fragments. */
    public int datagramLengthMax() {
        return datagramLengthMax;
    }

    /** Its keys, which stay its own. */
    public IkeKeys keys() {
        return keys;
    }

    /** A postquantum preshared key is in SK_d, SK_pi and SK_pr now; messages are protected as before (RFC 8784 §3). */
    public void mixed(IkeKeys other) {
        keys.close();
        keys = other;
    }

    /** The datagrams of a message. */
    public List<Bytes> seal(PayloadChain chain) {
        return Fragments.split(chain, datagramLengthMax, sealing).stream()
                .map(Bytes::of)
                .toList();
    }

    /** The payloads, once all are there; empty for what is not authentic, too. */
    public Optional<PayloadChain> open(SealedMessage message) throws InvalidSyntaxException {
        if (!message.isFragment()) {
            return message.open(opening);
        }
        return (message.header().isResponse() ? responses : requests).add(message, opening);
    }

    @Override
    public void close() {
        sealing.close();
        opening.close();
        keys.close();
    }
}
