package dev.ringswan.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ringswan.gateway.control.ControlFixture;
import dev.ringswan.gateway.control.ControlRequest;
import dev.ringswan.nativeio.Endpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsServerTest {
    private static final Path DASHBOARD = Path.of("src", "main", "packaging", "grafana-dashboard.json");

    @TempDir
    private Path directory;

    private ControlFixture fixture;
    private MetricsServer server;

    @BeforeEach
    void start() throws Exception {
        fixture = new ControlFixture(directory);
        server = new MetricsServer(Endpoint.of("127.0.0.1", 0), fixture.first());
    }

    @AfterEach
    void stop() {
        server.close();
        fixture.close();
    }

    private CompletableFuture<HttpResponse<String>> get(HttpClient client, String path) {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        return client.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Asks, and has the conductor turn until the answer is there. */
    private HttpResponse<String> fetch(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            CompletableFuture<HttpResponse<String>> response = get(client, path);
            while (!response.isDone()) {
                server.agent().doWork();
                Thread.onSpinWait();
            }
            return response.get();
        }
    }

    private void up() throws Exception {
        assertThat(fixture.call(new ControlRequest.Up(new ControlRequest.Target("office", null, 60)))
                        .ok())
                .isTrue();
    }

    @Test
    void hasASeriesForEachConfiguredChildUpOrNot() throws Exception {
        up();
        assertThat(fetch("/metrics").body())
                .contains("ringswan_info{engine=\"jca\",mode=\"inline\"} 1")
                .contains("ringswan_child_up{child=\"net\",connection=\"office\"} 1.0")
                .contains("ringswan_child_up{child=\"net\",connection=\"depot\"} 0.0")
                .contains("ringswan_child_packets_total{child=\"net\",connection=\"depot\",direction=\"in\"} 0.0")
                .contains("ringswan_connection_up{connection=\"office\"} 1.0")
                .contains("ringswan_ike_established_total{connection=\"office\"} 1.0")
                .contains("ringswan_drops_total{direction=\"in\",reason=\"replay\"} 0.0")
                .contains("jvm_gc_collection_seconds_count");
    }

    @Test
    void countsWhatFailedByKind() throws Exception {
        fixture.call(new ControlRequest.Up(new ControlRequest.Target("depot", null, 200)));
        assertThat(fetch("/metrics").body())
                .contains("ringswan_failures_total{connection=\"depot\",reason=\"authentication\"} 1.0")
                .contains("ringswan_failures_total{connection=\"depot\",reason=\"other\"} 0.0");
    }

    @Test
    void countsRekeys() throws Exception {
        up();
        fixture.call(new ControlRequest.Rekey(new ControlRequest.Target("office", "net", 60), false));
        fixture.call(new ControlRequest.Rekey(new ControlRequest.Target("office", null, 60), true));
        assertThat(fetch("/metrics").body())
                .contains("ringswan_rekeys_total{connection=\"office\",sa=\"child\"} 1.0")
                .contains("ringswan_rekeys_total{connection=\"office\",sa=\"ike\"} 1.0");
    }

    @Test
    void isHealthyWhileTheConductorTurns() throws Exception {
        assertThat(fetch("/healthz").body()).isEqualTo("ok\n");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> unanswered = get(client, "/healthz").get();
            assertThat(unanswered.statusCode()).isEqualTo(503);
            assertThat(get(client, "/metrics").get().statusCode()).isEqualTo(503);
        }
        assertThat(fetch("/healthz").statusCode()).isEqualTo(200);
        assertThat(fetch("/metrics/more").statusCode()).isEqualTo(404);
    }

    @Test
    void hasEveryMetricThatTheDashboardAsksFor() throws Exception {
        up();
        String body = fetch("/metrics").body();
        List<String> queries = new ArrayList<>();
        collect(JSON.std.mapFrom(Files.readString(DASHBOARD)), queries);
        assertThat(queries).hasSizeGreaterThan(20);
        TreeSet<String> asked = new TreeSet<>();
        for (String query : queries) {
            Pattern.compile("\\b(ringswan|jvm|process)_[a-z_]+")
                    .matcher(query)
                    .results()
                    .forEach(name -> asked.add(name.group()));
            Pattern.compile("by \\(([^)]*)\\)").matcher(query).results().forEach(labels -> {
                for (String label : List.of(labels.group(1).split(", ", -1))) {
                    assertThat(body).contains(label + "=\"");
                }
            });
        }
        assertThat(asked)
                .hasSizeGreaterThan(12)
                .allSatisfy(name -> assertThat(body).containsPattern("(?m)^" + name + "[{ ]"));
    }

    /** All queries of a dashboard, of its panels and its variables. */
    private static void collect(Object node, List<String> queries) {
        switch (node) {
            case Map<?, ?> map ->
                map.forEach((key, value) -> {
                    if ((key.equals("expr") || key.equals("query")) && value instanceof String query) {
                        queries.add(query);
                    } else {
                        collect(value, queries);
                    }
                });
            case List<?> list -> list.forEach(element -> collect(element, queries));
            case null, default -> {}
        }
    }
}
