package dev.ringswan.dataplane.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.dataplane.ip.OuterHeaderRules.DontFragmentMode;
import dev.ringswan.dataplane.ip.OuterHeaderRules.EcnMode;
import dev.ringswan.nativeio.PacketBurst;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OuterHeaderRulesTest {
    private static final List<String> NAMES = List.of("Not-ECT", "ECT(1)", "ECT(0)", "CE");
    private static final int EF = 46 << 2;
    private static final int CS1 = 8 << 2;

    /** RFC 6040 figure 4: inner, outer, what comes out. */
    private static final String FIGURE_4 = """
            Not-ECT Not-ECT Not-ECT
            Not-ECT ECT(0)  Not-ECT
            Not-ECT ECT(1)  Not-ECT
            Not-ECT CE      drop
            ECT(0)  Not-ECT ECT(0)
            ECT(0)  ECT(0)  ECT(0)
            ECT(0)  ECT(1)  ECT(1)
            ECT(0)  CE      CE
            ECT(1)  Not-ECT ECT(1)
            ECT(1)  ECT(0)  ECT(1)
            ECT(1)  ECT(1)  ECT(1)
            ECT(1)  CE      CE
            CE      Not-ECT CE
            CE      ECT(0)  CE
            CE      ECT(1)  CE
            CE      CE      CE
            """;

    @Test
    void decapsulatesAsFigure4Says() {
        assertThat(FIGURE_4.lines()).hasSize(16).allSatisfy(line -> {
            String[] cells = line.split(" +", -1);
            int inner = EF | ecn(cells[0]);
            int outer = CS1 | ecn(cells[1]);
            int expected = cells[2].equals("drop") ? OuterHeaderRules.DROP : EF | ecn(cells[2]);
            assertThat(OuterHeaderRules.innerTrafficClassAfter(outer, inner)).isEqualTo(expected);
        });
    }

    @Test
    void copiesOrFixesOuterFields() {
        OuterHeaderRules fixed = new OuterHeaderRules(8, EcnMode.COMPATIBILITY, DontFragmentMode.SET);
        OuterHeaderRules clear = new OuterHeaderRules(0, EcnMode.NORMAL, DontFragmentMode.CLEAR);
        for (int ecn = 0; ecn < 4; ecn++) {
            assertThat(OuterHeaderRules.COPY.outerTrafficClass(EF | ecn)).isEqualTo(EF | ecn);
            assertThat(fixed.outerTrafficClass(EF | ecn)).isEqualTo(CS1);
            assertThat(clear.outerTrafficClass(EF | ecn)).isEqualTo(ecn);
        }
        for (boolean inner : new boolean[] {false, true}) {
            assertThat(OuterHeaderRules.COPY.outerDontFragment(inner)).isEqualTo(inner);
            assertThat(fixed.outerDontFragment(inner)).isTrue();
            assertThat(clear.outerDontFragment(inner)).isFalse();
        }
    }

    @Test
    void marksDecapsulatedPacketWithRightChecksum() {
        PacketBurst burst = Packets.burstOf(Packets.ipv4(IpProtocol.UDP, new byte[8]));
        int offset = burst.offset(0);
        IpHeader.trafficClass(burst, offset, EF | 2);
        assertThat(OuterHeaderRules.decapsulate(burst, offset, 3)).isTrue();
        assertThat(IpHeader.trafficClass(burst, offset)).isEqualTo(EF | 3);
        assertThat(Packets.checksum(Packets.bytes(burst, 0), 0, 20)).isZero();

        IpHeader.trafficClass(burst, offset, EF);
        assertThat(OuterHeaderRules.decapsulate(burst, offset, 3))
                .as("Not-ECT in CE")
                .isFalse();
        assertThat(IpHeader.trafficClass(burst, offset)).isEqualTo(EF);
    }

    @Test
    void rejectsDscpThatIsNone() {
        assertThatThrownBy(() -> new OuterHeaderRules(64, EcnMode.NORMAL, DontFragmentMode.COPY))
                .hasMessageContaining("DSCP 64 is not between 0 and 63");
    }

    private static int ecn(String name) {
        return NAMES.indexOf(name);
    }
}
