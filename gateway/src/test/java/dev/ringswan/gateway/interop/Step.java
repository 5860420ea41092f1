package dev.ringswan.gateway.interop;

/** One thing to do in a scenario, and what must be so afterwards; {@link ScenarioRun} carries it out. */
sealed interface Step {
    /** A side brings the tunnel up; then both see the same SAs. */
    record Up(Side by) implements Step {}

    /** The tunnel comes up by itself, set up by an end that found the peer dead. */
    record ComesUp() implements Step {}

    /** A few pings, all answered. */
    record Pings() implements Step {}

    /** Pings are answered again soon, though some may be lost. */
    record PingsRecover() implements Step {}

    /** A ping every 20 ms from now on. */
    record StreamBegins() implements Step {}

    /** All pings of the stream were answered, once. */
    record StreamEnds() implements Step {}

    /** A side rekeys the child: there is one new pair of SAs, in the same IKE SA. */
    record RekeyChild(Side by) implements Step {}

    /** A side rekeys the IKE SA: there is one new IKE SA with the same child. */
    record RekeyIke(Side by) implements Step {}

    /** Both sides rekey the child at once: one new pair is left. */
    record RekeyChildAtOnce() implements Step {}

    /** Both sides rekey the IKE SA at once: one new IKE SA is left, with the same child. */
    record RekeyIkeAtOnce() implements Step {}

    /** New children and IKE SAs come one after the other, so many at least, since the old ones have lived long enough. */
    record Renewals(int children, int ike) implements Step {}

    /** A side that hears nothing asks whether the peer lives, and is answered when the peer goes on. */
    record Liveness(Side by) implements Step {}

    /** A side deletes the tunnel: nothing is left at either end. */
    record Delete(Side by) implements Step {}

    /** A side dies without a word, and is started again. */
    record Restart(Side of) implements Step {}

    /** The NAT forgets its mappings. */
    record NatForgets(Side hidden) implements Step {}

    /** Both sides sent IKE fragments. */
    record Fragmented() implements Step {}

    /** As it stands in reports. */
    default String text() {
        return switch (this) {
            case Up(Side by) -> by.subject() + " initiate";
            case ComesUp() -> "the tunnel comes back";
            case Pings() -> "pings";
            case PingsRecover() -> "pings recover";
            case StreamBegins() -> "the ping stream begins";
            case StreamEnds() -> "the ping stream is whole";
            case RekeyChild(Side by) -> by.subject() + " rekey the child";
            case RekeyIke(Side by) -> by.subject() + " rekey the IKE SA";
            case RekeyChildAtOnce() -> "both rekey the child";
            case RekeyIkeAtOnce() -> "both rekey the IKE SA";
            case Renewals(int children, int ike) ->
                children + " children and " + ike + " IKE SAs reach the end of their lives";
            case Liveness(Side by) -> by.subject() + " check liveness";
            case Delete(Side by) -> by.subject() + " delete";
            case Restart(Side of) -> of.subject() + " restart";
            case NatForgets(Side hidden) -> "the NAT forgets";
            case Fragmented() -> "IKE fragments both ways";
        };
    }
}
