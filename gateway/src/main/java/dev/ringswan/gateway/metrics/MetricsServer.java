package dev.ringswan.gateway.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ringswan.gateway.Gateway;
import dev.ringswan.nativeio.Endpoint;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.agrona.concurrent.Agent;

/**
 * Answers HTTP requests: {@code /metrics} with all metrics, {@code /healthz} with 200 while the conductor turns, else 503.
 * There is no authentication: it belongs to a loopback address.
 *
 * <p><em>Threading:</em> a few threads of its own, since one would wait for a client that says nothing; {@link #agent} is the
 * part for the conductor's.
 */
public final class MetricsServer implements AutoCloseable {
    /** The conductor turns every few milliseconds; a monitoring system waits about 10 seconds. */
    private static final long TIMEOUT_MS = 2_000;

    private static final int THREADS = 4;
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Readings readings;
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final PrometheusRegistry jvm = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("metrics-", 0).factory());
    private final HttpServer server;

    /**
     * Listens from now on.
     *
     * @param local port 0 takes any that is free
     * @throws IllegalStateException when the address cannot be had
     */
    public MetricsServer(Endpoint local, Gateway gateway) {
        readings = new Readings(gateway);
        JvmMetrics.builder().register(jvm);
        try {
            server = HttpServer.create(new InetSocketAddress(local.address(), local.port()), 0);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "gateway.metrics: cannot listen at " + local + " (" + e.getMessage() + "); choose another", e);
        }
        server.setExecutor(threads);
        server.createContext("/metrics", exchange -> answer(exchange, "/metrics"));
        server.createContext("/healthz", exchange -> answer(exchange, "/healthz"));
        server.start();
    }

    /** Reads the gateway: an agent for the conductor's thread. */
    public Agent agent() {
        return readings;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                send(exchange, 404, TEXT, "there are /metrics and /healthz\n".getBytes(StandardCharsets.UTF_8));
                return;
            }
            Optional<Readings.Reading> reading = readings.take(TIMEOUT_MS);
            if (reading.isEmpty()) {
                send(exchange, 503, TEXT, "the conductor does not turn\n".getBytes(StandardCharsets.UTF_8));
            } else if (path.equals("/healthz")) {
                send(exchange, 200, TEXT, "ok\n".getBytes(StandardCharsets.UTF_8));
            } else {
                send(exchange, 200, writer.getContentType(), render(reading.get()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized byte[] render(Readings.Reading reading) throws IOException {
        List<MetricSnapshot> all = new ArrayList<>(metrics.of(reading).stream().toList());
        all.addAll(jvm.scrape().stream().toList());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
        writer.write(bytes, new MetricSnapshots(all));
        return bytes.toByteArray();
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
