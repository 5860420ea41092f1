package dev.ringswan.bench.ike;

import com.fasterxml.jackson.jr.ob.JSON;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The commands about IKE: what they take, and how they print. */
public final class IkeBench {
    /** What the commands take. */
    public static final String USAGE = """
            scripts/bench handshakes [--json] [--count 2000]
            scripts/bench peers      [--json] [--count 10000]
            scripts/bench rekeys     [--json] [--seconds 60] [--size 1400]

            handshakes  IKE_SA_INIT and IKE_AUTH per second and side, with PSK and with ECDSA certificates
            peers       that many IKE SAs with a child between two gateways: memory, liveness, rekeys
            rekeys      latency at half of what the pipeline carries, with a rekey each second and without
            """;

    private IkeBench() {}

    /** Whether a command is one of these. */
    public static boolean has(String command) {
        return List.of("handshakes", "peers", "rekeys").contains(command);
    }

    /**
     * Measures, and prints.
     *
     * @throws IllegalArgumentException for an argument that is not known
     */
    public static void run(String command, List<String> arguments) throws Exception {
        boolean json = false;
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--json")) {
                json = true;
            } else if (List.of("--count", "--seconds", "--size").contains(argument)
                    && i + 1 < arguments.size()
                    && arguments.get(i + 1).matches("[1-9][0-9]{0,6}")) {
                numbers.put(argument, Integer.valueOf(arguments.get(++i)));
            } else {
                throw new IllegalArgumentException("unknown argument '" + argument + "', or it needs a number");
            }
        }
        switch (command) {
            case "handshakes" -> {
                Handshakes.Result result = Handshakes.run(numbers.getOrDefault("--count", 2_000));
                print(json, result::toText, result.toMap());
            }
            case "peers" -> {
                ManyPeers.Result result = ManyPeers.run(numbers.getOrDefault("--count", 10_000));
                print(json, result::toText, result.toMap());
            }
            default -> {
                Rekeys.Result result =
                        Rekeys.run(numbers.getOrDefault("--seconds", 60), numbers.getOrDefault("--size", 1_400));
                print(json, result::toText, result.toMap());
                if (result.lost() != 0) {
                    throw new IllegalStateException(result.lost() + " packets were lost");
                }
            }
        }
    }

    private static void print(boolean json, Supplier<String> text, Map<String, Object> map) throws Exception {
        System.out.print(json ? JSON.std.asString(map) + "\n" : text.get());
        System.out.flush();
    }
}
