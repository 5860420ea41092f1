package dev.ringswan.gateway.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client of the control socket. It takes turns: a request is read, its reply is written, then the next request is read.
 * So whoever reads slowly holds one reply in memory, and whoever sends fast is not read from.
 *
 * <pre>  READING ──a whole line──▶ WAITING ──reply──▶ WRITING ──all written──▶ READING, or CLOSED </pre>
 *
 * <p><em>Threading:</em> the control thread's.
 */
final class ControlConnection implements AutoCloseable {
    /** Bytes of a request with its line end; the longest sensible one has two names. */
    static final int LINE_LENGTH_MAX = 4_096;
    /** A request must have come, and a reply must be taken, within this time. */
    static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

    private enum State {
        READING,
        WAITING,
        WRITING,
        CLOSED
    }

    private final long id;
    private final SocketChannel channel;
    private final ByteBuffer input = ByteBuffer.allocate(LINE_LENGTH_MAX);
    private ByteBuffer output = ByteBuffer.allocate(0);
    private State state = State.READING;
    private boolean inputEnded;
    private long deadlineNs;

    /** Takes a channel over, which must not block. */
    ControlConnection(long id, SocketChannel channel, long nowNs) {
        this.id = id;
        this.channel = channel;
        deadlineNs = nowNs + PATIENCE_NS;
    }

    long id() {
        return id;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /**
     * Reads and writes as much as the socket is ready for.
     *
     * @return a request, which is then {@link #answer}ed
     * @throws IllegalArgumentException when what came is no line of text; the client is to be told, and to go
     */
    Optional<String> poll(long nowNs) {
        if (state == State.WAITING || state == State.CLOSED) {
            return Optional.empty();
        }
        if (nowNs - deadlineNs >= 0) {
            close();
            return Optional.empty();
        }
        try {
            if (state == State.WRITING) {
                write(nowNs);
            }
            return state == State.READING ? read() : Optional.empty();
        } catch (IOException e) {
            close(); // the client has hung up
            return Optional.empty();
        }
    }

    private Optional<String> read() throws IOException {
        Optional<String> line = takeLine();
        if (line.isEmpty() && !inputEnded) {
            inputEnded = channel.read(input) < 0;
            line = takeLine();
        }
        if (line.isPresent()) {
            state = State.WAITING;
        } else if (!input.hasRemaining()) {
            throw new IllegalArgumentException("a request has at most " + LINE_LENGTH_MAX + " bytes");
        } else if (inputEnded) {
            close();
        }
        return line;
    }

    private Optional<String> takeLine() {
        for (int i = 0; i < input.position(); i++) {
            if (input.get(i) == '\n') {
                ByteBuffer line = input.duplicate().flip().limit(i);
                int end = input.position();
                try {
                    return Optional.of(
                            StandardCharsets.UTF_8.newDecoder().decode(line).toString());
                } catch (CharacterCodingException e) {
                    throw new IllegalArgumentException("a request is text in UTF-8", e);
                } finally {
                    input.limit(end).position(i + 1).compact();
                }
            }
        }
        return Optional.empty();
    }

    /** Writes a reply, as fast as the client takes it. */
    void answer(ControlReply reply, long nowNs) {
        if (state != State.CLOSED) {
            output = ByteBuffer.wrap((reply.toJson() + '\n').getBytes(StandardCharsets.UTF_8));
            deadlineNs = nowNs + PATIENCE_NS;
            state = State.WRITING;
        }
    }

    /** The same, for the last time. */
    void answerAndClose(ControlReply reply, long nowNs) {
        inputEnded = true;
        input.clear();
        answer(reply, nowNs);
    }

    private void write(long nowNs) throws IOException {
        channel.write(output);
        if (!output.hasRemaining()) {
            state = State.READING;
            deadlineNs = nowNs + PATIENCE_NS;
        }
    }

    @Override
    public void close() {
        state = State.CLOSED;
        closeQuietly(channel);
    }

    static void closeQuietly(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("a control connection cannot be closed: " + e.getMessage(), e);
        }
    }
}
