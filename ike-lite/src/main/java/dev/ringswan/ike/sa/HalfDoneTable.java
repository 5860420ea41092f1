package dev.ringswan.ike.sa;

import dev.ringswan.ike.wire.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;

/**
 * What the peer has begun and not finished in one IKE SA, by the link that it is to send back. There is never much of it,
 * and never for long: whoever takes something out gives back what it holds.
 *
 * <p><i>Threading:</i> one thread.
 */
public final class HalfDoneTable {
    /** A peer with a window of one does one thing at a time; one that gives up may begin again. */
    private static final int COUNT_MAX = 4;

    private record Held(HalfDone half, long untilNs) {}

    private final SequencedMap<Bytes, Held> byLink = new LinkedHashMap<>();

    /** Keeps it until then; returns what there is no more room for. */
    public Optional<HalfDone> put(Bytes link, HalfDone half, long untilNs) {
        byLink.put(link, new Held(half, untilNs));
        return byLink.size() > COUNT_MAX
                ? Optional.of(byLink.pollFirstEntry().getValue().half())
                : Optional.empty();
    }

    /** What has this link; it is here no more. */
    public Optional<HalfDone> take(Bytes link) {
        return Optional.ofNullable(byLink.remove(link)).map(Held::half);
    }

    /** All of a kind; they are here no more. */
    public List<HalfDone> take(Predicate<HalfDone> condition) {
        return takeHeld(held -> condition.test(held.half()));
    }

    /** All whose time is over; they are here no more. */
    public List<HalfDone> takeExpired(long nowNs) {
        return takeHeld(held -> held.untilNs() <= nowNs);
    }

    /** Whether there is one of a kind. */
    public boolean contains(Predicate<HalfDone> condition) {
        return byLink.values().stream().anyMatch(held -> condition.test(held.half()));
    }

    public int count() {
        return byLink.size();
    }

    /** When the time of the next one is over, or {@link MessageWindow#NEVER}. */
    public long nextNs() {
        return byLink.values().stream().mapToLong(Held::untilNs).min().orElse(MessageWindow.NEVER);
    }

    private List<HalfDone> takeHeld(Predicate<Held> condition) {
        List<HalfDone> taken = new ArrayList<>();
        for (Map.Entry<Bytes, Held> entry : List.copyOf(byLink.entrySet())) {
            if (condition.test(entry.getValue())) {
                byLink.remove(entry.getKey());
                taken.add(entry.getValue().half());
            }
        }
        return taken;
    }
}
