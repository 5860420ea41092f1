package dev.ringswan.ike.api;

/** What the operator may want to know. */
public sealed interface IkeEvent {
    /** The name of the connection that it is about; empty for none. */
    String connection();

    /** Both sides have proven who they are. */
    record Established(String connection, String suite) implements IkeEvent {}

    /** A child SA is ready. */
    record ChildEstablished(String connection, String child, int inboundSpi, int outboundSpi, String suite)
            implements IkeEvent {}

    /** A child SA has taken the place of another one of this child. */
    record ChildRekeyed(String connection, String child, int inboundSpi, int outboundSpi, String suite)
            implements IkeEvent {}

    /** An IKE SA has taken the place of another one, with all its children. */
    record IkeRekeyed(String connection, String suite) implements IkeEvent {}

    /** An IKE SA could not be rekeyed; it stays, until its lifetime ends. */
    record IkeRekeyFailed(String connection, String reason) implements IkeEvent {}

    /** A NAT has given the peer another address; traffic follows it. */
    record PeerMoved(String connection, TransportAddress remote) implements IkeEvent {}

    /** No child SA came to be, or a rekey failed; the IKE SA stays. */
    record ChildFailed(String connection, String child, String reason) implements IkeEvent {}

    /**
     * A child is no more, and its IKE SA stays. There was no other child SA of it in that one.
     *
     * @param reason one sentence
     */
    record ChildClosed(String connection, String child, CloseCause cause, String reason) implements IkeEvent {}

    /**
     * An IKE SA came not to be, or is no more; its children are gone with it.
     *
     * @param reason one sentence
     */
    record Closed(String connection, CloseCause cause, String reason) implements IkeEvent {}

    /** A peer that nobody has vouched for asked for what is not done here. */
    record Refused(String connection, String reason) implements IkeEvent {}

    /** A message was not worth more. */
    record Ignored(String reason) implements IkeEvent {
        @Override
        public String connection() {
            return "";
        }
    }
}
