package dev.ringswan.ike.sa;

import dev.ringswan.ike.api.Retransmission;
import dev.ringswan.ike.wire.Bytes;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Message IDs of one IKE SA with a window of one request in each direction (RFC 7296 §2.1–2.3): repeats our request
 * until it is answered, and answers a repeated request with the same bytes.
 *
 * <pre>
 *  ours    sent(request) ──▶ … due: again, again, given up          answered ends it
 *  peer's  judge(id) ──▶ NEW: answer it, then responded(response)
 *                    ──▶ REPEATED: send response() again
 *                    ──▶ OUTSIDE: ignore
 * </pre>
 *
 * <p><i>Threading:</i> one thread.
 */
public final class MessageWindow {
    /** What a request of the peer is. */
    public enum Arrival {
        NEW,
        REPEATED,
        OUTSIDE
    }

    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Retransmission retransmission;
    private int nextRequestId;
    private int expectedRequestId;
    private @Nullable List<Bytes> request;
    private int repetitions;
    private long deadlineNs = NEVER;
    private List<Bytes> response = List.of();

    public MessageWindow(Retransmission retransmission) {
        this.retransmission = retransmission;
    }

    /** The message ID for our next request. */
    public int nextRequestId() {
        return nextRequestId;
    }

    /** Whether a request of ours waits for its response, so that no other may be sent. */
    public boolean isWaiting() {
        return request != null;
    }

    /**
     * Remembers our request, which has {@link #nextRequestId}, to repeat it.
     *
     * @param random for the jitter
     */
    public void sent(List<Bytes> datagrams, long nowNs, RandomGenerator random) {
        if (request != null) {
            throw new IllegalStateException("a second request while one waits for its response");
        }
        request = List.copyOf(datagrams);
        repetitions = 0;
        deadlineNs = nowNs + retransmission.waitNs(0, random);
    }

    /** Whether a response is the one that our request waits for. */
    public boolean isExpected(int messageId) {
        return request != null && messageId == nextRequestId;
    }

    /** Our request is answered. */
    public void answered() {
        forgetRequest();
        nextRequestId++;
    }

    /** IKE_SA_INIT starts again with message ID 0, for a cookie or another group (RFC 7296 §2.6, §2.7). */
    public void restarted() {
        forgetRequest();
    }

    /** When our request is to be repeated, or {@link #NEVER}. */
    public long deadlineNs() {
        return deadlineNs;
    }

    /**
     * What to send again, now that the deadline has passed; empty when the peer has been tried often enough and is taken
     * for dead (RFC 7296 §2.4).
     *
     * @param random for the jitter
     */
    public List<Bytes> due(long nowNs, RandomGenerator random) {
        if (request == null || repetitions >= retransmission.repetitions()) {
            return List.of();
        }
        repetitions++;
        deadlineNs = nowNs + retransmission.waitNs(repetitions, random);
        return request;
    }

    /** Compares a request of the peer with what is expected next. */
    public Arrival judge(int messageId) {
        if (messageId == expectedRequestId) {
            return Arrival.NEW;
        }
        return messageId == expectedRequestId - 1 && !response.isEmpty() ? Arrival.REPEATED : Arrival.OUTSIDE;
    }

    /** Remembers what answered the new request. */
    public void responded(List<Bytes> datagrams) {
        response = List.copyOf(datagrams);
        expectedRequestId++;
    }

    /** What answered the last request, byte for byte; empty before the first. */
    public List<Bytes> response() {
        return response;
    }

    private void forgetRequest() {
        request = null;
        deadlineNs = NEVER;
    }
}
