package dev.ringswan.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.gateway.config.GroupSettings;
import dev.ringswan.gateway.group.GroupReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupTextTest {
    private static final GroupReport CLOUD = new GroupReport(
            "cloud",
            GroupSettings.Mode.ACTIVE_STANDBY,
            List.of(
                    new GroupReport.Member(
                            "tunnel-1",
                            "any",
                            "trying",
                            false,
                            4_000_000_000L,
                            "has lost 4 probes in a row",
                            new GroupReport.Probes("a to b", 9, 12, 0.5714, 1_200_000)),
                    new GroupReport.Member("tunnel-2", "any", "fit", true, 11_000_000_000L, "", null)),
            1,
            new GroupReport.Switch(List.of("tunnel-2/any"), "tunnel-1/any has lost 4 probes in a row", 4_000_000_000L));

    private static Map<String, Object> status(GroupReport... groups) {
        return Map.of(
                "seconds",
                12.0,
                "engine",
                "jca",
                "groups",
                List.of(groups).stream().map(GroupReport::toMap).toList());
    }

    @Test
    void showsMembersLossAndTheLastSwitch() {
        List<String> lines = GroupText.of(status(CLOUD));
        assertThat(lines)
                .allMatch(line -> line.length() <= 80)
                .containsExactly(
                        "GROUP               MEMBER              STATE         SINCE   LOSS       RTT",
                        "cloud               tunnel-1/any        trying          4 s   57 %    1.2 ms",
                        "                   *tunnel-2/any        fit            11 s      -         -",
                        "  active-standby; 4 s ago to tunnel-2/any:",
                        "    tunnel-1/any has lost 4 probes in a row");
        assertThat(GroupText.of(status())).isEmpty();
    }

    @Test
    void isPartOfStatusAndTop() {
        assertThat(StatusText.of(status(CLOUD))).containsAll(GroupText.of(status(CLOUD)));
        List<String> screen = new TopText(status(CLOUD), status(CLOUD)).lines(80, 24);
        assertThat(screen).containsAll(GroupText.of(status(CLOUD)));
        assertThat(new TopText(status(CLOUD), status(CLOUD)).lines(80, 6)).hasSize(6);
    }
}
