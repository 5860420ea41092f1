package dev.ringswan.gateway.ike;

import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaControl;
import dev.ringswan.gateway.config.ChildSettings;
import dev.ringswan.gateway.config.GroupSettings;
import dev.ringswan.gateway.config.IkeSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The slots of the configured children and groups in the data plane.
 *
 * <p><em>Threading:</em> the conductor's.
 */
public final class ChildSlots {
    /** Names a child of the configuration. */
    record ChildKey(String connection, String child) {
        static ChildKey of(ChildSettings child) {
            return new ChildKey(child.connection(), child.name());
        }
    }

    private final SaControl control;
    private final Map<ChildKey, OutboundSlot> children = new LinkedHashMap<>();
    private final Map<String, OutboundSlot> groups = new LinkedHashMap<>();
    /** Of those children that are in a group. */
    private final Map<ChildKey, OutboundSlot> groupOf = new LinkedHashMap<>();
    /** The children that packets for a slot wait for: one, or the members of a group. */
    private final Map<Integer, List<ChildKey>> byIndex = new HashMap<>();

    ChildSlots(SaControl control) {
        this.control = control;
    }

    /**
     * Follows a configuration; slots of what stays are not touched.
     *
     * @return the slots of what is no more, to be removed when no policy leads there
     */
    List<OutboundSlot> configure(IkeSettings next) {
        Set<ChildKey> keys = new HashSet<>();
        for (ChildSettings child : next.children()) {
            ChildKey key = ChildKey.of(child);
            keys.add(key);
            children.computeIfAbsent(key, _ -> control.newChild(key.connection() + '/' + key.child()));
        }
        Set<String> names = new HashSet<>();
        groupOf.clear();
        for (GroupSettings group : next.groups()) {
            names.add(group.name());
            OutboundSlot slot = groups.computeIfAbsent(group.name(), control::newGroup);
            group.members().forEach(member -> groupOf.put(new ChildKey(member.connection(), member.child()), slot));
        }
        List<OutboundSlot> gone = retain(children, keys);
        gone.addAll(retain(groups, names));
        byIndex.clear();
        children.forEach((key, slot) -> byIndex.put(slot.index(), List.of(key)));
        groupOf.forEach((key, slot) ->
                byIndex.computeIfAbsent(slot.index(), _ -> new ArrayList<>()).add(key));
        return gone;
    }

    private static <K> List<OutboundSlot> retain(Map<K, OutboundSlot> slots, Set<K> keys) {
        List<OutboundSlot> gone = new ArrayList<>();
        slots.entrySet().removeIf(entry -> !keys.contains(entry.getKey()) && gone.add(entry.getValue()));
        return gone;
    }

    /** Where a configured child sends, as long as the peer has agreed to all of its selectors. */
    public OutboundSlot child(String connection, String child) {
        return child(new ChildKey(connection, child));
    }

    boolean has(ChildKey key) {
        return children.containsKey(key);
    }

    OutboundSlot child(ChildKey key) {
        return Objects.requireNonNull(children.get(key));
    }

    /** Where the packets of a configured group go. */
    public OutboundSlot group(String name) {
        return Objects.requireNonNull(groups.get(name));
    }

    boolean isInGroup(ChildKey key) {
        return groupOf.containsKey(key);
    }

    /** Where packets for the selectors of a child go: to its group, or to itself. */
    OutboundSlot target(ChildKey key) {
        return groupOf.getOrDefault(key, child(key));
    }

    /** The children that a slot belongs to, by {@link OutboundSlot#index}: of a group its members. */
    List<ChildKey> children(int index) {
        return byIndex.getOrDefault(index, List.of());
    }

    /** Lets packets ask again for a child, after an attempt has ended. */
    void endAcquire(ChildKey key) {
        child(key).endAcquire();
        target(key).endAcquire();
    }
}
