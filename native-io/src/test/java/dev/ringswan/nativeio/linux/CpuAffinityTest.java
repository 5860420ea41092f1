package dev.ringswan.nativeio.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

final class CpuAffinityTest {
    @Test
    void pinsCallingThread() throws Exception {
        assertThat(allowedAfterPinningTo(0)).isEqualTo("0");
    }

    @Test
    void refusesProcessorsThatDoNotExist() {
        assertThatThrownBy(() -> CpuAffinity.pin(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CpuAffinity.pin(1023)).hasMessageContaining("pin a thread to processor 1023");
    }

    @Test
    void refusesVirtualThreads() throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> CpuAffinity.pin(0), null);
        Thread.ofVirtual().start(task);
        assertThatThrownBy(task::get).hasMessageContaining("virtual thread");
    }

    /** On a thread of its own, so that this one stays free. */
    private static String allowedAfterPinningTo(int processor) throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> {
            CpuAffinity.pin(processor);
            return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseThrow();
        });
        Thread.ofPlatform().start(task);
        return task.get();
    }
}
