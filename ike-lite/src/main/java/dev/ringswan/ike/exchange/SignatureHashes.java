package dev.ringswan.ike.exchange;

import dev.ringswan.ike.crypto.HashAlgorithm;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import java.nio.ByteBuffer;
import java.util.Set;

/** SIGNATURE_HASH_ALGORITHMS: with what each side can verify signatures (RFC 7427 §4). */
final class SignatureHashes {
    private SignatureHashes() {}

    /** Ours. */
    static Payload payload() {
        ByteBuffer hashes = ByteBuffer.allocate(2 * HashAlgorithm.values().length);
        for (HashAlgorithm hash : HashAlgorithm.values()) {
            hashes.putShort((short) hash.number());
        }
        return NotifyPayload.of(NotifyType.SIGNATURE_HASH_ALGORITHMS, Bytes.of(hashes.array()));
    }

    /** The peer's, as far as they are known here; none if it does not know digital signatures. */
    static Set<HashAlgorithm> of(Message received) {
        Bytes data = received.notification(NotifyType.SIGNATURE_HASH_ALGORITHMS)
                .map(NotifyPayload::data)
                .orElse(Bytes.EMPTY);
        int[] numbers = new int[data.length() / 2];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = data.at(2 * i) << 8 | data.at(2 * i + 1);
        }
        return HashAlgorithm.ofNumbers(numbers);
    }
}
