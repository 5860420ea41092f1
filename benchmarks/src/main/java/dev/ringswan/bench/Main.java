package dev.ringswan.bench;

import dev.ringswan.bench.e2e.PortEnd;
import dev.ringswan.bench.ike.IkeBench;
import dev.ringswan.bench.load.UdpEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command line; {@code scripts/bench} starts it. */
public final class Main {
    private static final int BROKEN = 1;
    private static final int WRONG_USAGE = 2;
    private static final String USAGE = Options.USAGE + "\n" + Suite.USAGE + "\n" + LoadBench.USAGE + "\n"
            + EndToEndBench.USAGE + "\n" + PortsBench.USAGE + "\n" + IkeBench.USAGE;

    private Main() {}

    /** Exit code 0: measured; 1: a packet was lost or something is broken; 2: wrong usage. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("jmh")) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        int status = run(List.of(arguments));
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int run(List<String> arguments) {
        String command = arguments.isEmpty() ? "" : arguments.getFirst();
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        try {
            switch (command) {
                case "floor" -> report(command, rest, Options.floor(rest));
                case "sad" -> report(command, rest, Options.sad(rest));
                case "suite" -> new Suite(rest).run();
                case "load" -> new LoadBench(rest).run();
                case "e2e" -> new EndToEndBench(rest).run();
                case "ports" -> new PortsBench(rest).run();
                case "port-end" -> PortEnd.run(rest);
                case "load-end" -> UdpEnd.run(rest);
                default -> {
                    if (IkeBench.has(command)) {
                        IkeBench.run(command, rest);
                        return 0;
                    }
                    System.err.print(USAGE);
                    return command.equals("--help") ? 0 : WRONG_USAGE;
                }
            }
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage() + "\n" + USAGE);
            return WRONG_USAGE;
        } catch (Exception e) {
            System.err.println("bench: the run is invalid: " + e.getMessage());
            e.printStackTrace();
            return BROKEN;
        }
    }

    private static void report(String command, List<String> arguments, Options options) throws Exception {
        if (options.inProcess()) {
            print(measure(command, options, options.engines().getFirst()));
            return;
        }
        List<String> engines = options.chosenEngines();
        if (command.equals("sad") && options.engines().isEmpty()) {
            engines = engines.subList(0, 1);
        }
        List<Series> all = new ArrayList<>();
        for (String engine : engines) {
            List<Series> series = Launch.series(command, arguments, engine);
            all.addAll(series);
            if (options.json()) {
                print(series);
            }
        }
        Targets targets = command.equals("floor") ? Targets.ofFloor(all) : Targets.ofSad(all);
        System.out.print(options.json() ? targets.toJson() : Table.of(command, all) + targets.toText());
    }

    /** Measures in this JVM. */
    static List<Series> measure(String command, Options options, String engine) throws Exception {
        return command.equals("floor") ? new Floor(options, engine).run() : new Sad(options, engine).run();
    }

    private static void print(List<Series> series) throws IOException {
        for (Series one : series) {
            System.out.println(one.toJson());
        }
        System.out.flush();
    }
}
