package dev.ringswan.ike.exchange;

/** No child SA comes to be; the IKE SA stays. */
final class ChildRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int notifyType;

    /** With the notify that tells the peer, or that the peer has sent. */
    ChildRefusal(int notifyType, String reason) {
        super(reason, null, false, false);
        this.notifyType = notifyType;
    }

    int notifyType() {
        return notifyType;
    }
}
