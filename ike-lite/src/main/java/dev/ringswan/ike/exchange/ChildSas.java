package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.SaDescription;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.sa.ChildSa;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.TrafficSelector;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The one place where child SAs come into the data plane, are used, and go out of it.
 *
 * <pre>
 *  install ──▶ receives, outbound registered ──▶ activate ──▶ sends ──▶ delete ──▶ receives for the overlap ──▶ removeInbound
 * </pre>
 *
 * <p><i>Threading:</i> one thread.
 */
public final class ChildSas {
    private final ExchangeContext context;

    ChildSas(ExchangeContext context) {
        this.context = context;
    }

    /**
     * Of the peers of one connection the first that has agreed on addresses keeps them: traffic must not go to another one
     * because that asks for the same. The same peer may have them twice, and the newer way is used.
     *
     * @param local what may come from our side
     * @param remote what may come from the peer's side
     * @throws ChildRefusal when another peer has some of these
     */
    void requireFree(IkeSa sa, List<TrafficSelector> local, List<TrafficSelector> remote) throws ChildRefusal {
        Connection connection = sa.connection();
        if (connection.remoteAuth().identity().single().isPresent()) {
            return;
        }
        Identity peer = Objects.requireNonNull(sa.remoteIdentity());
        Optional<IkeSa> holder = context.sas()
                .findOfConnection(
                        connection.name(),
                        other -> other.children().values().stream().anyMatch(child -> child.holds(local, remote))
                                && !peer.isSameAs(Objects.requireNonNull(other.remoteIdentity())));
        if (holder.isPresent()) {
            throw new ChildRefusal(
                    NotifyType.TS_UNACCEPTABLE,
                    "the peer " + holder.get().remoteIdentity() + " has some of the traffic selectors that " + peer
                            + " asks for: " + remote + " === " + local);
        }
    }

    /** Receives on a new one from now on. */
    void install(IkeSa sa, ChildSa child, SaDescription inbound) {
        sa.children().put(child.inboundSpi(), child);
        context.sas().own(child.inboundSpi(), sa);
        context.effect(new IkeEffect.InstallInbound(inbound));
    }

    /** Sends on it from now on, if that is not so already. */
    public void activate(ChildSa child) {
        child.activate().ifPresent(outbound -> context.effect(new IkeEffect.ActivateOutbound(outbound)));
    }

    /**
     * Both sides have agreed that it is no more: sends on its successor, if there is one, and receives a little longer
     * then, since packets may be under way.
     */
    void delete(IkeSa sa, ChildSa child, CloseCause cause) {
        child.successor().ifPresent(this::activate);
        removeOutbound(sa, child);
        if (child.successor().isPresent()) {
            child.deleted(context.nowNs() + context.config().timers().overlapNs());
        } else {
            removeInbound(sa, child);
        }
        sa.children().values().forEach(other -> other.keepsWithout(child));
        reportLoss(sa, child, cause);
    }

    private void reportLoss(IkeSa sa, ChildSa lost, CloseCause cause) {
        String name = lost.config().name();
        boolean left =
                sa.child(other -> !other.isDeleted() && other.config().name().equals(name)) != null;
        if (!left && cause != CloseCause.REPLACED) {
            String reason = switch (cause) {
                case OPERATOR -> "terminated";
                case PEER_DELETED -> "the peer has deleted it";
                case LIFETIME -> "its lifetime has ended";
                default -> "it is closed: " + cause;
            };
            context.report(new IkeEvent.ChildClosed(sa.connection().name(), name, cause, reason));
        }
    }

    /** Receives on it no more. */
    public void removeInbound(IkeSa sa, ChildSa child) {
        sa.children().remove(child.inboundSpi());
        context.sas().disown(child.inboundSpi());
        context.effect(new IkeEffect.RemoveInbound(child.inboundSpi()));
    }

    /**
     * An authentic message or packet came from there: if there is a NAT before the peer, IKE and ESP follow it. Who is not
     * behind one does not move, and nobody can make it seem so.
     */
    public void follow(IkeSa sa, TransportAddress local, TransportAddress remote) {
        if (!sa.mayPeerMove() || (sa.remote().equals(remote) && sa.local().equals(local))) {
            return;
        }
        boolean moved = !sa.remote().equals(remote);
        sa.addresses(local, remote);
        if (!moved) {
            return;
        }
        for (ChildSa child : sa.children().values()) {
            child.move(local, remote);
            if (child.isActive() && !child.isDeleted()) {
                context.effect(new IkeEffect.MoveOutbound(child.inboundSpi(), remote));
            }
        }
        context.report(new IkeEvent.PeerMoved(sa.connection().name(), remote));
    }

    /** All belong to another IKE SA from now on; the data plane does not notice. */
    void move(IkeSa from, IkeSa to) {
        for (ChildSa child : from.children().values()) {
            to.children().put(child.inboundSpi(), child);
            context.sas().own(child.inboundSpi(), to);
        }
        from.children().clear();
    }

    /** Removes all of an IKE SA that is no more. */
    public void removeAll(IkeSa sa) {
        for (ChildSa child : List.copyOf(sa.children().values())) {
            if (!child.isDeleted()) {
                removeOutbound(sa, child);
            }
            removeInbound(sa, child);
        }
    }

    private void removeOutbound(IkeSa sa, ChildSa child) {
        context.effect(new IkeEffect.RemoveOutbound(
                sa.connection().name(), child.config().name(), child.outboundSpi(), child.inboundSpi()));
        child.close();
    }
}
