package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.Ppk;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.IkeKeys;
import dev.ringswan.ike.crypto.KeySchedule;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.wire.AuthPayload;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a postquantum preshared key is mixed into the keys before IKE_AUTH (RFC 8784 §3):
 *
 * <pre>
 * initiator                                                            responder
 * IKE_SA_INIT  …, N(USE_PPK) ──▶                        ◀── …, N(USE_PPK)
 * IKE_AUTH     …, AUTH', N(PPK_IDENTITY: id), [N(NO_PPK_AUTH: AUTH)] ──▶
 *                                                       ◀── …, AUTH', N(PPK_IDENTITY)    it knows the key
 *                                                       ◀── …, AUTH                      it does not, and need not
 * </pre>
 *
 * AUTH' is made with the key, AUTH without.
 */
final class PpkChoice {
    /** The type of a PPK_ID that both sides know beforehand (RFC 8784 §5.1). */
    private static final int ID_FIXED = 2;

    private PpkChoice() {}

    /** Tells which one is used. */
    static Payload identity(Ppk ppk) {
        byte[] data = ByteBuffer.allocate(1 + ppk.id().length())
                .put((byte) ID_FIXED)
                .put(ppk.id().toArray())
                .array();
        return NotifyPayload.of(NotifyType.PPK_IDENTITY, Bytes.of(data));
    }

    /**
     * The key that an initiator has named and that we have, too; null if there is none, and none is needed.
     *
     * @param ours of the connection, or null
     * @throws CryptoRefusal when one of the two sides insists on it
     */
    static @Nullable Ppk agreed(@Nullable Ppk ours, Message request) throws CryptoRefusal {
        Optional<NotifyPayload> named = request.notification(NotifyType.PPK_IDENTITY);
        if (named.isPresent() && ours != null && identity(ours).equals(named.get())) {
            return ours;
        }
        if (ours != null && ours.required()) {
            throw new CryptoRefusal("the peer has named "
                    + (named.isPresent()
                            ? "another postquantum preshared key than ours"
                            : "no postquantum preshared key")
                    + ", and the connection requires one");
        }
        if (named.isPresent() && !request.hasNotification(NotifyType.NO_PPK_AUTH)) {
            throw new CryptoRefusal("the peer insists on a postquantum preshared key that is not configured here");
        }
        return null;
    }

    /** The AUTH payload to be checked: the one without the key, if the initiator has named one that we do not use. */
    static AuthPayload auth(AuthPayload received, Message request, @Nullable Ppk agreed) throws CryptoRefusal {
        Optional<NotifyPayload> without = request.notification(NotifyType.NO_PPK_AUTH);
        return agreed == null && request.hasNotification(NotifyType.PPK_IDENTITY) && without.isPresent()
                ? Proofs.withData(received.method(), without.get().data())
                : received;
    }

    /**
     * The key that the responder has used; null if it has done without.
     *
     * @param ours that we have named, if {@code named}
     * @throws CryptoRefusal when we insist on it
     */
    static @Nullable Ppk confirmed(@Nullable Ppk ours, boolean named, Message response) throws CryptoRefusal {
        boolean confirmed = response.hasNotification(NotifyType.PPK_IDENTITY);
        if (confirmed && ours != null && named) {
            return ours;
        }
        if (confirmed || (ours != null && ours.required())) {
            throw new CryptoRefusal(
                    confirmed
                            ? "the peer uses a postquantum preshared key that was not named"
                            : "the peer does not use our postquantum preshared key, and the connection requires it");
        }
        return null;
    }

    /** The keys with that key in SK_d, SK_pi and SK_pr; to be closed. */
    static IkeKeys mixed(IkeSa sa, Ppk ppk) {
        return KeySchedule.mixPpk(
                sa.channel().suite().prf(), ppk.key(), sa.channel().keys());
    }
}
