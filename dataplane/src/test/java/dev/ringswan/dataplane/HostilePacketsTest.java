package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.testing.Seeds;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A million datagrams that mean harm, mixed with honest ones. Each ends for exactly the reason that was foretold, nothing
 * else is delivered, and what is delivered is what was sent, byte for byte.
 */
final class HostilePacketsTest {
    private static final int PACKETS = 1_000_000;
    private static final int OUTBOUND_PACKETS = 200_000;
    private static final DataplaneConfig INLINE = DataplaneConfig.DEFAULT.withMode(RunMode.INLINE);

    private final Map<DropReason, Long> ends = new EnumMap<>(DropReason.class);

    @Test
    void endForTheRightReasonInbound() throws Exception {
        long seed = Long.getLong("ringswan.seed", 4303);
        AeadProvider provider = Engines.fastest();
        try (OneGateway net = new OneGateway(provider, INLINE);
                HostileInbound hostile = new HostileInbound(net, provider, Seeds.random(seed))) {
            for (int sent = 0; sent < PACKETS; sent += PacketBurst.CAPACITY) {
                List<HostileInbound.Expected> expected = hostile.burst(PacketBurst.CAPACITY);
                expected.forEach(packet -> net.wire.give(packet.datagram(), packet.trafficClass()));
                net.run();
                check("seed " + seed + ", burst at packet " + sent, net, expected);
            }
            assertThat(net.defects).isEmpty();
            assertThat(net.dataplane.inboundCounters().drops().nonZero()).isEqualTo(ends);
        }
        System.out.println("hostile packets, seed " + seed + ": " + ends);
        assertThat(ends.keySet())
                .containsExactlyInAnyOrder(
                        DropReason.MALFORMED,
                        DropReason.CONTROL,
                        DropReason.KEEPALIVE,
                        DropReason.NO_SA,
                        DropReason.REPLAY,
                        DropReason.INTEGRITY,
                        DropReason.PADDING,
                        DropReason.DUMMY,
                        DropReason.NEXT_HEADER,
                        DropReason.ECN,
                        DropReason.SELECTOR);
    }

    private void check(String where, OneGateway net, List<HostileInbound.Expected> expected) {
        List<Byte> verdicts = net.host.verdicts();
        List<ScriptedPort.Sent> delivered = net.host.sent();
        assertThat(verdicts).as(where).hasSize(expected.size());
        int next = 0;
        for (int i = 0; i < expected.size(); i++) {
            DropReason end = expected.get(i).end();
            byte code = end == null ? PacketBurst.FORWARD : end.code();
            if (verdicts.get(i) != code) {
                assertThat(verdicts.get(i))
                        .as(where + ", packet %d must end as %s", i, end)
                        .isEqualTo(code);
            }
            if (end == null) {
                assertThat(delivered.get(next++).bytes())
                        .as(where)
                        .isEqualTo(expected.get(i).delivered());
            } else {
                ends.merge(end, 1L, Long::sum);
            }
        }
        assertThat(delivered).as(where).hasSize(next);
        assertThat(net.wire.sent()).as(where).isEmpty();
        long controls = expected.stream()
                .filter(packet -> packet.end() == DropReason.CONTROL)
                .count();
        assertThat(net.events.take()).as(where).hasSize((int) controls);
    }

    @Test
    void endForTheRightReasonOutbound() throws Exception {
        long seed = Long.getLong("ringswan.seed", 791);
        AeadProvider provider = Engines.fastest();
        try (OneGateway net = new OneGateway(provider, INLINE);
                HostileOutbound hostile = new HostileOutbound(net, provider, Seeds.random(seed))) {
            for (int sent = 0; sent < OUTBOUND_PACKETS; sent += PacketBurst.CAPACITY) {
                List<HostileOutbound.Expected> expected = hostile.burst(PacketBurst.CAPACITY);
                expected.forEach(packet -> net.host.give(packet.packet()));
                net.run();
                String where = "seed " + seed + ", burst at packet " + sent;
                hostile.check(where, expected, net.wire.verdicts(), net.wire.sentBytes());
                expected.stream()
                        .map(HostileOutbound.Expected::end)
                        .filter(end -> end != null)
                        .forEach(end -> ends.merge(end, 1L, Long::sum));
            }
            assertThat(net.defects).isEmpty();
            assertThat(net.host.sent()).isEmpty();
            assertThat(net.dataplane.outboundCounters().drops().nonZero()).isEqualTo(ends);
        }
        System.out.println("hostile packets outbound, seed " + seed + ": " + ends);
        assertThat(ends.keySet())
                .containsExactlyInAnyOrder(DropReason.MALFORMED, DropReason.POLICY_DISCARD, DropReason.TOO_BIG);
    }
}
