package dev.ringswan.gateway.ike;

import java.util.regex.Pattern;

/** What kind of thing went wrong: the sentences of {@link Failure} in a few groups, to be counted. */
public enum FailureKind {
    /** Nothing came back, or not in time. */
    NO_ANSWER("not answer", "in time"),
    /** One side does not believe who the other is. */
    AUTHENTICATION("AUTHENTICATION_FAILED", "authentication", "who it is", "who we are", "certificate", "identity"),
    /** The networks do not go together. */
    SELECTORS("TS_UNACCEPTABLE", "selector"),
    /** Nothing that both can do. */
    PROPOSAL("NO_PROPOSAL_CHOSEN", "proposal", "key exchange", "INVALID_KE_PAYLOAD", "offered"),
    /** The peer wanted no more. */
    PEER_CLOSED("has deleted", "has closed", "has forgotten", "started anew", "has refused"),
    /** Something else; the log says it. */
    OTHER;

    @SuppressWarnings("ImmutableEnumChecker") // a Pattern is immutable
    private final Pattern words;

    FailureKind(String... words) {
        this.words = Pattern.compile(words.length == 0 ? "" : String.join("|", words));
    }

    /** The kind of a reason: the first that has a word of it. */
    static FailureKind of(String reason) {
        for (FailureKind kind : values()) {
            if (kind.words.matcher(reason).find()) {
                return kind;
            }
        }
        throw new IllegalStateException("OTHER has every word");
    }
}
