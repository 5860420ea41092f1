package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.sa.Closure;
import dev.ringswan.ike.sa.HalfDone;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import dev.ringswan.ike.sa.RekeyCollision;
import dev.ringswan.ike.sa.Task;
import dev.ringswan.ike.wire.DeletePayload;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.ProtocolId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The exchanges of an IKE SA that is up: ours one after the other, and the peer's. */
public final class EstablishedExchanges {
    private final ExchangeContext context;
    private final InformationalExchange informational;
    private final FollowUpExchange followUp;
    private final ChildExchange child;
    private final ChildResponder childResponder;
    private final Succession succession;
    private final RekeyIkeExchange rekeyIke;

    public EstablishedExchanges(ExchangeContext context) {
        this.context = context;
        this.informational = new InformationalExchange(context);
        this.followUp = new FollowUpExchange(context);
        this.child = new ChildExchange(context, followUp);
        this.childResponder = new ChildResponder(context, followUp);
        this.succession = new Succession(context, this::runNext);
        this.rekeyIke = new RekeyIkeExchange(context, followUp, succession);
    }

    /** Starts the next task, if no request waits for its response. */
    public void runNext(IkeSa sa) {
        boolean mayAsk = sa.state().isEstablished() || sa.state() instanceof IkeSaState.Rekeyed;
        while (mayAsk
                && !(sa.state() instanceof IkeSaState.Deleting)
                && !sa.window().isWaiting()
                && !sa.tasks().isEmpty()) {
            sa.running(start(sa, sa.tasks().removeFirst()));
        }
    }

    private @Nullable Task start(IkeSa sa, Task task) {
        return switch (task) {
            case Task.Liveness liveness -> {
                informational.liveness(sa);
                yield liveness;
            }
            case Task.DeleteIke delete -> {
                informational.deleteIke(sa);
                yield delete;
            }
            case Task.DeleteChildren delete -> informational.deleteChildren(sa, delete.spis(), delete.cause());
            case Task.DeleteRefused refused -> {
                informational.deleteRefused(sa, refused.spi());
                yield refused;
            }
            case Task.TerminateChild terminate -> informational.terminateChild(sa, terminate.child());
            case Task.CreateChild create -> child.initiate(sa, create);
            case Task.RekeyIke rekey -> rekeyIke.initiate(sa, rekey);
        };
    }

    /**
     * Reads the response to our request.
     *
     * @return why the IKE SA is closed, or empty
     */
    public Optional<Closure> receive(IkeSa sa, Message response) throws InvalidSyntaxException {
        sa.window().answered();
        Task task = sa.running();
        boolean goesOn = false;
        try {
            switch (task) {
                case Task.DeleteIke delete -> {
                    return Optional.of(delete.closure());
                }
                case Task.DeleteChildren delete -> informational.childrenDeleted(sa, delete);
                case Task.CreateChild create -> goesOn = child.receive(sa, create, response);
                case Task.RekeyIke rekey -> goesOn = rekeyIke.receive(sa, rekey, response);
                case Task.Liveness _, Task.TerminateChild _, Task.DeleteRefused _ -> {}
                case null -> {}
            }
            return Optional.empty();
        } finally {
            sa.running(goesOn ? task : null);
        }
    }

    /**
     * Reads a request, and answers it.
     *
     * @return why the IKE SA is closed, or empty
     */
    public Optional<Closure> respond(IkeSa sa, Message request) throws InvalidSyntaxException {
        boolean closes =
                request.all(DeletePayload.class).stream().anyMatch(delete -> delete.protocol() == ProtocolId.IKE);
        if (closes
                && RekeyCollision.answer(RekeyCollision.Wish.CLOSE_IKE, RekeyCollision.towards(sa))
                        == RekeyCollision.Answer.FORGET) {
            succession.forget(sa);
        } else if (!closes && sa.isSpare()) {
            succession.adopt(sa);
        }
        switch (request.header().exchange()) {
            case ExchangeType.INFORMATIONAL -> {
                return informational.respond(sa, request);
            }
            case ExchangeType.CREATE_CHILD_SA -> {
                if (RekeyIkeExchange.isMeant(request)) {
                    rekeyIke.respond(sa, request);
                } else {
                    childResponder.respond(sa, request);
                }
            }
            case ExchangeType.IKE_FOLLOWUP_KE -> follow(sa, request);
            default -> refuse(sa, request, NotifyType.INVALID_SYNTAX);
        }
        return Optional.empty();
    }

    private void follow(IkeSa sa, Message request) throws InvalidSyntaxException {
        List<Payload> answer = new ArrayList<>();
        Optional<HalfDone> found = followUp.take(sa, request, answer);
        if (found.isEmpty()) {
            return;
        }
        HalfDone half = found.get();
        if (!half.keys().isDone()) {
            answer.add(followUp.hold(sa, half));
            context.respond(sa, request.header(), answer);
            return;
        }
        switch (half) {
            case HalfDone.Child made -> childResponder.complete(sa, request.header(), made, answer);
            case HalfDone.Ike made -> rekeyIke.complete(sa, request.header(), made, answer);
        }
    }

    /** Forgets what the peer has begun and does not go on with. */
    public void forgetHalfDone(IkeSa sa) {
        for (HalfDone half : sa.halfDone().takeExpired(context.nowNs())) {
            context.abandon(half);
            context.report(new IkeEvent.Ignored(
                    sa.connection().name() + ": the peer has not gone on with its additional key exchanges"));
        }
    }

    private void refuse(IkeSa sa, Message request, int notifyType) {
        context.respond(sa, request.header(), List.of(NotifyPayload.of(notifyType)));
    }
}
