package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineStateTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path proc;

    @Test
    void readsWhatTheKernelCounts() throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.createDirectories(proc.resolve("pressure"));
        Files.writeString(proc.resolve("stat"), "cpu  100 5 50 800 20 3 2 20 7 7\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
        Files.writeString(proc.resolve("self/stat"), "12 (a ) b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n");
        Files.writeString(proc.resolve("pressure/cpu"), "some avg10=0.00 avg60=0.00 avg300=0.00 total=4711\n");
        MachineState state = MachineState.now(proc);
        assertThat(state.busy()).isEqualTo(160);
        assertThat(state.stolen()).isEqualTo(20);
        assertThat(state.total()).isEqualTo(1000);
        assertThat(state.own()).as("fields 14 to 17").isEqualTo(11 + 12 + 13 + 14);
        assertThat(state.pressureUs()).isEqualTo(4711);
    }

    @Test
    void tellsOthersWorkFromOwn() {
        MachineState before = new MachineState(1000, 0, 10_000, 100, 0, 50);
        MachineState quiet = new MachineState(1100, 0, 10_200, 195, 0, 51);
        assertThat(quiet.disturbances(before, 2)).isEmpty();
        assertThat(new MachineState(1100, 0, 10_200, 140, 0, 50).disturbances(before, 2))
                .containsExactly("other programs used 60.0 % of a CPU");
        assertThat(new MachineState(1100, 4, 10_200, 195, 0, 50).disturbances(before, 2))
                .containsExactly("the hypervisor stole 2.0 % of the time");
        assertThat(new MachineState(1100, 0, 10_200, 195, 0, 53).disturbances(before, 2))
                .containsExactly("fixed work took 6.0 % longer or shorter afterwards");
    }

    @Test
    void nameOfMachineHoldsNoNameOfHost() throws IOException {
        Machine machine = Machine.read(Path.of("/proc"), Path.of("/sys"));
        assertThat(machine.hardwareId())
                .matches("h:[0-9a-f]{12}")
                .isEqualTo(Machine.read(Path.of("/proc"), Path.of("/sys")).hardwareId());
        assertThat(machine.line().toString())
                .doesNotContain(
                        Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
        assertThat(machine.hardware()).containsKeys("cpu family", "cores", "features");
    }
}
