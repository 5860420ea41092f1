package dev.ringswan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ringswan.bench.ike.IkeBench;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the measurements of IKE measure something: no test looks at a time. */
class IkeBenchTest {
    private static Map<String, Object> run(String command, String... arguments) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            IkeBench.run(command, List.of(arguments));
        } finally {
            System.setOut(before);
        }
        return JSON.std.mapFrom(output.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shakesHandsWithBothKindsOfProof() throws Exception {
        Map<String, Object> result = run("handshakes", "--json", "--count", "3");
        assertThat(result).containsEntry("count", 3);
        assertThat((Map<?, ?>) result.get("per_second")).hasSize(4);
    }

    @Test
    void keepsManyPeersAlive() throws Exception {
        Map<String, Object> result = run("peers", "--json", "--count", "20");
        assertThat(result).containsEntry("alive_after_liveness", 20).containsEntry("alive_after_rekey", 20);
        assertThat((Integer) result.get("rekeys")).isGreaterThanOrEqualTo(20);
    }

    @Test
    void refusesArgumentsThatItDoesNotKnow() {
        assertThatIllegalArgumentException().isThrownBy(() -> run("peers", "--cuont", "3"));
    }
}
