package dev.ringswan.bench.ike;

import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.ike.IkeEndpoint;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.SpiAllocator;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Answers: how many handshakes (IKE_SA_INIT and IKE_AUTH, with the first child) does one core do per second, at the initiator
 * and at the responder? PSK and certificates take turns, so that their ratio holds.
 *
 * <p><em>Threading:</em> one thread.
 */
final class Handshakes {
    private static final int WARM_UP = 300;
    private static final int TURN = 25;

    /**
     * What was measured.
     *
     * @param count handshakes of each kind
     * @param rates handshakes per second, by kind and side
     */
    record Result(int count, Map<String, Double> rates) {
        String toText() {
            StringBuilder text = new StringBuilder("handshakes per second of one core, " + count
                    + " of each kind in turns of " + TURN + ": IKE_SA_INIT, IKE_AUTH, first child\n");
            rates.forEach((name, rate) -> text.append("%-28s %8.0f%n".formatted(name, rate)));
            return text.toString();
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("benchmark", "handshakes");
            map.put("count", count);
            map.put("per_second", rates);
            return map;
        }
    }

    /** Two endpoints that authenticate in one way. */
    private static final class Pair {
        private final IkeEndpoint initiator;
        private final IkeEndpoint responder;
        private int nextSpi = 256;
        private long nowNs = 1;
        private long initiatorNs;
        private long responderNs;
        private int established;

        Pair(IkeConfig initiatorConfig, IkeConfig responderConfig) {
            SecureRandom random = new SecureRandom();
            SpiAllocator spis = new SpiAllocator() {
                @Override
                public int allocate() {
                    return nextSpi++;
                }

                @Override
                public void release(int spi) {}
            };
            initiator = new IkeEndpoint(initiatorConfig, random, random, spis);
            responder = new IkeEndpoint(responderConfig, random, random, spis);
        }

        /** One handshake, which is timed, and the deletion of what it made, which is not. */
        void shake() {
            int before = established;
            exchange(new IkeInput.Initiate("bench"), true);
            if (established != before + 2) {
                throw new IllegalStateException("a handshake came to nothing");
            }
            exchange(new IkeInput.Terminate("bench"), false);
            nowNs += 120_000_000_000L; // what lingers for a repeated request goes
            initiator.handle(new IkeInput.TimerElapsed(), nowNs);
            responder.handle(new IkeInput.TimerElapsed(), nowNs);
        }

        private void exchange(IkeInput first, boolean timed) {
            Queue<IkeInput> toInitiator = new ArrayDeque<>(List.of(first));
            Queue<IkeInput> toResponder = new ArrayDeque<>();
            while (!toInitiator.isEmpty() || !toResponder.isEmpty()) {
                long startNs = System.nanoTime();
                List<IkeEffect> fromInitiator = drain(initiator, toInitiator);
                long middleNs = System.nanoTime();
                route(fromInitiator, toResponder);
                long againNs = System.nanoTime();
                List<IkeEffect> fromResponder = drain(responder, toResponder);
                long endNs = System.nanoTime();
                route(fromResponder, toInitiator);
                if (timed) {
                    initiatorNs += middleNs - startNs;
                    responderNs += endNs - againNs;
                }
            }
        }

        private List<IkeEffect> drain(IkeEndpoint endpoint, Queue<IkeInput> inputs) {
            List<IkeEffect> effects = new ArrayList<>();
            for (IkeInput input = inputs.poll(); input != null; input = inputs.poll()) {
                effects.addAll(endpoint.handle(input, nowNs));
            }
            return effects;
        }

        private void route(List<IkeEffect> effects, Queue<IkeInput> inputs) {
            for (IkeEffect effect : effects) {
                switch (effect) {
                    case IkeEffect.SendDatagram send ->
                        inputs.add(new IkeInput.Datagram(
                                /* local= */ send.remote(), /* remote= */ send.local(), send.content()));
                    case IkeEffect.InstallInbound install -> {
                        install.sa().encryptionKey().close();
                        install.sa().integrityKey().close();
                    }
                    case IkeEffect.ActivateOutbound activate -> {
                        activate.sa().encryptionKey().close();
                        activate.sa().integrityKey().close();
                    }
                    case IkeEffect.Report(IkeEvent.ChildEstablished _) -> established++;
                    default -> {} // there is no data plane
                }
            }
        }

        private void reset() {
            initiatorNs = 0;
            responderNs = 0;
        }
    }

    private Handshakes() {}

    /** Measures {@code count} handshakes of each kind. */
    static Result run(int count) throws Exception {
        Map<String, Pair> pairs = new LinkedHashMap<>();
        try (Parties sharedKey = Parties.withSharedKey();
                Parties certified = Parties.withCertificates()) {
            pairs.put("psk, x25519", new Pair(config(sharedKey, 1, 2), config(sharedKey, 2, 1)));
            pairs.put("ecdsa-p256, x25519", new Pair(config(certified, 1, 2), config(certified, 2, 1)));
            for (int i = 0; i < WARM_UP; i++) {
                pairs.values().forEach(Pair::shake);
            }
            pairs.values().forEach(Pair::reset);
            for (int done = 0; done < count; done += TURN) {
                for (Pair pair : pairs.values()) {
                    for (int i = 0; i < Math.min(TURN, count - done); i++) {
                        pair.shake();
                    }
                }
            }
        }
        Map<String, Double> rates = new LinkedHashMap<>();
        pairs.forEach((name, pair) -> {
            rates.put(name + ", initiator", count * 1e9 / pair.initiatorNs);
            rates.put(name + ", responder", count * 1e9 / pair.responderNs);
        });
        return new Result(count, rates);
    }

    private static IkeConfig config(Parties parties, int own, int peer) throws ConfigException {
        String text = """
                connections {
                    bench {
                        local_addrs = 192.0.2.%1$d
                        remote_addrs = 192.0.2.%2$d
                        proposals = aes256gcm16-prfsha256-x25519
                        %3$s
                        children {
                            bench {
                                local_ts = 10.%1$d.0.0/24
                                remote_ts = 10.%2$d.0.0/24
                                esp_proposals = aes256gcm16-esn
                            }
                        }
                    }
                }
                %4$s
                """.formatted(own, peer, parties.sections(own, peer), parties.secrets(own));
        return ConfigLoader.parse(text, "bench.conf", parties.directory()).ike().config();
    }
}
