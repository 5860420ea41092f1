package dev.ringswan.gateway.config;

import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import java.util.List;

/** Warns of what works and had better be otherwise (RFC 8221, RFC 8247). */
final class ConnectionLints {
    private ConnectionLints() {}

    /** Of weak algorithms, and of CBC where a combined mode would do. */
    static void warnOfAlgorithms(SectionReader reader, String key, List<TransformSet> proposals) {
        for (TransformSet set : proposals) {
            String text = ProposalText.format(set);
            if (ProposalText.isWeak(set)) {
                reader.warnAt(
                        key, "has " + text + ", which can be broken (RFC 8247); use it until the peer has better");
            }
            boolean cbc = set.ofType(TransformType.ENCRYPTION).stream()
                    .anyMatch(cipher -> cipher.id() == TransformId.ENCR_AES_CBC);
            if (cbc && proposals.stream().noneMatch(ConnectionLints::isCombined)) {
                reader.warnAt(key, "has CBC with HMAC only (" + text + "); aes256gcm16 is safer and much faster");
            }
        }
    }

    private static boolean isCombined(TransformSet set) {
        return set.ofType(TransformType.ENCRYPTION).stream().anyMatch(ProposalText::isCombined);
    }
}
