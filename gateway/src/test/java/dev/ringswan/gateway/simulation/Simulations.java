package dev.ringswan.gateway.simulation;

import dev.ringswan.nativeio.crypto.AeadProvider;
import java.text.MessageFormat;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Runs seeds. What a seed says in the log is not of interest: thousands of them would say it. */
final class Simulations {
    private final Logger log = Logger.getLogger("dev.ringswan");
    private final AeadProvider ciphers;
    private long packets;
    private long steps;

    Simulations(AeadProvider ciphers) {
        this.ciphers = ciphers;
        log.setLevel(Level.OFF);
    }

    /** Runs one seed and returns the hash of its journal; a failure names seed, plan and last events. */
    long run(long seed) {
        FaultPlan plan = FaultPlan.draw(seed);
        try {
            return run(plan, Journal.hashing());
        } catch (RuntimeException | AssertionError e) {
            throw new SimulationFailure(report(plan, e), e);
        }
    }

    /** Runs one seed and prints all that happens. */
    void print(long seed, Consumer<String> line) {
        FaultPlan plan = FaultPlan.draw(seed);
        line.accept(plan.toString());
        log.setLevel(Level.FINE);
        log.setUseParentHandlers(false);
        log.addHandler(new LineHandler(line));
        long hash = run(plan, Journal.printing(line));
        line.accept("seed %d ends well, hash %016x".formatted(seed, hash));
    }

    /** A simulation that has yet to be run, and then closed. */
    Simulation of(FaultPlan plan, Journal journal, Sabotage sabotage) {
        return new Simulation(plan, journal, ciphers, sabotage);
    }

    private long run(FaultPlan plan, Journal journal) {
        try (Simulation simulation = of(plan, journal, Sabotage.NONE)) {
            simulation.run();
            packets += simulation.packets();
            steps += simulation.steps();
        }
        return journal.hash();
    }

    /** Runs the seed once more, this time with words. */
    private String report(FaultPlan plan, Throwable failure) {
        Journal journal = Journal.tracing();
        String again;
        try {
            run(plan, journal);
            again = "which the same seed does not do again: it is not deterministic";
        } catch (RuntimeException | AssertionError e) {
            again = String.valueOf(e.getMessage()).equals(failure.getMessage())
                    ? "repeat it with scripts/simulate " + plan.seed()
                    : "but then, which must not be: " + e;
        }
        return "%s\n(%s)\n\n%s\nlast events, in seconds:\n%s"
                .formatted(failure.getMessage(), again, plan, journal.last());
    }

    /** Inner packets sent so far. */
    long packets() {
        return packets;
    }

    /** Events so far. */
    long steps() {
        return steps;
    }

    /** Puts what the gateways log between the events. */
    private static final class LineHandler extends Handler {
        private final Consumer<String> line;

        LineHandler(Consumer<String> line) {
            this.line = line;
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord entry) {
            String message = String.valueOf(entry.getMessage());
            line.accept("              log: "
                    + (entry.getParameters() == null ? message : MessageFormat.format(message, entry.getParameters())));
        }

        @Override
        public void flush() {
            // Every line is written at once.
        }

        @Override
        public void close() {
            // Nothing of its own.
        }
    }
}
