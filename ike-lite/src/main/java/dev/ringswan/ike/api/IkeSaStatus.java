package dev.ringswan.ike.api;

import java.util.List;

/**
 * One IKE SA, for the operator.
 *
 * @param state where it is in its life
 * @param localSpi ours
 * @param remoteSpi the peer's, or 0 as long as it is not known
 * @param initiator whether we have asked for it
 * @param suite what was agreed on, or empty
 * @param remoteIdentity what the peer has proven, or empty
 * @param local our address
 * @param remote the peer's
 * @param encapsulated whether ESP travels in UDP, because of a NAT or by configuration
 * @param peerBehindNat whether the peer's address may change
 * @param establishedNs when it came up, on the clock of {@code handle}, or {@code Long.MAX_VALUE}
 * @param rekeyNs when it is to be rekeyed, or {@code Long.MAX_VALUE}
 * @param children in the order in which they came to be
 */
public record IkeSaStatus(
        State state,
        long localSpi,
        long remoteSpi,
        boolean initiator,
        String suite,
        String remoteIdentity,
        TransportAddress local,
        TransportAddress remote,
        boolean encapsulated,
        boolean peerBehindNat,
        long establishedNs,
        long rekeyNs,
        List<ChildStatus> children) {
    /** Copies the list. */
    public IkeSaStatus {
        children = List.copyOf(children);
    }

    /** Where an IKE SA is in its life. */
    public enum State {
        /** IKE_SA_INIT is under way. */
        INITIATING,
        /** IKE_INTERMEDIATE or IKE_AUTH is under way. */
        AUTHENTICATING,
        /** It is up. */
        ESTABLISHED,
        /** It is up beside the one that has the children: one of the two will go. */
        SPARE,
        /** Its successor has its children. */
        REKEYED,
        /** We are deleting it. */
        DELETING,
        /** It is gone, and remembered to repeat the last response. */
        CLOSED
    }

    /**
     * One child SA.
     *
     * @param child its name in the configuration
     * @param state whether it is the one in use
     * @param inboundSpi ours
     * @param outboundSpi the peer's
     * @param suite what was agreed on
     * @param sending whether we send on it already
     * @param establishedNs when it came to be
     */
    public record ChildStatus(
            String child,
            ChildState state,
            int inboundSpi,
            int outboundSpi,
            String suite,
            boolean sending,
            long establishedNs) {}

    /** Where a child SA is in its life. */
    public enum ChildState {
        /** It is the one that counts. */
        UP,
        /** It has a successor. */
        REKEYED,
        /** It is deleted, and receives what is under way. */
        DELETED
    }
}
