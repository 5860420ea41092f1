package dev.ringswan.gateway.ike;

import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.wire.Bytes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks OCSP responders by HTTP (RFC 6960, appendix A.1), without anybody waiting for it: questions go out at once, answers
 * come by {@link #poll}. Both are few and short. There is no thread, and no connection, before the first question.
 *
 * <p><em>Threading:</em> the conductor's; answers come from threads of the JDK's client, and are handed over by a queue that
 * holds no more than was asked.
 */
final class OcspClient implements AutoCloseable {
    private static final int WAITING_MAX = 64;
    private static final int RESPONSE_LENGTH_MAX = 64 << 10;
    private static final int OK = 200;

    private final Duration timeout;
    private final Queue<IkeInput.OcspAnswered> answers = new ConcurrentLinkedQueue<>();
    private @Nullable HttpClient client;
    private int waiting;

    /** With the time after which a responder is given up. */
    OcspClient(Duration timeout) {
        this.timeout = timeout;
    }

    /** Asks. An answer comes for each question, even if it is that there is none. */
    void ask(IkeEffect.AskOcsp question) {
        waiting++;
        if (waiting > WAITING_MAX) {
            answers.add(failed(question, "too many responders are asked already"));
            return;
        }
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(timeout)
                    .build();
        }
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(URI.create(question.url()))
                    .timeout(timeout)
                    .header("Content-Type", "application/ocsp-request")
                    .header("Accept", "application/ocsp-response")
                    .POST(BodyPublishers.ofByteArray(question.request().toArray()))
                    .build();
        } catch (IllegalArgumentException e) {
            answers.add(failed(question, "no URL: " + e.getMessage()));
            return;
        }
        var _ = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), RESPONSE_LENGTH_MAX))
                .handle((response, failure) ->
                        answers.add(failure == null ? read(question, response) : failed(question, reason(failure))));
    }

    /** Hands over what was answered; returns how much that was. */
    int poll(Consumer<IkeInput> handler) {
        int count = 0;
        for (IkeInput.OcspAnswered next = answers.poll(); next != null; next = answers.poll()) {
            waiting--;
            count++;
            handler.accept(next);
        }
        return count;
    }

    private static IkeInput.OcspAnswered read(IkeEffect.AskOcsp question, HttpResponse<byte[]> response) {
        if (response.statusCode() != OK || response.body().length == 0) {
            return failed(
                    question, "HTTP status " + response.statusCode() + " with " + response.body().length + " bytes");
        }
        return new IkeInput.OcspAnswered(question.localSpi(), question.question(), Bytes.of(response.body()), "");
    }

    private static IkeInput.OcspAnswered failed(IkeEffect.AskOcsp question, String reason) {
        return new IkeInput.OcspAnswered(question.localSpi(), question.question(), Bytes.EMPTY, reason);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Gives up what is not answered. */
    @Override
    public void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
