package dev.ringswan.gateway.explain;

import dev.ringswan.dataplane.counter.DropReason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a packet.
 *
 * @param fate what happens in the end
 * @param drop why it is dropped; null unless it is
 * @param policy index of the policy that decides, from 1; 0 for none
 * @param child that protects it, as {@code connection/child}; null for none
 * @param spi of the SA that it would go out by; null for none
 * @param lines all of it for people
 */
public record PacketAnswer(
        Fate fate,
        @Nullable DropReason drop,
        int policy,
        @Nullable String child,
        @Nullable Integer spi,
        List<String> lines) {
    /** What can become of it. */
    public enum Fate {
        /** Goes out through an SA. */
        PROTECTED,
        /** Goes out in clear. */
        BYPASSED,
        /** Ends. */
        DROPPED,
        /** Belongs to a child; only a running gateway knows whether that is up. */
        NEEDS_SA
    }

    /** Copies the lines. */
    public PacketAnswer {
        lines = List.copyOf(lines);
    }

    /** For programs. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("fate", fate.name().toLowerCase(Locale.ROOT));
        map.put("drop", drop == null ? null : drop.name().toLowerCase(Locale.ROOT));
        map.put("policy", policy == 0 ? null : policy);
        map.put("child", child);
        map.put("spi", spi == null ? null : "0x%08x".formatted(spi));
        return map;
    }
}
