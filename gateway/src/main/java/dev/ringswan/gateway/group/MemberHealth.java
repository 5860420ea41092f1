package dev.ringswan.gateway.group;

import dev.ringswan.gateway.config.GroupSettings;

/**
 * Whether one member of a group is fit to carry packets, from what IKE says and from probes. Each probe ends when the next one
 * is due: by then it has been answered, or is lost.
 *
 * <pre>
 *            up                  answered                     held down
 *   DOWN ────────▶ TRYING ─────────────────────▶ HOLDING ──────────────────▶ FIT
 *     ▲               ▲         the first time, straight to FIT ─────────────▲ │
 *     │               └── lossMax probes lost in a row ── HOLDING, FIT         │
 *     └── down: from any state ◀───────────────────────────────────────────────┘
 * </pre>
 *
 * Without probes TRYING is passed at once. <em>Threading:</em> the conductor's; knows no clock.
 */
final class MemberHealth {
    /** What a member can do. The better comes later. */
    enum State {
        /** Has no SA. */
        DOWN,
        /** Has one, and has not answered lately. */
        TRYING,
        /** Answers, but not for long enough since it did not. */
        HOLDING,
        /** Is to be used. */
        FIT
    }

    /** Results of the last probes, the newest in the lowest bit. */
    private static final int HISTORY = Long.SIZE;

    private final GroupSettings settings;
    private final boolean probed;
    private State state = State.DOWN;
    private long sinceNs;
    /** Whether it has carried packets and failed. */
    private boolean failedBefore;
    /** Since it has done well without a loss. */
    private long wellSinceNs;

    private int number;
    private boolean waiting;
    private long sentNs;
    private long lost;
    private long answered;
    private int lostInRow;
    private long losses;
    private long roundTripNs = -1;

    MemberHealth(GroupSettings settings, boolean probed, long nowNs) {
        this.settings = settings;
        this.probed = probed;
        sinceNs = nowNs;
    }

    State state() {
        return state;
    }

    /** When it came into its state. */
    long sinceNs() {
        return sinceNs;
    }

    /** Hears whether the member has an SA to send by, and lets time pass. */
    void poll(boolean up, long nowNs) {
        if (!up) {
            if (state != State.DOWN) {
                failedBefore |= state != State.TRYING;
                waiting = false;
                state(State.DOWN, nowNs);
            }
            return;
        }
        if (state == State.DOWN) {
            lostInRow = 0;
            state(State.TRYING, nowNs);
            if (!probed) {
                recover(nowNs);
            }
        }
        if (state == State.HOLDING && nowNs - wellSinceNs >= settings.holdDownNs()) {
            state(State.FIT, nowNs);
        }
    }

    private void recover(long nowNs) {
        wellSinceNs = nowNs;
        state(failedBefore ? State.HOLDING : State.FIT, nowNs);
    }

    private void state(State next, long nowNs) {
        if (next != state) {
            state = next;
            sinceNs = nowNs;
        }
    }

    /** Whether it is time for a probe; the one before has been answered, or counts as lost now. */
    boolean probeIsDue(long nowNs) {
        if (!probed || state == State.DOWN || (waiting && nowNs - sentNs < settings.intervalNs())) {
            return false;
        }
        if (waiting) {
            waiting = false;
            lose(nowNs);
        }
        return number == 0 || nowNs - sentNs >= settings.intervalNs();
    }

    /** A probe goes out now; returns its number. */
    int probe(long nowNs) {
        waiting = true;
        sentNs = nowNs;
        return ++number;
    }

    private void lose(long nowNs) {
        lost++;
        lostInRow++;
        losses = losses << 1 | 1;
        wellSinceNs = nowNs;
        if (lostInRow >= settings.lossMax() && state != State.TRYING) {
            failedBefore = true;
            state(State.TRYING, nowNs);
        }
    }

    /** A probe has been answered; one that comes too late changes nothing. */
    void answer(int answeredNumber, long receivedNs) {
        if (!waiting || answeredNumber != number) {
            return;
        }
        waiting = false;
        answered++;
        lostInRow = 0;
        losses <<= 1;
        roundTripNs = Math.max(0, receivedNs - sentNs);
        if (state == State.TRYING) {
            recover(receivedNs);
        }
    }

    /** Probes that were not answered in time. */
    long lost() {
        return lost;
    }

    /** Probes that were. */
    long answered() {
        return answered;
    }

    /** Probes that were lost since the last answer. */
    int lostInRow() {
        return lostInRow;
    }

    /** Of the last 64 probes, those that were lost, from 0 to 1; 0 when there were none. */
    double lossRatio() {
        long count = Math.min(HISTORY, lost + answered);
        return count == 0 ? 0 : (double) Long.bitCount(losses) / count;
    }

    /** From the last answered probe to its answer; negative when there was none. */
    long roundTripNs() {
        return roundTripNs;
    }
}
