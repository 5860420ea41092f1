package dev.ringswan.dataplane.counter;

/**
 * Every way in which a packet ends other than being sent on. Each packet that ends has exactly one, counted per SA (where
 * one is known) and in total; see {@link DropCounters}. A burst stores {@link #code()} as the packet's verdict.
 */
public enum DropReason {
    /** Not a well-formed packet: too short, lengths that contradict each other, wrong IP version. */
    MALFORMED("malformed packet"),
    /** An IKE datagram (non-ESP marker, RFC 3948 §2.2): handed to the control path, not lost. */
    CONTROL("handed to control"),
    /** An IKE datagram that found the control queue full. */
    CONTROL_QUEUE_FULL("control queue full"),
    /** A NAT keepalive (RFC 3948 §2.3): ignored as it should be. */
    KEEPALIVE("NAT keepalive"),
    /** No SA has this SPI (RFC 4303 §3.4.2). */
    NO_SA("no SA for SPI"),
    /** A fragment where a whole packet is needed (RFC 4303 §3.4.1, §3.1.1). */
    FRAGMENT("fragment"),
    /** Sequence number already seen or left of the window (RFC 4303 §3.4.3). */
    REPLAY("replayed or too old"),
    /** The ICV does not match (RFC 4303 §3.4.4). */
    INTEGRITY("ICV mismatch"),
    /** Padding is not 1, 2, 3 … or longer than the payload (RFC 4303 §2.4). */
    PADDING("bad padding"),
    /** A dummy packet, next header 59 (RFC 4303 §2.6): ends quietly. */
    DUMMY("dummy packet"),
    /** The answer to a probe of ours: reported, not delivered. */
    PROBE("answer to a probe"),
    /** A next header that the SA's mode does not carry (RFC 4303 §2.6). */
    NEXT_HEADER("unexpected next header"),
    /** The outer header says congestion, the inner one forbids marking (RFC 6040 §4.2). */
    ECN("congestion on a not-ECT packet"),
    /** The inner packet does not match the selectors of the SA it came by (RFC 4301 §5.2 step 4). */
    SELECTOR("outside the SA's selectors"),
    /** Policy says discard, or no policy matches (RFC 4301 §5.1). */
    POLICY_DISCARD("discarded by policy"),
    /** Policy says bypass, and there is no port for packets in clear. */
    NO_BYPASS_PORT("no port for bypass"),
    /** Policy wants protection, and there is no SA yet; IKE is asked for one. */
    NO_OUTBOUND_SA("no outbound SA"),
    /** Policy points to a group of children, and none of them is fit to send by; IKE is asked for SAs. */
    NO_MEMBER("no healthy member in the group"),
    /** Too long for the path and not allowed to be fragmented; answered by ICMP where that is allowed (RFC 4301 §8.2.1). */
    TOO_BIG("too big for the path"),
    /** An IPv4 option or IPv6 extension header that transport mode does not carry here. */
    HEADER_OPTIONS("options in transport mode"),
    /** The sequence numbers of the SA, or those reserved for it, are used up (RFC 4303 §3.3.3). */
    SEQUENCE_EXHAUSTED("sequence numbers exhausted"),
    /** The SA is past its hard lifetime (RFC 4301 §4.4.2.1). */
    LIFETIME("hard lifetime reached"),
    /** The device did not take it: its queue is full, or the path refused it. */
    TRANSMIT("device refused"),
    /** A defect of Ringswan: an exception where none may be. Always zero, or a bug to report. */
    INTERNAL("internal error");

    /** One more than the highest code: the length of a counter array that is indexed by code. */
    public static final int CODE_LIMIT = values().length + 1;

    private static final DropReason[] BY_CODE = new DropReason[CODE_LIMIT];

    static {
        for (DropReason reason : values()) {
            BY_CODE[reason.code] = reason;
        }
    }

    @SuppressWarnings("EnumOrdinal") // codes live in memory only, and must be dense
    private final byte code = (byte) (ordinal() + 1);

    private final String label;

    DropReason(String label) {
        this.label = label;
    }

    /** Whether anybody misses the packet: what ends where it was meant to end is no loss. */
    public boolean isLoss() {
        return switch (this) {
            case CONTROL, KEEPALIVE, DUMMY, PROBE -> false;
            default -> true;
        };
    }

    /** The verdict that stands for this reason: positive, dense from 1. */
    public byte code() {
        return code;
    }

    /** A few words for people. */
    public String label() {
        return label;
    }

    /** The reason of a verdict; {@code code} must be positive and below {@link #CODE_LIMIT}. */
    public static DropReason ofCode(int code) {
        return BY_CODE[code];
    }
}
