package dev.ringswan.gateway.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.gateway.GatewayStatus;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.demo.DemoConfig;
import dev.ringswan.gateway.demo.MemoryPair;
import dev.ringswan.gateway.explain.PacketAnswer;
import dev.ringswan.gateway.explain.PacketQuestion;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two gateways with two tunnels between them. The host behind the far one has two addresses, and answers the probes of one
 * tunnel at each, unless the test has it silent there.
 */
class TunnelGroupsTest {
    private static final String FIRST = "10.2.0.1";
    private static final String SECOND = "10.2.0.2";
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Set<String> silent = new HashSet<>();
    private long nowNs = 1;
    private long delivered;
    private final MemoryPair pair;

    TunnelGroupsTest() throws ConfigException {
        pair = new MemoryPair(
                new DemoConfig.Pair(text(1, 2, "start", """
                                groups {
                                    office {
                                        members = first/net, second/net
                                        probe = 10.2.0.1, 10.2.0.2
                                        probe_source = 10.1.0.1
                                    }
                                }
                                """), text(2, 1, "none", "")),
                AeadProviders.select("jca"),
                new SecureRandom(),
                () -> nowNs);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    private static String text(int own, int peer, String action, String groups) {
        StringBuilder text = new StringBuilder(
                "gateway {\n mode = inline\n}\npublic {\n ike = 192.0.2." + own + "\n}\nconnections {\n");
        for (String name : List.of("first", "second")) {
            int shift = name.equals("first") ? 0 : 2;
            text.append("""
                    %1$s {
                        local_addrs = 192.0.2.%2$d
                        remote_addrs = 192.0.2.%3$d
                        local_port = 4500
                        remote_port = 4500
                        encap = yes
                        proposals = aes256gcm16-prfsha256-x25519
                        local {
                            auth = psk
                            id = %1$s-%4$d.example
                        }
                        remote {
                            auth = psk
                            id = %1$s-%5$d.example
                        }
                        children {
                            net {
                                local_ts = 10.%4$d.0.0/24
                                remote_ts = 10.%5$d.0.0/24
                                esp_proposals = aes256gcm16-esn
                                start_action = %6$s
                            }
                        }
                    }
                    """.formatted(name, own + shift, peer + shift, own, peer, action));
        }
        text.append(
                "}\nsecrets {\nike {\nsecret = 0x000102030405060708090a0b0c0d0e0f\n}\n}\ntun {\nroutes = none\n}\n");
        return text.append(groups).toString();
    }

    /** Lets time pass; the far host answers what it gets. */
    private void run(long ms) {
        long endNs = nowNs + TimeUnit.MILLISECONDS.toNanos(ms);
        for (; nowNs < endNs; nowNs += TICK_NS) {
            turn();
        }
    }

    private void turn() {
        pair.pump();
        for (byte[] packet : pair.hostB().drain()) {
            String target = "10.2.0." + packet[19];
            if (packet[9] != 1) {
                delivered++;
            } else if (!silent.contains(target)) {
                pair.hostB().send(reply(packet));
            }
        }
        pair.pump();
    }

    private static byte[] reply(byte[] request) {
        byte[] reply = request.clone();
        System.arraycopy(request, 12, reply, 16, 4);
        System.arraycopy(request, 16, reply, 12, 4);
        reply[20] = 0;
        ByteBuffer buffer = ByteBuffer.wrap(reply);
        buffer.putShort(22, (short) (buffer.getShort(22) + 0x800)); // the type of a request is gone from the sum
        return reply;
    }

    private GroupReport group() {
        return pair.gatewayA().report().groups().getFirst();
    }

    private List<String> carriers() {
        return group().members().stream()
                .filter(GroupReport.Member::carries)
                .map(GroupReport.Member::name)
                .toList();
    }

    /** Sends a UDP packet from the near host, and returns the child that has carried it. */
    private String sentBy() {
        turn(); // no probe is due now
        List<GatewayStatus.Child> before = pair.statusA().children();
        byte[] packet = new byte[28];
        ByteBuffer.wrap(packet)
                .putInt(0x4500_0000 | packet.length)
                .putInt(0)
                .putInt(0x4011_0000)
                .put(new byte[] {10, 1, 0, 2, 10, 2, 0, 9})
                .putInt(0x1234_5678)
                .putInt(8 << 16);
        pair.hostA().send(packet);
        pair.pump();
        turn();
        return pair.statusA().children().stream()
                .filter(now -> before.stream()
                        .anyMatch(then -> then.outboundSpi() == now.outboundSpi()
                                && now.outbound().packets() > then.outbound().packets()))
                .map(GatewayStatus.Child::name)
                .findFirst()
                .orElse("nobody");
    }

    private PacketAnswer explain() {
        return pair.gatewayA().explain(PacketQuestion.parse(List.of("10.1.0.2 10.2.0.9 udp 53"), 40_000, 100));
    }

    @Test
    void failsOverAndBack() {
        run(1_000);
        assertThat(carriers()).containsExactly("first/net");
        assertThat(sentBy()).isEqualTo("first/net");
        assertThat(explain().lines()).contains("group office, active-standby: packets go by first/net");

        silent.add(FIRST);
        run(2_600);
        assertThat(carriers()).containsExactly("second/net");
        assertThat(sentBy()).isEqualTo("second/net");
        GroupReport.Switch last = Objects.requireNonNull(group().lastSwitch());
        assertThat(last.reason()).isEqualTo("first/net has lost 4 probes in a row");
        assertThat(last.to()).containsExactly("second/net");
        assertThat(explain().child()).isEqualTo("second/net");

        silent.clear();
        run(5_000);
        assertThat(carriers()).as("held down").containsExactly("second/net");
        assertThat(group().members().getFirst().state()).isEqualTo("holding");
        run(6_000);
        assertThat(carriers()).containsExactly("first/net");
        assertThat(sentBy()).isEqualTo("first/net");
        assertThat(group().switches()).isEqualTo(2);
        assertThat(delivered).isEqualTo(3);
        assertThat(pair.hostA().drain())
                .as("answers to probes are not for the hosts")
                .isEmpty();
        GroupReport.Probes probes =
                Objects.requireNonNull(group().members().getLast().probes());
        assertThat(probes.lost()).isZero();
        assertThat(probes.answered()).isGreaterThan(20);
    }

    @Test
    void dropsWhatNobodyIsFitFor() {
        run(1_000);
        silent.addAll(List.of(FIRST, SECOND));
        run(3_000);
        assertThat(carriers()).isEmpty();
        long before = pair.statusA().outbound().drops().getOrDefault(DropReason.NO_MEMBER, 0L);
        assertThat(sentBy()).isEqualTo("nobody");
        assertThat(pair.statusA().outbound().drops().get(DropReason.NO_MEMBER)).isEqualTo(before + 1);
        assertThat(explain().drop()).isEqualTo(DropReason.NO_MEMBER);
        assertThat(explain().lines())
                .anyMatch(line -> line.startsWith("first/net has lost "))
                .anyMatch(line -> line.startsWith("second/net has lost "));
        silent.clear();
        run(1_000);
        assertThat(sentBy()).as("nobody better is there").isNotEqualTo("nobody");
    }

    @Test
    void followsIkeWhenAMemberIsTakenDown() {
        run(1_000);
        pair.gatewayA().ike().down("first", null);
        run(100);
        assertThat(carriers()).containsExactly("second/net");
        assertThat(sentBy()).isEqualTo("second/net");
        assertThat(group().members().getFirst().trouble()).startsWith("is down");
        pair.gatewayA().ike().up("first", null);
        run(12_000);
        assertThat(carriers()).containsExactly("first/net");
    }
}
