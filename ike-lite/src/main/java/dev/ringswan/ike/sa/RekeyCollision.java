package dev.ringswan.ike.sa;

import dev.ringswan.ike.wire.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What to answer when the peer changes an SA that we are changing, too (RFC 7296 §2.8.1, §2.8.2, §2.25): one table for
 * child SAs and IKE SAs. It is the same on both sides, so that they come to the same end.
 *
 * <pre>
 * the peer │ NOTHING  OTHER_  REKEYING_  FOLLOWING_  REPLACED  CLOSING_  GONE       UNCLEAR  REKEYING_  FOLLOWING_  CLOSING_
 * wants to │          CHILD   IT         IT                    IT                            IKE        IKE         IKE
 * ─────────┼────────────────────────────────────────────────────────────────────────────────────────────────────────────────
 * CREATE_CHILD USUAL  USUAL   –          –           –         –         –          –        TEMPORARY  TEMPORARY   TEMPORARY
 * REKEY_CHILD  USUAL  USUAL   COMPARE    TEMPORARY   TEMPORARY TEMPORARY NOT_FOUND  TEMP.    TEMPORARY  TEMPORARY   TEMPORARY
 * CLOSE_CHILD  USUAL  USUAL   USUAL      USUAL       USUAL     SILENT    SILENT     SILENT   USUAL      USUAL       USUAL
 * REKEY_IKE    USUAL  TEMP.   –          –           –         –         –          –        COMPARE    TEMPORARY   TEMPORARY
 * CLOSE_IKE    USUAL  USUAL   –          –           –         –         –          –        FORGET     FORGET      FORGET
 * </pre>
 *
 * <p>{@code COMPARE} makes two new SAs, of which the one made with the lowest of the four nonces is closed by the side
 * that has asked for it. The side whose SA survives closes the old one. If there are additional key exchanges, there is
 * nothing to be closed yet: the side whose SA would be closed stops (RFC 9370 §2.2.4).
 */
public final class RekeyCollision {
    /** What the peer asks for. */
    public enum Wish {
        CREATE_CHILD,
        REKEY_CHILD,
        CLOSE_CHILD,
        REKEY_IKE,
        CLOSE_IKE
    }

    /** What we do at the same time. */
    public enum Ours {
        /** Nothing that matters. */
        NOTHING,
        /** A request about another child SA waits for its response. */
        OTHER_CHILD,
        /** Our request to rekey the same child SA waits for its response. */
        REKEYING_IT,
        /** Our request to rekey the same child SA is answered, and additional key exchanges are under way. */
        FOLLOWING_IT,
        /** The same child SA has a successor, or we are about to close it. */
        REPLACED,
        /** Our request to close the same child SA waits for its response. */
        CLOSING_IT,
        /** There is no such child SA. */
        GONE,
        /** There is none, but a response that is under way may bring it. */
        UNCLEAR,
        /** Our request to rekey the IKE SA waits for its response. */
        REKEYING_IKE,
        /** Our request to rekey the IKE SA is answered, and additional key exchanges are under way. */
        FOLLOWING_IKE,
        /** The IKE SA has a successor, or our request to close it waits for its response, or for the window. */
        CLOSING_IKE
    }

    /** What to answer. */
    public enum Answer {
        /** As if we did nothing. */
        USUAL,
        /** As usual; once both responses are there, the nonces decide. */
        COMPARE,
        /** That the peer is to try again later. */
        TEMPORARY_FAILURE,
        /** That there is no such child SA. */
        CHILD_SA_NOT_FOUND,
        /** Without naming our half. */
        SILENT,
        /** As usual; our own request is forgotten. */
        FORGET
    }

    private RekeyCollision() {}

    /** The table. */
    public static Answer answer(Wish wish, Ours ours) {
        return switch (wish) {
            case CREATE_CHILD -> isAboutIke(ours) ? Answer.TEMPORARY_FAILURE : Answer.USUAL;
            case REKEY_CHILD ->
                switch (ours) {
                    case NOTHING, OTHER_CHILD -> Answer.USUAL;
                    case REKEYING_IT -> Answer.COMPARE;
                    case FOLLOWING_IT, REPLACED, CLOSING_IT, UNCLEAR, REKEYING_IKE, FOLLOWING_IKE, CLOSING_IKE ->
                        Answer.TEMPORARY_FAILURE;
                    case GONE -> Answer.CHILD_SA_NOT_FOUND;
                };
            case CLOSE_CHILD ->
                switch (ours) {
                    case NOTHING,
                            OTHER_CHILD,
                            REKEYING_IT,
                            FOLLOWING_IT,
                            REPLACED,
                            REKEYING_IKE,
                            FOLLOWING_IKE,
                            CLOSING_IKE -> Answer.USUAL;
                    case CLOSING_IT, GONE, UNCLEAR -> Answer.SILENT;
                };
            case REKEY_IKE ->
                switch (ours) {
                    case REKEYING_IKE -> Answer.COMPARE;
                    case OTHER_CHILD, FOLLOWING_IKE, CLOSING_IKE -> Answer.TEMPORARY_FAILURE;
                    default -> Answer.USUAL;
                };
            case CLOSE_IKE -> isAboutIke(ours) ? Answer.FORGET : Answer.USUAL;
        };
    }

    /** What we do that matters to a child SA, or, with null, to one that there is not. */
    public static Ours towards(IkeSa sa, @Nullable ChildSa child) {
        Ours ours = towards(sa);
        if (isAboutIke(ours)) {
            return ours;
        }
        if (child == null) {
            return sa.running() instanceof Task.CreateChild ? Ours.UNCLEAR : Ours.GONE;
        }
        int spi = child.inboundSpi();
        boolean replaced = child.successor().isPresent()
                || sa.tasks().stream()
                        .anyMatch(task -> task instanceof Task.DeleteChildren delete
                                && delete.spis().contains(spi));
        return switch (sa.running()) {
            case Task.DeleteChildren task when task.spis().contains(spi) -> Ours.CLOSING_IT;
            case Task.CreateChild task when task.rekeyedSpi() == spi && task.isFollowing() -> Ours.FOLLOWING_IT;
            case Task.CreateChild task when task.rekeyedSpi() == spi && !replaced -> Ours.REKEYING_IT;
            case null, default -> replaced ? Ours.REPLACED : ours;
        };
    }

    /** What we do that matters to the IKE SA itself. */
    public static Ours towards(IkeSa sa) {
        if (!sa.state().isEstablished() || isEnding(sa)) {
            return Ours.CLOSING_IKE;
        }
        return switch (sa.running()) {
            case Task.RekeyIke task -> task.isFollowing() ? Ours.FOLLOWING_IKE : Ours.REKEYING_IKE;
            case Task.CreateChild _, Task.DeleteChildren _ -> Ours.OTHER_CHILD;
            case null, default -> Ours.NOTHING;
        };
    }

    /** Whether its deletion waits for the window only: nothing new may come to be in it. */
    public static boolean isEnding(IkeSa sa) {
        return sa.tasks().stream().anyMatch(task -> task instanceof Task.DeleteIke);
    }

    /** Which of two nonces is the lowest (RFC 7296 §2.8.1): byte by byte, and the shorter one if it begins the other. */
    public static Bytes lowest(Bytes first, Bytes second) {
        return compare(first, second) <= 0 ? first : second;
    }

    /** Whether our new SA is the one to be closed, given the lowest nonce of each exchange. */
    public static boolean isOursClosed(Bytes lowestOfOurs, Bytes lowestOfPeers) {
        return compare(lowestOfOurs, lowestOfPeers) < 0;
    }

    private static int compare(Bytes first, Bytes second) {
        return Arrays.compareUnsigned(first.toArray(), second.toArray());
    }

    private static boolean isAboutIke(Ours ours) {
        return ours == Ours.REKEYING_IKE || ours == Ours.FOLLOWING_IKE || ours == Ours.CLOSING_IKE;
    }
}
