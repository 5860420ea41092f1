package dev.ringswan.gateway;

import dev.ringswan.dataplane.DataplanePorts;
import dev.ringswan.dataplane.PublicPort;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.sequence.SequenceStore;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.MemoryPort;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/** One gateway over memory, with a clock that the test moves. */
final class GatewayFixture implements AutoCloseable {
    private static final int CELL_SIZE = 2_048;

    final MemoryPort host = MemoryPort.pair(CELL_SIZE, 8, Endpoint.of("10.1.0.2", 0), Endpoint.of("10.1.0.1", 0));
    final MemoryPort peer =
            MemoryPort.pair(CELL_SIZE, 8, Endpoint.of("192.0.2.2", 4500), Endpoint.of("192.0.2.1", 4500));
    final Gateway gateway;
    private final List<Agent> agents = new ArrayList<>();
    private final PacketBurst sent = PacketBurst.allocate(CELL_SIZE);
    private final PacketBurst received = PacketBurst.allocate(CELL_SIZE);
    private long nowNs;
    int pathMtu = 1500;

    GatewayFixture(String config, @Nullable SequenceStore store, boolean ivReuseAccepted) throws ConfigException {
        gateway = new Gateway(new GatewayContext(
                parse(config),
                AeadProviders.select("jca"),
                new DataplanePorts(
                        List.of(new PublicPort(peer.peer(), true)),
                        host.peer(),
                        host.peer().sender(),
                        null),
                List.of(),
                store,
                ivReuseAccepted,
                remote -> pathMtu,
                () -> nowNs,
                new SecureRandom(),
                new SecureRandom(),
                error -> {
                    throw new IllegalStateException(error);
                }));
        agents.addAll(gateway.outboundAgents());
        agents.addAll(gateway.inboundAgents());
        agents.add(gateway.conductor());
    }

    static GatewayConfig parse(String config) throws ConfigException {
        return ConfigLoader.parse(config, "test.conf", Path.of("."));
    }

    /** A configuration with one child from 10.1.0.0/24 to 10.2.0.0/24. */
    static String config(String suite, boolean esn, int keyLength) {
        return """
                gateway {
                    mode = inline
                }
                public {
                    udp = 192.0.2.1:4500
                }
                static {
                    child {
                        local = 192.0.2.1
                        remote = 192.0.2.2
                        suite = %s
                        allow_null = yes
                        esn = %s
                        local_ts = 10.1.0.0/24
                        remote_ts = 10.2.0.0/24
                        in {
                            spi = 0xc0de0001
                            key = 0x%s
                        }
                        out {
                            spi = 0xc0de0002
                            key = 0x%s
                        }
                    }
                }
                """.formatted(suite, esn ? "yes" : "no", "a1".repeat(keyLength), "b2".repeat(keyLength));
    }

    void advance(long ns) {
        nowNs += ns;
    }

    void pump() throws Exception {
        int work;
        do {
            work = 0;
            for (Agent agent : agents) {
                work += agent.doWork();
            }
        } while (work != 0);
    }

    /** Sends a burst of the smallest packets from 10.1.0.2 to 10.2.0.2, and returns how many ESP datagrams came out. */
    int sendBurst() throws Exception {
        return send(PacketBurst.CAPACITY, 20);
    }

    /** Sends packets of {@code length} bytes without DF, and returns how many ESP datagrams came out. */
    int send(int count, int length) throws Exception {
        byte[] packet = new byte[length];
        packet[0] = 0x45;
        packet[2] = (byte) (length >>> 8);
        packet[3] = (byte) length;
        packet[8] = 64;
        packet[9] = (byte) 254;
        System.arraycopy(new byte[] {10, 1, 0, 2, 10, 2, 0, 2}, 0, packet, 12, 8);
        sent.count(count);
        for (int i = 0; i < count; i++) {
            sent.packet(i, sent.packetOffset(i), packet.length);
            sent.putBytes(sent.packetOffset(i), packet, 0, packet.length);
        }
        host.transmit(sent, PacketBurst.FORWARD);
        pump();
        return peer.receive(received);
    }

    long nextSequence() {
        return gateway.status().children().getFirst().nextSequence();
    }

    @Override
    public void close() {
        gateway.close();
        host.close();
        peer.close();
    }
}
