package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TwoGatewaysTest {
    @ParameterizedTest
    @EnumSource(EspSuite.class)
    void carryPacketsBothWays(EspSuite suite) throws Exception {
        try (TwoGateways net = new TwoGateways(
                AeadProviders.select("jca"),
                DataplaneConfig.DEFAULT.withMode(RunMode.INLINE),
                suite,
                UnaryOperator.identity())) {
            byte[] there = Packets.udp("10.1.0.1", "10.2.0.1", 1000, 2000, 100, 1);
            byte[] back = Packets.udp("2001:db8:2::1", "2001:db8:1::1", 2000, 1000, 1201, 2);
            net.hostA.send(there);
            net.hostB.send(back);
            net.run();
            List<byte[]> atB = net.hostB.drain();
            List<byte[]> atA = net.hostA.drain();
            assertThat(net.defects).isEmpty();
            assertThat(net.a.outboundCounters().drops().nonZero()).isEmpty();
            assertThat(net.b.inboundCounters().drops().nonZero()).isEmpty();
            assertThat(atB).containsExactly(there);
            assertThat(atA).containsExactly(back);
        }
    }
}
