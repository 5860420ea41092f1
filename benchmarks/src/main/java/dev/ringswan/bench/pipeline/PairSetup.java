package dev.ringswan.bench.pipeline;

import dev.ringswan.dataplane.RunMode;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.util.Locale;

/**
 * What a {@link GatewayPair} is made of.
 *
 * @param workers of each direction; only RING uses more than one
 * @param suite of every SA; WireGuard has ChaCha20-Poly1305 only
 * @param saCount SAs from the first gateway to the second
 * @param queuedBursts how many bursts wait in each memory port before it takes no more
 */
public record PairSetup(
        Codec codec, RunMode mode, int workers, EspSuite suite, AeadProvider provider, int saCount, int queuedBursts) {
    /** Checks that the protocol has the suite. */
    public PairSetup {
        if (codec == Codec.WIREGUARD && suite != EspSuite.CHACHA20_POLY1305) {
            throw new IllegalArgumentException(
                    "WireGuard has no " + suite.keyword() + "; take " + EspSuite.CHACHA20_POLY1305.keyword());
        }
    }

    /** One SA, all in the caller's thread, one burst in each port. */
    public static PairSetup inline(Codec codec, EspSuite suite, AeadProvider provider) {
        return new PairSetup(codec, RunMode.INLINE, 1, suite, provider, 1, 1);
    }

    /** The same with another mode. */
    public PairSetup withMode(RunMode newMode, int newWorkers, int newQueuedBursts) {
        return new PairSetup(codec, newMode, newWorkers, suite, provider, saCount, newQueuedBursts);
    }

    /** The same with that many SAs. */
    public PairSetup withSas(int newSaCount) {
        return new PairSetup(codec, mode, workers, suite, provider, newSaCount, queuedBursts);
    }

    /** The name of the mode in result files. */
    public String modeLabel() {
        return mode.name().toLowerCase(Locale.ROOT);
    }
}
