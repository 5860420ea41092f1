package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.sa.HalfOpenGuard;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import java.util.Optional;

/**
 * Whether an initiator may begin an IKE SA (RFC 7296 §2.6).
 *
 * <pre>
 *  half-open IKE SAs   0 ─────── cookie threshold ─────── three quarters ─────── all
 *  strangers               yes          with a cookie                no           no
 *  known peers             yes          with a cookie        with a cookie        no
 * </pre>
 *
 * A peer is known when its address has an IKE SA that is up, or is configured. Who forges such an address gets no cookie.
 */
final class Admission {
    private final ExchangeContext context;
    private final HalfOpenGuard guard;

    Admission(ExchangeContext context) {
        this.context = context;
        this.guard = new HalfOpenGuard(context.secretRandom());
    }

    /** Whether to begin an IKE SA; if a cookie is missing, the request is answered with one. */
    boolean isWelcome(Message request, IkeInput.Datagram datagram, Bytes nonce, int halfOpenCount) {
        IkeConfig config = context.config();
        boolean known = context.isKnown(datagram.remote());
        int halfOpenMax = known ? config.halfOpenMax() : config.halfOpenMax() - config.halfOpenMax() / 4;
        if (context.sas().count() >= config.ikeSasMax() || halfOpenCount >= halfOpenMax) {
            context.report(new IkeEvent.Ignored(datagram.remote() + ": too many "
                    + (halfOpenCount >= halfOpenMax ? "half-open IKE SAs" : "IKE SAs")));
            return false;
        }
        if (halfOpenCount < config.cookieThreshold()) {
            return true;
        }
        long spi = request.header().initiatorSpi();
        Optional<NotifyPayload> cookie = request.notification(NotifyType.COOKIE);
        if (cookie.isPresent() && guard.accepts(cookie.get().data(), spi, datagram.remote(), nonce, context.nowNs())) {
            return true;
        }
        Bytes expected = guard.cookie(spi, datagram.remote(), nonce, context.nowNs());
        NotifyPayload answer = NotifyPayload.of(NotifyType.COOKIE, expected);
        context.answer(datagram.local(), datagram.remote(), request.header(), answer);
        return false;
    }
}
