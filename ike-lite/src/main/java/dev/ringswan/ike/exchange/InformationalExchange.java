package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.sa.ChildSa;
import dev.ringswan.ike.sa.Closure;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import dev.ringswan.ike.sa.RekeyCollision;
import dev.ringswan.ike.sa.Task;
import dev.ringswan.ike.wire.DeletePayload;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.ProtocolId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * INFORMATIONAL: whether the peer lives, and which SAs are no more (RFC 7296 §1.4, §2.4).
 *
 * <pre>
 * HDR, SK {}          ──▶    ◀── HDR, SK {}             liveness
 * HDR, SK { D(a0) }   ──▶    ◀── HDR, SK { D(b0) }      a child SA: each side names its own inbound SPI
 * HDR, SK { D(IKE) }  ──▶    ◀── HDR, SK {}             the IKE SA, and all its children
 * </pre>
 */
public final class InformationalExchange {
    private final ExchangeContext context;

    public InformationalExchange(ExchangeContext context) {
        this.context = context;
    }

    /** Asks whether the peer lives. */
    public void liveness(IkeSa sa) {
        context.request(sa, ExchangeType.INFORMATIONAL, List.of());
    }

    /** Deletes the IKE SA. */
    public void deleteIke(IkeSa sa) {
        sa.state(new IkeSaState.Deleting());
        context.request(sa, ExchangeType.INFORMATIONAL, List.of(DeletePayload.ofIke()));
    }

    /**
     * Deletes child SAs that the peer has not deleted meanwhile.
     *
     * @return what was sent, or null if there are none
     */
    public @Nullable Task deleteChildren(IkeSa sa, List<Integer> spis, CloseCause cause) {
        List<Integer> present = spis.stream().filter(spi -> isPresent(sa, spi)).toList();
        if (present.isEmpty()) {
            return null;
        }
        context.request(sa, ExchangeType.INFORMATIONAL, List.of(new DeletePayload(ProtocolId.ESP, present)));
        return new Task.DeleteChildren(present, cause);
    }

    /** Deletes the peer's half of a child SA of which we have none: what the peer answered was not what we want. */
    public void deleteRefused(IkeSa sa, int spi) {
        context.request(sa, ExchangeType.INFORMATIONAL, List.of(DeletePayload.ofEsp(spi)));
    }

    /** Deletes all child SAs of a child. */
    public @Nullable Task terminateChild(IkeSa sa, String name) {
        return deleteChildren(
                sa,
                sa.children().values().stream()
                        .filter(child -> child.config().name().equals(name))
                        .map(ChildSa::inboundSpi)
                        .toList(),
                CloseCause.OPERATOR);
    }

    /** The peer has answered that its halves are gone, too. */
    public void childrenDeleted(IkeSa sa, Task.DeleteChildren task) {
        for (int spi : task.spis()) {
            ChildSa child = sa.children().get(spi);
            if (child != null && !child.isDeleted()) {
                context.children().delete(sa, child, task.cause());
            }
        }
    }

    /**
     * Reads a request, and answers it.
     *
     * @return why the IKE SA is closed, or empty
     */
    public Optional<Closure> respond(IkeSa sa, Message request) {
        List<Integer> deleted = new ArrayList<>();
        boolean closes = false;
        for (DeletePayload delete : request.all(DeletePayload.class)) {
            if (delete.protocol() == ProtocolId.IKE) {
                closes = true;
            } else if (delete.protocol() == ProtocolId.ESP) {
                delete.spis().forEach(spi -> deletedByPeer(sa, spi, deleted));
            }
        }
        List<Payload> answer =
                deleted.isEmpty() || closes ? List.of() : List.of(new DeletePayload(ProtocolId.ESP, deleted));
        context.respond(sa, request.header(), answer);
        Optional<NotifyPayload> failed = request.notification(NotifyType.AUTHENTICATION_FAILED);
        if (failed.isPresent()) {
            return Optional.of(new Closure(
                    CloseCause.AUTHENTICATION, "the peer does not believe who we are: AUTHENTICATION_FAILED"));
        }
        return closes ? Optional.of(new Closure(CloseCause.PEER_DELETED, "the peer has deleted it")) : Optional.empty();
    }

    /** Names our half, unless we have named it in a request of our own that has crossed this one (RFC 7296 §1.4.1). */
    private void deletedByPeer(IkeSa sa, int outboundSpi, List<Integer> deleted) {
        ChildSa child = sa.child(candidate -> candidate.outboundSpi() == outboundSpi && !candidate.isDeleted());
        RekeyCollision.Ours ours = RekeyCollision.towards(sa, child);
        if (child == null) {
            if (ours == RekeyCollision.Ours.UNCLEAR) {
                sa.collisions().closedEarly(outboundSpi);
            }
            return;
        }
        if (RekeyCollision.answer(RekeyCollision.Wish.CLOSE_CHILD, ours) == RekeyCollision.Answer.USUAL) {
            deleted.add(child.inboundSpi());
        }
        context.children().delete(sa, child, CloseCause.PEER_DELETED);
    }

    private static boolean isPresent(IkeSa sa, int spi) {
        ChildSa child = sa.children().get(spi);
        return child != null && !child.isDeleted();
    }
}
