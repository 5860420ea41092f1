package dev.ringswan.gateway.metrics;

import dev.ringswan.gateway.Gateway;
import dev.ringswan.gateway.GatewayStatus;
import dev.ringswan.gateway.StatusReport;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.agrona.concurrent.Agent;

/**
 * What the gateway is like at the moment that somebody asks.
 *
 * <p><em>Threading:</em> any thread asks, and waits; an agent on the conductor's thread answers.
 */
final class Readings implements Agent {
    /** One moment. */
    record Reading(StatusReport report, GatewayStatus status) {}

    /** As many as threads of the server. */
    private static final int WAITING_MAX = 4;

    private final Gateway gateway;
    private final ArrayBlockingQueue<CompletableFuture<Reading>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);

    Readings(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Empty when the conductor has not answered for that long: it hangs, or has ended. */
    Optional<Reading> take(long timeoutMs) throws InterruptedException {
        CompletableFuture<Reading> asked = new CompletableFuture<>();
        if (!waiting.offer(asked)) {
            return Optional.empty();
        }
        try {
            return Optional.of(asked.get(timeoutMs, TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            asked.cancel(false);
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the gateway cannot be read", e.getCause());
        }
    }

    @Override
    public int doWork() {
        CompletableFuture<Reading> asked = waiting.poll();
        while (asked != null && asked.isDone()) {
            asked = waiting.poll(); // Who has asked waits no more.
        }
        if (asked == null) {
            return 0;
        }
        try {
            asked.complete(new Reading(gateway.report(), gateway.status()));
        } catch (RuntimeException e) {
            asked.completeExceptionally(e);
        }
        return 1;
    }

    @Override
    public String roleName() {
        return "readings";
    }
}
