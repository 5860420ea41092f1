package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.sa.Closure;
import dev.ringswan.ike.sa.Collisions;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import dev.ringswan.ike.sa.Task;

/** The end of an IKE SA, whatever its state: what it had begun is given back, and its children go. */
public final class Closing {
    private final ExchangeContext context;

    public Closing(ExchangeContext context) {
        this.context = context;
    }

    /** Ends it with its children. One that has ended already stays as it is: it answers repeated requests only. */
    public void close(IkeSa sa, Closure closure) {
        if (sa.state() instanceof IkeSaState.Closed) {
            return;
        }
        boolean counts = !sa.isSpare() && !sa.isReplaced();
        Collisions.IkeRival rival = sa.collisions().ike();
        if (rival != null && rival.sa() != null && rival.sa().isSpare()) {
            retire(rival.sa()); // The peer's attempt to replace it ends with it.
        }
        context.children().removeAll(sa);
        if (counts) {
            context.report(new IkeEvent.Closed(sa.connection().name(), closure.cause(), closure.reason()));
        }
        retire(sa);
    }

    /**
     * Forgets all but the last response: if it got lost, the peer asks once more. Who has not proven who it is counts as
     * half-open until then, or strangers could fill the memory by failing at once.
     */
    public void retire(IkeSa sa) {
        abandon(sa);
        sa.close();
        sa.window().restarted();
        sa.state(new IkeSaState.Closed());
        sa.expiryNs(context.nowNs() + context.config().timers().halfOpenNs());
    }

    /** Its time is over: a closed one is forgotten, a half-open one has not shown who it is. */
    public void expire(IkeSa sa) {
        if (!(sa.state() instanceof IkeSaState.Closed)) {
            context.report(new IkeEvent.Refused(sa.connection().name(), "the peer has not shown who it is in time"));
            abandon(sa);
            sa.close();
        }
        context.sas().remove(sa);
    }

    /** Gives back what has begun and will not be finished: by us, without an answer, or by the peer. */
    private void abandon(IkeSa sa) {
        sa.halfDone().take(_ -> true).forEach(context::abandon);
        switch (sa.state()) {
            case IkeSaState.Initiating initiating -> initiating.keyExchange().close();
            case IkeSaState.Intermediate intermediate -> {
                if (intermediate.keyExchange() != null) {
                    intermediate.keyExchange().close();
                }
                if (intermediate.childSpi() != 0) {
                    context.releaseSpi(intermediate.childSpi());
                }
            }
            case IkeSaState.Authenticating authenticating
            when authenticating.childSpi() != 0 -> context.releaseSpi(authenticating.childSpi());
            case IkeSaState.Confirming confirming
            when confirming.before().childSpi() != 0 ->
                context.releaseSpi(confirming.before().childSpi());
            default -> {}
        }
        switch (sa.running()) {
            case Task.CreateChild task
            when task.attempt() != null -> {
                context.releaseSpi(task.attempt().newSpi());
                task.attempt().keys().close();
            }
            case Task.RekeyIke task
            when task.attempt() != null -> task.attempt().keys().close();
            case null, default -> {}
        }
    }
}
