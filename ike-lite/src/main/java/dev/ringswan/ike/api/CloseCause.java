package dev.ringswan.ike.api;

/** Why an IKE SA, or a child, is no more or came not to be. */
public enum CloseCause {
    /** The operator wanted it so. */
    OPERATOR,
    /** It is not configured any more, or otherwise. */
    CONFIGURATION,
    /** The peer has deleted it. */
    PEER_DELETED,
    /** An IKE SA was up, and the peer does not answer any more: to a question whether it lives, or to another request. */
    PEER_DEAD,
    /** The peer has answered nothing since the first message. */
    NO_ANSWER,
    /** One of the two sides has not proven who it is, or is not believed. */
    AUTHENTICATION,
    /** The two sides do not agree, or do not understand each other. */
    NEGOTIATION,
    /** The peer has another IKE SA now. */
    REPLACED,
    /** Its time is over. */
    LIFETIME
}
