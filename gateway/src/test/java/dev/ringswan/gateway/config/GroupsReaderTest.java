package dev.ringswan.gateway.config;

import static dev.ringswan.gateway.config.ConfigTexts.faults;
import static dev.ringswan.gateway.config.ConfigTexts.parse;
import static dev.ringswan.gateway.config.ConnectionTexts.OFFICE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GroupsReaderTest {
    private static final String BOTH = "members = office/net, office/spare\n";

    /** The office with two children to the same networks, and a group of these settings. */
    private static String text(String settings) {
        String child =
                OFFICE.substring(OFFICE.indexOf("            net {"), OFFICE.indexOf("        }\n    }\n}\nsecrets"));
        return OFFICE.replace(child, child + child.replace("net {", "spare {")) + "groups {\n  both {\n" + settings
                + "  }\n}\n";
    }

    private static GroupSettings group(String settings) throws ConfigException {
        return parse(text(settings)).ike().groups().getFirst();
    }

    @Test
    void followsIkeWithoutAProbe() throws ConfigException {
        GroupSettings group = group(BOTH);
        assertThat(group.mode()).isEqualTo(GroupSettings.Mode.ACTIVE_STANDBY);
        assertThat(group.members())
                .extracting(GroupSettings.Member::name)
                .containsExactly("office/net", "office/spare");
        assertThat(group.members()).extracting(GroupSettings.Member::path).containsOnlyNulls();
        assertThat(TimeUnit.NANOSECONDS.toMillis(group.intervalNs() * group.lossMax()))
                .as("with the interval before it, a failure is found in less than three seconds")
                .isLessThanOrEqualTo(2_000);
    }

    @Test
    void readsProbes() throws ConfigException {
        GroupSettings group = group(BOTH + """
                mode = ecmp
                probe = 10.2.0.1, 10.2.0.2
                probe_source = 10.1.0.1
                probe_interval = 250ms
                probe_loss = 3
                hold_down = 1m
                """);
        assertThat(group.mode()).isEqualTo(GroupSettings.Mode.ECMP);
        assertThat(group.members())
                .extracting(GroupSettings.Member::path)
                .extracting(path -> Objects.requireNonNull(path).toString())
                .containsExactly("10.1.0.1 to 10.2.0.1", "10.1.0.1 to 10.2.0.2");
        assertThat(group.intervalNs()).isEqualTo(250_000_000);
        assertThat(group.lossMax()).isEqualTo(3);
        assertThat(group.holdDownNs()).isEqualTo(60_000_000_000L);
        assertThat(new ConfigReport(parse(text(BOTH + "probe = 10.2.0.1\nprobe_source = 10.1.0.1\n"))).lines())
                .contains(
                        "GROUP both: active-standby",
                        "    MEMBER office/spare, probed from 10.1.0.1 to 10.2.0.1 every 500 ms, unfit after 4 lost");
    }

    @Test
    void probesFromTheDeviceByDefault() throws ConfigException {
        String device = "tun {\n addresses = 172.16.0.1/24, 10.1.7.1/24, 10.1.0.1/8\n}\n";
        GroupSettings group =
                parse(text(BOTH + "probe = 10.2.0.1\n") + device).ike().groups().getFirst();
        assertThat(Objects.requireNonNull(group.members().getFirst().path())
                        .source()
                        .getHostAddress())
                .as("the one in the network of the target")
                .isEqualTo("10.1.0.1");
        assertThat(faults(text(BOTH + "probe = 10.2.0.1\n"))).anyMatch(fault -> fault.contains("needs 'probe_source'"));
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(faults(text(""))).anyMatch(fault -> fault.contains("'both' needs 'members'"));
        assertThat(faults(text("members = office/net\n"))).anyMatch(fault -> fault.contains("are two or more"));
        assertThat(faults(text("members = office/net, office/nest\n")))
                .anyMatch(fault -> fault.contains("there is no 'office/nest'"));
        assertThat(faults(text("members = office/net, office/net\n")))
                .anyMatch(fault -> fault.contains("in group 'both' already"))
                .anyMatch(fault -> fault.contains("lack office/spare"));
        assertThat(faults(text(BOTH).replaceFirst("10.2.0.0/16", "10.3.0.0/16")))
                .anyMatch(fault -> fault.contains("have the same local_ts and remote_ts"));
        assertThat(faults(text(BOTH + "mode = robin\n"))).anyMatch(fault -> fault.contains("active-standby, ecmp"));
        assertThat(faults(text(BOTH + "probe = 10.2.0.1, 10.2.0.2, 10.2.0.3\n")))
                .anyMatch(fault -> fault.contains("one for each"));
        assertThat(faults(text(BOTH + "probe_source = 10.1.0.1\n")))
                .anyMatch(fault -> fault.contains("without 'probe'"));
        assertThat(faults(text(BOTH + "probe = 10.9.0.1\nprobe_source = 10.1.0.1\n")))
                .anyMatch(fault -> fault.contains("do not let pass"));
        assertThat(faults(text(BOTH + "probe = 10.2.0.1\nprobe_source = 2001:db8::1\n")))
                .anyMatch(fault -> fault.contains("do not let pass"));
        assertThat(faults(text(BOTH + "probe_interval = 10ms\n")))
                .anyMatch(fault -> fault.contains("from 50ms to 60s"));
        assertThat(faults(text(BOTH + "probes = 10.2.0.1\n"))).anyMatch(fault -> fault.contains("probe"));
    }
}
