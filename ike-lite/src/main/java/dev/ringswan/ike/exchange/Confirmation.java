package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.crypto.CertifiedPeer;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.OcspQuestion;
import dev.ringswan.ike.crypto.OcspTarget;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import dev.ringswan.ike.wire.Message;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Between the proof of a peer and the belief in it: responders are asked whether its certificates were revoked (RFC 6960).
 * Only who has the private key of a certificate has us ask.
 *
 * <pre>
 *  AUTH is good ──▶ Confirming ──▶ AskOcsp …   … OcspAnswered, or nothing in time ──▶ go on, or refuse
 * </pre>
 */
final class Confirmation {
    /** How long all answers may take together; shorter than a peer repeats IKE_AUTH. */
    private static final long PATIENCE_NS = Duration.ofSeconds(10).toNanos();

    private final ExchangeContext context;

    Confirmation(ExchangeContext context) {
        this.context = context;
    }

    /** Asks all that is to be asked about a peer. */
    void begin(IkeSa sa, IkeSaState.Authenticating state, Message received, boolean usesPpk, CertifiedPeer peer) {
        SequencedMap<Integer, OcspQuestion> questions = new LinkedHashMap<>();
        for (OcspTarget target : peer.targets()) {
            OcspQuestion question = target.ask(context.publicRandom());
            context.effect(new IkeEffect.AskOcsp(sa.localSpi(), questions.size(), question.url(), question.request()));
            questions.put(questions.size(), question);
        }
        sa.state(new IkeSaState.Confirming(
                state, received, usesPpk, questions, peer.policy(), context.nowNs() + PATIENCE_NS));
    }

    /**
     * Takes an answer.
     *
     * @return whether no other is awaited
     * @throws CryptoRefusal when the peer is not to be believed
     */
    boolean answered(IkeSa sa, IkeInput.OcspAnswered answer) throws CryptoRefusal {
        IkeSaState.Confirming state = (IkeSaState.Confirming) sa.state();
        OcspQuestion question = state.questions().remove(answer.question());
        if (question != null) {
            OcspQuestion.Verdict verdict = answer.response().isEmpty()
                    ? new OcspQuestion.Verdict(OcspQuestion.Status.UNDECIDED, answer.failure())
                    : question.verdict(answer.response());
            judge(sa, state, question, verdict);
        }
        return state.questions().isEmpty();
    }

    /**
     * No answer comes any more.
     *
     * @throws CryptoRefusal when the peer is not to be believed
     */
    void timedOut(IkeSa sa) throws CryptoRefusal {
        IkeSaState.Confirming state = (IkeSaState.Confirming) sa.state();
        for (OcspQuestion question : state.questions().values()) {
            judge(
                    sa,
                    state,
                    question,
                    new OcspQuestion.Verdict(OcspQuestion.Status.UNDECIDED, "the responder does not answer in time"));
        }
        state.questions().clear();
    }

    private void judge(IkeSa sa, IkeSaState.Confirming state, OcspQuestion question, OcspQuestion.Verdict verdict)
            throws CryptoRefusal {
        switch (verdict.status()) {
            case GOOD -> {}
            case REVOKED -> throw new CryptoRefusal(verdict.reason());
            case UNDECIDED -> {
                String problem = "nobody says whether the certificate of \"" + question.subject()
                        + "\" was revoked; asked was " + question.url() + ": " + verdict.reason();
                if (!state.policy().accepts(true)) {
                    throw new CryptoRefusal(problem);
                }
                context.report(new IkeEvent.Ignored(sa.connection().name() + ": " + problem));
            }
        }
    }
}
