package dev.ringswan.gateway;

import dev.ringswan.dataplane.DataplanePorts;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.ike.IkePort;
import dev.ringswan.gateway.sequence.SequenceStore;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.ToIntFunction;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Everything a gateway gets from outside.
 *
 * @param config what to do; its keys are wiped when they are installed
 * @param provider the crypto engine
 * @param ports the public ones in the order of {@code config.publicSide()}: UDP, then plain ESP
 * @param ikePorts for IKE messages beside the public UDP ports, such as port 500
 * @param sequenceStore where sequence numbers are reserved; null when they start again with each process
 * @param ivReuseAccepted whether static keys of combined-mode suites may start again without a store
 * @param pathMtus asks the system for the MTU of the path to an endpoint
 * @param clock monotonic time in nanoseconds
 * @param random for what everybody may see: SPIs, nonces and IVs
 * @param secretRandom for keys
 * @param errorHandler told of defects in an agent
 */
public record GatewayContext(
        GatewayConfig config,
        AeadProvider provider,
        DataplanePorts ports,
        List<IkePort> ikePorts,
        @Nullable SequenceStore sequenceStore,
        boolean ivReuseAccepted,
        ToIntFunction<Endpoint> pathMtus,
        NanoClock clock,
        SecureRandom random,
        SecureRandom secretRandom,
        ErrorHandler errorHandler) {}
