package dev.ringswan.gateway.simulation;

import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.dataplane.sa.SaLifetime;
import dev.ringswan.dataplane.sa.SaMode;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.gateway.config.StaticChild;
import dev.ringswan.gateway.config.StaticSa;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.nativeio.Endpoint;

/** A child whose keys both gateways have from the start, without IKE. */
final class StaticKeys {
    private static final int FIRST_SPI = 0xC0DE_0000;

    private final FaultPlan plan;

    StaticKeys(FaultPlan plan) {
        this.plan = plan;
    }

    StaticChild child(Side side) {
        Wiring wiring = plan.wiring();
        FaultPlan.Security security = plan.security();
        int port = wiring.udp() ? Wiring.NAT_PORT : 0;
        return new StaticChild(
                Configurations.CHILD,
                SaMode.TUNNEL,
                new StaticChild.OuterPath(
                        wiring.own(side, port),
                        Endpoint.of(wiring.seen(side.other()), port),
                        SaParameters.PATH_MTU_DEFAULT),
                new StaticChild.Security(
                        security.suite(), security.esn(), security.replayWindow(), sa(side), sa(side.other())),
                Configurations.selectors(side),
                SaLifetime.NONE,
                OuterHeaderRules.COPY);
    }

    /** What a side receives by. */
    private StaticSa sa(Side receiver) {
        byte[] key = new byte[plan.security().suite().keyMaterialLength()];
        new SeededRandom(plan.seed()).split("key " + receiver).nextBytes(key);
        return new StaticSa(FIRST_SPI + receiver.number(), Secret.owning(key));
    }
}
