package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.Uniqueness;
import dev.ringswan.ike.sa.Closure;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.Task;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NotifyType;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Several IKE SAs of a connection with the same peer: which of them stay when one comes up, as {@link Uniqueness} says.
 *
 * <p>When both sides begin at the same time there are two for a moment. With {@link Uniqueness#REPLACE} each side would delete
 * the older one, which need not be the same for both; so the one stays whose initiator has the lower SPI, which both know.
 */
public final class Duplicates {
    private final ExchangeContext context;
    private final Closing closing;
    private final Consumer<IkeSa> runNext;

    /** With what starts the tasks of an IKE SA. */
    public Duplicates(ExchangeContext context, Closing closing, Consumer<IkeSa> runNext) {
        this.context = context;
        this.closing = closing;
        this.runNext = runNext;
    }

    /** Whether we have no other IKE SA between these identities, and may say so. */
    static boolean isInitialContact(ExchangeContext context, Connection connection) {
        return connection.unique() != Uniqueness.NEVER
                && context.connections().betweenSameIdentities(connection).stream()
                        .flatMap(other -> context.sas().ofConnection(other.name()).stream())
                        .noneMatch(sa -> sa.counts()
                                && connection
                                        .remoteAuth()
                                        .identity()
                                        .matches(Objects.requireNonNull(sa.remoteIdentity())));
    }

    /** Whether a peer that has proven who it is in IKE_AUTH is refused because it has another IKE SA. */
    static boolean isRefused(ExchangeContext context, IkeSa sa, Message request) {
        boolean initialContact = request.hasNotification(NotifyType.INITIAL_CONTACT);
        return sa.connection().unique() == Uniqueness.KEEP
                && others(context, sa).stream().anyMatch(other -> !(initialContact && other.isOlderThan(sa)));
    }

    /**
     * One is up.
     *
     * @param initialContact whether the peer says that it has no other
     */
    public void established(IkeSa sa, boolean initialContact) {
        Uniqueness unique = sa.connection().unique();
        for (IkeSa other : unique == Uniqueness.NEVER ? List.<IkeSa>of() : others(context, sa)) {
            if (initialContact && other.isOlderThan(sa)) {
                closing.close(other, new Closure(CloseCause.REPLACED, "the peer has started anew"));
            } else if (unique == Uniqueness.REPLACE) {
                delete(loser(sa, other), "there is another IKE SA with this peer, and one replaces the other");
            } else if (unique == Uniqueness.KEEP) {
                delete(sa, "there is another IKE SA with this peer, which is kept");
            }
        }
    }

    private IkeSa loser(IkeSa sa, IkeSa other) {
        boolean crossed = sa.isInitiator() != other.isInitiator()
                && sa.establishedNs() - other.establishedNs()
                        < context.config().timers().spanNs();
        return crossed && Long.compareUnsigned(initiatorSpi(sa), initiatorSpi(other)) > 0 ? sa : other;
    }

    private static long initiatorSpi(IkeSa sa) {
        return sa.isInitiator() ? sa.localSpi() : sa.remoteSpi();
    }

    private void delete(IkeSa sa, String reason) {
        sa.tasks().clear();
        sa.tasks().add(new Task.DeleteIke(new Closure(CloseCause.REPLACED, reason)));
        runNext.accept(sa);
    }

    private static List<IkeSa> others(ExchangeContext context, IkeSa sa) {
        return context.sas().ofConnection(sa.connection().name()).stream()
                .filter(other ->
                        other != sa && other.counts() && Objects.equals(other.remoteIdentity(), sa.remoteIdentity()))
                .toList();
    }
}
