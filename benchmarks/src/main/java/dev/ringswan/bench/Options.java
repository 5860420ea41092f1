package dev.ringswan.bench;

import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.util.ArrayList;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param json JSON Lines instead of a table
 * @param inProcess measure in this JVM, which then serves one engine; otherwise each engine gets a JVM of its own
 * @param rounds rounds that are measured, each one window of every leg
 * @param windowBursts bursts in a window
 * @param warmUpMs how long every leg runs before that, in milliseconds
 * @param engines names; empty stands for all that work here
 * @param sizes bytes of the inner packets
 * @param saCounts numbers of SAs, for {@code sad}
 * @param twin the C program to compare with; empty for none
 */
record Options(
        boolean json,
        boolean inProcess,
        int rounds,
        int windowBursts,
        int warmUpMs,
        List<String> engines,
        List<Integer> sizes,
        List<Integer> saCounts,
        String twin) {
    private static final int ROUNDS = 400;
    private static final int ROUNDS_QUICK = 60;
    private static final int WINDOW_BURSTS = 40;
    private static final int WARM_UP_MS = 4_000;
    private static final int WARM_UP_QUICK_MS = 1_500;

    static final String USAGE = """
            scripts/bench floor [--json] [--quick] [--engines a,b] [--sizes 64,512,1400]
            scripts/bench sad   [--json] [--quick] [--engines a] [--sizes 64,1400] [--sas 1,1000,100000]
            scripts/bench jmh   [arguments of JMH]

            floor  ns per packet of the crypto engine alone and of the whole pipeline, outbound and inbound
            sad    the same pipeline with many SAs in turn
            --json     one JSON object a line, in the format of perf-reports
            --quick    fewer rounds: to see that it works, not to quote
            --engines  ipsec-mb, jdk-intrinsic, jca; all that work here when left out (sad: the fastest)
            --rounds N, --window N, --warm-up MS  rounds, bursts in a window, time before measuring
            """;

    Options {
        engines = List.copyOf(engines);
        sizes = List.copyOf(sizes);
        saCounts = List.copyOf(saCounts);
    }

    static Options floor(List<String> arguments) {
        return parse(arguments, List.of(64, 512, 1400));
    }

    static Options sad(List<String> arguments) {
        return parse(arguments, List.of(64, 1400));
    }

    private static Options parse(List<String> arguments, List<Integer> defaultSizes) {
        boolean json = false;
        boolean inProcess = false;
        int rounds = arguments.contains("--quick") ? ROUNDS_QUICK : ROUNDS;
        int window = WINDOW_BURSTS;
        int warmUpMs = arguments.contains("--quick") ? WARM_UP_QUICK_MS : WARM_UP_MS;
        List<String> engines = List.of();
        List<Integer> sizes = defaultSizes;
        List<Integer> saCounts = List.of(1, 1_000, 100_000);
        String twin = "";
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--json" -> json = true;
                case "--quick" -> {}
                case "--in-process" -> inProcess = true;
                case "--engines" -> engines = List.of(value(arguments, ++i).split(",", -1));
                case "--sizes" -> sizes = numbers(arguments, ++i);
                case "--sas" -> saCounts = numbers(arguments, ++i);
                case "--rounds" -> rounds = numbers(arguments, ++i).getFirst();
                case "--window" -> window = numbers(arguments, ++i).getFirst();
                case "--warm-up" -> warmUpMs = numbers(arguments, ++i).getFirst();
                case "--twin" -> twin = value(arguments, ++i);
                default -> throw new IllegalArgumentException("unknown argument '" + arguments.get(i) + "'");
            }
        }
        for (String engine : engines) {
            if (!AeadProviders.NAMES.contains(engine)) {
                throw new IllegalArgumentException(
                        "there is no engine '" + engine + "'; take some of " + AeadProviders.NAMES);
            }
        }
        for (int size : sizes) {
            if (size < TestPackets.LENGTH_MIN || size > 1400) {
                throw new IllegalArgumentException("size " + size + " is outside " + TestPackets.LENGTH_MIN + "..1400");
            }
        }
        return new Options(json, inProcess, rounds, window, warmUpMs, engines, sizes, saCounts, twin);
    }

    private static String value(List<String> arguments, int index) {
        if (index == arguments.size()) {
            throw new IllegalArgumentException(arguments.get(index - 1) + " needs a value");
        }
        return arguments.get(index);
    }

    private static List<Integer> numbers(List<String> arguments, int index) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : value(arguments, index).split(",", -1)) {
            if (!part.matches("[1-9][0-9]{0,6}")) {
                throw new IllegalArgumentException(
                        arguments.get(index - 1) + " takes numbers from 1, such as 64,1400; not '" + part + "'");
            }
            numbers.add(Integer.valueOf(part));
        }
        return numbers;
    }

    /** The engines to measure: those asked for, or all that work here, fastest first. */
    List<String> chosenEngines() {
        if (!engines.isEmpty()) {
            return engines;
        }
        List<String> working = new ArrayList<>();
        for (String name : AeadProviders.NAMES) {
            try {
                AeadProviders.select(name);
                working.add(name);
            } catch (NativeIoException e) {
                System.err.println("bench: without " + name + ": " + e.getMessage());
            }
        }
        return working;
    }

    int largestSize() {
        return sizes.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
}
