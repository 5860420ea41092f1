package dev.ringswan.gateway.simulation;

import dev.ringswan.nativeio.crypto.AeadProviders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command line of {@code scripts/simulate}: many seeds, or one with all that happens in it.
 *
 * <pre>
 *   simulate SEED                        repeats one seed and prints every event
 *   simulate --seeds COUNT [--first S]   runs COUNT seeds, from S on
 * </pre>
 */
final class Simulate {
    private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(10);
    private static final String USAGE = "usage: simulate SEED | simulate --seeds COUNT [--first SEED]";

    private final Simulations simulations = new Simulations(AeadProviders.select("jca"));

    private Simulate() {}

    /** Status 0 when all seeds end well, 1 when one does not, 2 when the arguments make no sense. */
    public static void main(String[] arguments) {
        try {
            System.exit(new Simulate().run(List.of(arguments)) ? 0 : 1);
        } catch (NumberFormatException e) {
            System.err.println(USAGE + " (" + e.getMessage() + ")");
            System.exit(2);
        }
    }

    private boolean run(List<String> arguments) {
        if (arguments.size() == 1) {
            return replay(Long.decode(arguments.getFirst()));
        }
        long count = 0;
        long first = 1;
        List<String> rest = new ArrayList<>(arguments);
        while (rest.size() >= 2) {
            String option = rest.removeFirst();
            long value = Long.decode(rest.removeFirst());
            switch (option) {
                case "--seeds" -> count = value;
                case "--first" -> first = value;
                default -> throw new NumberFormatException("no option " + option);
            }
        }
        if (count < 1 || !rest.isEmpty()) {
            throw new NumberFormatException("no seeds");
        }
        return run(first, count);
    }

    private boolean replay(long seed) {
        try {
            simulations.print(seed, System.out::println);
            return true;
        } catch (SimulationFailure e) {
            System.out.println("seed " + seed + " FAILS: " + e.getMessage());
            e.printStackTrace(System.out);
            return false;
        }
    }

    private boolean run(long first, long count) {
        long startNs = System.nanoTime();
        long reportNs = startNs + PROGRESS_NS;
        long failures = 0;
        for (long seed = first; seed < first + count; seed++) {
            try {
                simulations.run(seed);
            } catch (SimulationFailure e) {
                failures++;
                System.out.println("seed " + seed + " FAILS: " + e.getMessage() + "\n");
            }
            if (System.nanoTime() - reportNs > 0) {
                reportNs += PROGRESS_NS;
                System.err.println((seed - first + 1) + " of " + count + " seeds, " + failures + " failed");
            }
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        System.out.printf(
                "%d seeds, %d failed; %.1f s, %.0f seeds per second, %d inner packets, %d events%n",
                count, failures, seconds, count / seconds, simulations.packets(), simulations.steps());
        return failures == 0;
    }
}
