package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.crypto.IkeKeys;
import dev.ringswan.ike.crypto.IkeSuite;
import dev.ringswan.ike.crypto.KeySchedule;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.negotiate.Suites;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.sa.Closure;
import dev.ringswan.ike.sa.Collisions;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.KeySeries;
import dev.ringswan.ike.sa.SecureChannel;
import dev.ringswan.ike.sa.Task;
import dev.ringswan.ike.wire.Proposal;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How an IKE SA takes the place of another one (RFC 7296 §2.18): its keys, its children, and which of two stays.
 *
 * <p><i>Threading:</i> one thread.
 */
final class Succession {
    private final ExchangeContext context;
    private final Consumer<IkeSa> runNext;

    /** With what starts the tasks of an IKE SA. */
    Succession(ExchangeContext context, Consumer<IkeSa> runNext) {
        this.context = context;
        this.runNext = runNext;
    }

    /** Derives the keys of a new IKE SA, which begins. */
    void begin(IkeSa old, IkeSa next, Proposal chosen, KeySeries series) {
        next.remoteSpi(ByteBuffer.wrap(chosen.spi().toArray()).getLong());
        TransformSet set = new TransformSet(chosen.transforms());
        IkeSuite suite = Suites.ike(set, context.config().weakAlgorithms());
        long spiI = next.isInitiator() ? next.localSpi() : next.remoteSpi();
        long spiR = next.isInitiator() ? next.remoteSpi() : next.localSpi();
        SecureChannel channel = old.channel();
        try (Secret seed =
                KeySchedule.rekeySeed(channel.suite().prf(), channel.keys().skD(), series.secrets(), series.nonces())) {
            IkeKeys keys = KeySchedule.ikeKeys(suite, seed, series.nonces(), spiI, spiR);
            next.channel(new SecureChannel(
                    suite, keys, next.isInitiator(), context.publicRandom(), channel.datagramLengthMax()));
        }
        next.suite(set);
        old.continueTo(next);
        context.establish(next);
        context.sas().add(next, old);
    }

    /** The peer's successor stays: ours is closed at once. */
    void refuse(IkeSa old, IkeSa next) {
        next.spareFor(old);
        next.tasks().add(new Task.DeleteIke(new Closure(CloseCause.REPLACED, "the peer has rekeyed it, too")));
        runNext.accept(next);
    }

    /** The peer has deleted the IKE SA that we rekey: if it has made another one in its place, that is the one. */
    void forget(IkeSa sa) {
        IkeSa rival = rival(sa);
        if (rival != null) {
            replace(sa, rival);
        }
    }

    /** The peer uses an IKE SA that it has made: so it does not know of ours, or has decided against it. */
    void adopt(IkeSa sa) {
        IkeSa old = Objects.requireNonNull(sa.predecessor());
        IkeSa rival = rival(old);
        if (rival != null && rival.localSpi() == sa.localSpi()) {
            replace(old, sa);
        }
    }

    /** What the peer has made in place of an IKE SA, while that is not decided. */
    static @Nullable IkeSa rival(IkeSa sa) {
        Collisions.IkeRival rival = sa.collisions().ike();
        IkeSa made = rival == null ? null : rival.sa();
        return made != null && !sa.isReplaced() && made.state().isEstablished() ? made : null;
    }

    /** Until then a request is repeated. */
    long spanEndNs() {
        return context.nowNs() + context.config().timers().spanNs();
    }

    /** The children go to the new one; one of both sides deletes the old one. */
    void replace(IkeSa old, IkeSa next) {
        next.spareFor(null);
        old.halfDone().take(_ -> true).forEach(context::abandon);
        context.children().move(old, next);
        handOver(old, next);
        old.replaced();
        // One of both sides deletes it at once. If nothing is heard of that, we do.
        old.deferred().add(new Task.DeleteIke(new Closure(CloseCause.REPLACED, "rekeyed")), spanEndNs());
        runNext.accept(next);
        context.report(
                new IkeEvent.IkeRekeyed(next.connection().name(), next.suite().toString()));
    }

    /** Tasks that are still to be done join those of the successor. */
    private static void handOver(IkeSa old, IkeSa next) {
        for (Task task : old.tasks()) {
            if (!(task instanceof Task.Liveness || task instanceof Task.RekeyIke)) {
                next.tasks().add(task);
            }
        }
        old.tasks().clear();
        old.deferred().remove(task -> task instanceof Task.RekeyIke);
        old.deferred().handOver(next.deferred());
    }
}
