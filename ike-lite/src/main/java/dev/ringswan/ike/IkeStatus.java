package dev.ringswan.ike;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.ConnectionStatus;
import dev.ringswan.ike.api.IkeSaStatus;
import dev.ringswan.ike.exchange.ExchangeContext;
import dev.ringswan.ike.sa.ChildSa;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import java.util.List;
import java.util.Objects;

/** What the operator is shown: values that nothing can be changed through. */
final class IkeStatus {
    private IkeStatus() {}

    /** A connection of the configuration. */
    static ConnectionStatus of(ExchangeContext context, Connection connection) {
        List<IkeSa> sas = context.sas().ofConnection(connection.name());
        return new ConnectionStatus(
                connection.name(),
                sas.stream().map(IkeStatus::of).toList(),
                connection.children().stream()
                        .map(ChildConfig::name)
                        .filter(name -> sas.stream().noneMatch(sa -> has(sa, name)))
                        .toList(),
                context.failures().last(connection.name()));
    }

    private static boolean has(IkeSa sa, String child) {
        return sa.child(candidate ->
                        candidate.isCurrent() && candidate.config().name().equals(child))
                != null;
    }

    private static IkeSaStatus of(IkeSa sa) {
        return new IkeSaStatus(
                state(sa),
                sa.localSpi(),
                sa.remoteSpi(),
                sa.isInitiator(),
                Objects.toString(sa.suiteOrNull(), ""),
                Objects.toString(sa.remoteIdentity(), ""),
                sa.local(),
                sa.remote(),
                sa.isNatDetected(),
                sa.mayPeerMove(),
                sa.establishedNs(),
                sa.rekeyNs(),
                sa.children().values().stream().map(IkeStatus::of).toList());
    }

    private static IkeSaStatus.State state(IkeSa sa) {
        return switch (sa.state()) {
            case IkeSaState.Initiating _ -> IkeSaStatus.State.INITIATING;
            case IkeSaState.Intermediate _, IkeSaState.Authenticating _, IkeSaState.Confirming _ ->
                IkeSaStatus.State.AUTHENTICATING;
            case IkeSaState.Established _ -> sa.isSpare() ? IkeSaStatus.State.SPARE : IkeSaStatus.State.ESTABLISHED;
            case IkeSaState.Rekeyed _ -> IkeSaStatus.State.REKEYED;
            case IkeSaState.Deleting _ -> IkeSaStatus.State.DELETING;
            case IkeSaState.Closed _ -> IkeSaStatus.State.CLOSED;
        };
    }

    private static IkeSaStatus.ChildStatus of(ChildSa child) {
        IkeSaStatus.ChildState state = IkeSaStatus.ChildState.UP;
        if (child.isDeleted()) {
            state = IkeSaStatus.ChildState.DELETED;
        } else if (child.successor().isPresent()) {
            state = IkeSaStatus.ChildState.REKEYED;
        }
        return new IkeSaStatus.ChildStatus(
                child.config().name(),
                state,
                child.inboundSpi(),
                child.outboundSpi(),
                child.suite().toString(),
                child.isActive(),
                child.establishedNs());
    }
}
