package dev.ringswan.gateway.simulation;

import java.nio.ByteBuffer;

/** Says in a few words what a datagram is, for people who read a journal. */
final class Datagrams {
    private static final int IKE_HEADER_LENGTH = 28;
    private static final int ESP_HEADER_LENGTH = 8;

    private Datagrams() {}

    static String describe(byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        if (content.length == 1) {
            return "keepalive";
        }
        if (content.length >= 4 + IKE_HEADER_LENGTH && bytes.getInt(0) == 0 && isIke(bytes, 4)) {
            return ike(bytes, 4);
        }
        if (content.length >= IKE_HEADER_LENGTH && isIke(bytes, 0)) {
            return ike(bytes, 0);
        }
        if (content.length >= 20 && (content[0] == 0x45 || content[0] >>> 4 == 6)) {
            return "packet, %d bytes".formatted(content.length);
        }
        return content.length < ESP_HEADER_LENGTH
                ? content.length + " bytes"
                : "ESP 0x%08x number %d, %d bytes".formatted(bytes.getInt(0), bytes.getInt(4), content.length);
    }

    private static boolean isIke(ByteBuffer bytes, int offset) {
        return bytes.get(offset + 17) == 0x20 && bytes.getInt(offset + 24) == bytes.limit() - offset;
    }

    private static String ike(ByteBuffer bytes, int offset) {
        int flags = bytes.get(offset + 19);
        String exchange = switch (bytes.get(offset + 18)) {
            case 34 -> "IKE_SA_INIT";
            case 35 -> "IKE_AUTH";
            case 36 -> "CREATE_CHILD_SA";
            case 37 -> "INFORMATIONAL";
            case 43 -> "IKE_INTERMEDIATE";
            case 44 -> "IKE_FOLLOWUP_KE";
            default -> "exchange " + bytes.get(offset + 18);
        };
        return "IKE %016x/%016x %s %s %d by the %s, %d bytes"
                .formatted(
                        bytes.getLong(offset),
                        bytes.getLong(offset + 8),
                        exchange,
                        (flags & 0x20) != 0 ? "response" : "request",
                        bytes.getInt(offset + 20),
                        (flags & 0x08) != 0 ? "initiator" : "responder",
                        bytes.limit() - offset);
    }
}
