package dev.ringswan.gateway.ike;

import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.gateway.path.SaPaths;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.SaDescription;
import java.util.Objects;

/**
 * Carries out what IKE decides about datagrams, SAs and questions: the only translation from IKE to the data plane.
 *
 * <p><em>Threading:</em> the conductor's.
 */
final class EffectExecutor {
    private final IkeDatagrams datagrams;
    private final NegotiatedChildren children;
    private final LifetimeTimers lifetimes;
    private final SaPaths paths;
    private final OcspClient responders;

    EffectExecutor(
            IkeDatagrams datagrams,
            NegotiatedChildren children,
            LifetimeTimers lifetimes,
            SaPaths paths,
            OcspClient responders) {
        this.datagrams = datagrams;
        this.children = children;
        this.lifetimes = lifetimes;
        this.paths = paths;
        this.responders = responders;
    }

    /**
     * Carries out one effect; a report is for others.
     *
     * @throws IllegalArgumentException when the data plane has no port or suite for an SA
     * @throws IllegalStateException when a limit of the data plane is reached
     */
    void execute(IkeEffect effect, long nowNs) {
        switch (effect) {
            case IkeEffect.SendDatagram send -> datagrams.send(send);
            case IkeEffect.InstallInbound install -> install(install.sa(), nowNs);
            case IkeEffect.ActivateOutbound activate -> activate(activate.sa(), nowNs);
            case IkeEffect.MoveOutbound move -> children.moveOutbound(move.inboundSpi(), move.remote());
            case IkeEffect.RemoveInbound remove -> children.removeInbound(remove.spi());
            case IkeEffect.RemoveOutbound remove ->
                children.removeOutbound(remove.inboundSpi()).ifPresent(paths::remove);
            case IkeEffect.AskOcsp question -> responders.ask(question);
            case IkeEffect.Report _ -> {}
        }
    }

    private void install(SaDescription sa, long nowNs) {
        try {
            SaPair pair = children.installInbound(sa, nowNs);
            lifetimes.add(sa.spi(), pair.lifetime(), nowNs);
        } finally {
            EspTranslation.wipe(sa);
        }
    }

    private void activate(SaDescription sa, long nowNs) {
        try {
            children.activateOutbound(sa).ifPresent(paths::remove);
            OutboundSa outbound =
                    Objects.requireNonNull(children.pair(sa.pairSpi()).outbound());
            paths.add(
                    sa.connection() + "/" + sa.child(),
                    outbound,
                    outbound.parameters().pathMtu(),
                    nowNs);
        } finally {
            EspTranslation.wipe(sa);
        }
    }
}
