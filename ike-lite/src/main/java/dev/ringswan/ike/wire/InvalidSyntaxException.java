package dev.ringswan.ike.wire;

/**
 * A peer's bytes are not a message. Says where and what was expected, and knows the notify that answers it, where an
 * answer is due: INVALID_SYNTAX, UNSUPPORTED_CRITICAL_PAYLOAD or INVALID_MAJOR_VERSION (RFC 7296 §2.21, §2.5).
 *
 * <p>Has no stack trace: anybody can cause it, as often as they send.
 */
public final class InvalidSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String payload;
    private final int offset;
    private final transient NotifyPayload answer;

    InvalidSyntaxException(String payload, int offset, String problem) {
        this(payload, offset, problem, NotifyPayload.of(NotifyType.INVALID_SYNTAX));
    }

    InvalidSyntaxException(String payload, int offset, String problem, NotifyPayload answer) {
        super(payload + " at byte " + offset + ": " + problem, null, false, false);
        this.payload = payload;
        this.offset = offset;
        this.answer = answer;
    }

    /** Where: "header", a payload such as "KE", or "message" when the whole is meant. */
    public String payload() {
        return payload;
    }

    /** Bytes before the bad one, from the start of the datagram, or of what was encrypted. */
    public int offset() {
        return offset;
    }

    /** The notify to answer with, if the message is one to be answered. */
    public NotifyPayload answer() {
        return answer;
    }
}
