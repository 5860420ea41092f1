package dev.ringswan.ike.sa;

import dev.ringswan.ike.crypto.HashAlgorithm;
import dev.ringswan.ike.crypto.IntAuth;
import dev.ringswan.ike.crypto.KeyExchangeMethod;
import dev.ringswan.ike.crypto.OcspQuestion;
import dev.ringswan.ike.crypto.RevocationPolicy;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Message;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where an IKE SA is in its life; each state holds what only it may know. */
public sealed interface IkeSaState {
    /** Whether both sides have proven who they are. */
    default boolean isEstablished() {
        return this instanceof Established;
    }

    /**
     * IKE_SA_INIT is sent, its response awaited.
     *
     * @param keyExchange our half
     * @param method its transform id
     * @param nonce ours
     * @param cookie what the peer wanted back, or empty
     * @param message as sent
     * @param attempts how often the peer has asked for another request
     */
    record Initiating(
            KeyExchangeMethod.Initiator keyExchange, int method, Bytes nonce, Bytes cookie, Bytes message, int attempts)
            implements IkeSaState {}

    /** What IKE_SA_INIT has left, as long as IKE_AUTH is not done; null before and after. */
    default @Nullable Transcript transcriptOrNull() {
        return switch (this) {
            case Intermediate intermediate -> intermediate.transcript();
            case Authenticating authenticating -> authenticating.transcript();
            case Confirming confirming -> confirming.before().transcript();
            default -> null;
        };
    }

    /**
     * IKE_INTERMEDIATE is awaited: by the initiator its response, by the responder its request.
     *
     * @param transcript of IKE_SA_INIT
     * @param childSpi what the initiator will offer to receive on; 0 at the responder
     * @param methods the additional key exchanges that are still to be done; one at least
     * @param keyExchange the initiator's half of the first of them, once it is sent
     */
    record Intermediate(
            Transcript transcript,
            int childSpi,
            List<Integer> methods,
            KeyExchangeMethod.@Nullable Initiator keyExchange)
            implements IkeSaState {
        /** The request is sent. */
        public Intermediate with(KeyExchangeMethod.Initiator half) {
            return new Intermediate(transcript, childSpi, methods, half);
        }

        /** One is done. */
        public IkeSaState next() {
            return afterInit(transcript, childSpi, methods.subList(1, methods.size()));
        }
    }

    /** What follows IKE_SA_INIT, with these additional key exchanges. */
    static IkeSaState afterInit(Transcript transcript, int childSpi, List<Integer> methods) {
        return methods.isEmpty()
                ? new Authenticating(transcript, childSpi)
                : new Intermediate(transcript, childSpi, methods, null);
    }

    /**
     * IKE_AUTH is awaited: by the initiator its response, by the responder its request.
     *
     * @param transcript of IKE_SA_INIT
     * @param childSpi what the initiator has offered to receive on; 0 at the responder
     */
    record Authenticating(Transcript transcript, int childSpi) implements IkeSaState {}

    /**
     * The peer has proven who it is, and its certificates are being looked up: answers are awaited, not messages.
     *
     * @param before what it was when IKE_AUTH came
     * @param received IKE_AUTH of the peer
     * @param usesPpk whether a postquantum preshared key is in the keys
     * @param questions those that are not answered, by number
     * @param policy what becomes of the peer if no answer counts
     * @param deadlineNs when no answer is waited for any more
     */
    record Confirming(
            Authenticating before,
            Message received,
            boolean usesPpk,
            SequencedMap<Integer, OcspQuestion> questions,
            RevocationPolicy policy,
            long deadlineNs)
            implements IkeSaState {}

    /** Both sides have proven who they are. */
    record Established() implements IkeSaState {}

    /** A successor has its children; one of both sides deletes it. */
    record Rekeyed() implements IkeSaState {}

    /** The IKE SA is being deleted by us: the response is awaited. */
    record Deleting() implements IkeSaState {}

    /** Gone; the last response is still repeated for a while. */
    record Closed() implements IkeSaState {}

    /**
     * What IKE_SA_INIT, and IKE_INTERMEDIATE, leave for IKE_AUTH.
     *
     * @param ownMessage as sent
     * @param peerMessage as received
     * @param ownNonce the data of our nonce payload
     * @param peerNonce the data of the peer's
     * @param peerHashes what the peer can verify signatures with
     * @param peerAuthorities hashes of the keys that the peer trusts (RFC 7296 §3.7), as far as IKE_SA_INIT says so
     * @param suite as chosen
     * @param usesPpk whether both sides use postquantum preshared keys
     * @param intermediates all IKE_INTERMEDIATE messages up to now
     */
    record Transcript(
            Bytes ownMessage,
            Bytes peerMessage,
            Bytes ownNonce,
            Bytes peerNonce,
            Set<HashAlgorithm> peerHashes,
            List<Bytes> peerAuthorities,
            TransformSet suite,
            boolean usesPpk,
            IntAuth intermediates) {}
}
