package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.IkeHeader;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;

/** Finds out whether somebody rewrites addresses on the way (RFC 7296 §2.23). SHA-1 is what the RFC prescribes. */
final class NatDetection {
    private static final int HASH_LENGTH = 20;

    private NatDetection() {}

    /**
     * Both notifies.
     *
     * @param pretend whether to send a source that nobody has, so that the peer sees a NAT
     */
    static List<Payload> payloads(
            ExchangeContext context,
            IkeHeader header,
            TransportAddress local,
            TransportAddress remote,
            boolean pretend) {
        Bytes source = pretend ? context.randomBytes(HASH_LENGTH) : hash(header, local);
        return List.of(
                NotifyPayload.of(NotifyType.NAT_DETECTION_SOURCE_IP, source),
                NotifyPayload.of(NotifyType.NAT_DETECTION_DESTINATION_IP, hash(header, remote)));
    }

    /** Whether the sender has another address than the one that we see. */
    static boolean isSenderBehindNat(Message received, TransportAddress remote) {
        return differs(received, NotifyType.NAT_DETECTION_SOURCE_IP, remote);
    }

    /** Whether the sender wrote to another address than ours. */
    static boolean isReceiverBehindNat(Message received, TransportAddress local) {
        return differs(received, NotifyType.NAT_DETECTION_DESTINATION_IP, local);
    }

    /** Several sources may be named by a sender that does not know which of its addresses is used. */
    private static boolean differs(Message received, int type, TransportAddress address) {
        List<NotifyPayload> notifies = received.all(NotifyPayload.class).stream()
                .filter(notify -> notify.messageType() == type)
                .toList();
        Bytes expected = hash(received.header(), address);
        return !notifies.isEmpty()
                && notifies.stream().noneMatch(notify -> notify.data().equals(expected));
    }

    private static Bytes hash(IkeHeader header, TransportAddress address) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(header.initiatorSpi())
                    .putLong(header.responderSpi())
                    .flip());
            digest.update(address.address().getAddress());
            digest.update((byte) (address.port() >>> 8));
            digest.update((byte) address.port());
            return Bytes.of(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-1", e);
        }
    }
}
