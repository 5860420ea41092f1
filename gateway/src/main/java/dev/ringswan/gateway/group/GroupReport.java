package dev.ringswan.gateway.group;

import dev.ringswan.gateway.config.GroupSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group at one moment.
 *
 * @param switches how often its packets have gone by others than before
 * @param lastSwitch null when there was none
 */
public record GroupReport(
        String name,
        GroupSettings.Mode mode,
        List<Member> members,
        long switches,
        @Nullable Switch lastSwitch) {
    /** Copies the list. */
    public GroupReport {
        members = List.copyOf(members);
    }

    /**
     * One child of the group.
     *
     * @param state in lower case: down, trying, holding, fit
     * @param carries whether packets go by it
     * @param ageNs since it is in its state
     * @param trouble why it is not fit; empty when it is
     * @param probes null when it is not probed
     */
    public record Member(
            String connection,
            String child,
            String state,
            boolean carries,
            long ageNs,
            String trouble,
            @Nullable Probes probes) {
        /** As {@code connection/child}. */
        public String name() {
            return connection + '/' + child;
        }
    }

    /**
     * What became of the probes of a member.
     *
     * @param path from where to where they go
     * @param lossRatio of the last 64, from 0 to 1
     * @param roundTripNs of the last that was answered; negative when there was none
     */
    public record Probes(String path, long answered, long lost, double lossRatio, long roundTripNs) {}

    /**
     * A change of the members that carry packets.
     *
     * @param to their names now; empty for nobody
     * @param ageNs since it happened
     */
    public record Switch(List<String> to, String reason, long ageNs) {
        /** Copies the list. */
        public Switch {
            to = List.copyOf(to);
        }
    }

    /** Sentences for people: what goes where, and why. */
    public List<String> sentences() {
        List<String> carriers =
                members.stream().filter(Member::carries).map(Member::name).toList();
        List<String> sentences = new ArrayList<>();
        sentences.add("group " + name + ", " + mode.keyword() + ": "
                + (carriers.isEmpty() ? "no member is fit" : "packets go by " + String.join(", ", carriers)));
        for (Member member : members) {
            if (!member.trouble.isEmpty()) {
                sentences.add(member.name() + " " + member.trouble);
            }
        }
        return sentences;
    }

    /** For programs; times are in seconds. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", name);
        map.put("mode", mode.keyword());
        map.put("members", members.stream().map(GroupReport::toMap).toList());
        map.put("switches", switches);
        map.put(
                "last_switch",
                lastSwitch == null
                        ? null
                        : Map.of(
                                "to", lastSwitch.to,
                                "reason", lastSwitch.reason,
                                "seconds_ago", lastSwitch.ageNs / 1e9));
        return map;
    }

    private static Map<String, @Nullable Object> toMap(Member member) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", member.name());
        map.put("state", member.state);
        map.put("carries", member.carries);
        map.put("age", member.ageNs / 1e9);
        map.put("trouble", member.trouble.isEmpty() ? null : member.trouble);
        Probes probes = member.probes;
        if (probes != null) {
            Map<String, @Nullable Object> probeMap = new LinkedHashMap<>();
            probeMap.put("path", probes.path);
            probeMap.put("answered", probes.answered);
            probeMap.put("lost", probes.lost);
            probeMap.put("loss_ratio", probes.lossRatio);
            probeMap.put("round_trip", probes.roundTripNs < 0 ? null : probes.roundTripNs / 1e9);
            map.put("probes", probeMap);
        }
        return map;
    }
}
