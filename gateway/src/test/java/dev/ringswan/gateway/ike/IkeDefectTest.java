package dev.ringswan.gateway.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.DataplanePorts;
import dev.ringswan.dataplane.PublicPort;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.gateway.Gateway;
import dev.ringswan.gateway.GatewayContext;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.ike.IkeEndpoint;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.SpiAllocator;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.MemoryPort;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a defect in IKE leaves of the messages beside the one that has brought it about. */
class IkeDefectTest {
    private static final int CELL_SIZE = 2_048;

    /** Throws as often as it is to. */
    private static final class Fragile extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private int failures;

        @Override
        public void nextBytes(byte[] bytes) {
            if (failures > 0) {
                failures--;
                throw new IllegalMonitorStateException("planted");
            }
            super.nextBytes(bytes);
        }
    }

    private final Fragile random = new Fragile();
    private final List<Throwable> errors = new ArrayList<>();
    private final MemoryPort esp = pair(4_500);
    private final MemoryPort ike = pair(500);
    private final MemoryPort host = pair(0);
    private final Gateway gateway;
    private long nowNs;

    IkeDefectTest() throws ConfigException {
        gateway = new Gateway(new GatewayContext(
                config("192.0.2.1", "192.0.2.2"),
                AeadProviders.select("jca"),
                new DataplanePorts(
                        List.of(new PublicPort(esp.peer(), true)),
                        host.peer(),
                        host.peer().sender(),
                        null),
                List.of(new IkePort(address("192.0.2.1"), ike.peer(), false)),
                null,
                true,
                _ -> SaParameters.PATH_MTU_DEFAULT,
                () -> nowNs,
                random,
                new SecureRandom(),
                errors::add));
    }

    @AfterEach
    void close() {
        gateway.close();
        List.of(esp, ike, host).forEach(MemoryPort::close);
    }

    private static MemoryPort pair(int port) {
        return MemoryPort.pair(CELL_SIZE, 8, Endpoint.of("192.0.2.2", port), Endpoint.of("192.0.2.1", port));
    }

    private static TransportAddress address(String address) {
        return new TransportAddress(Endpoint.of(address, 500).address(), 500);
    }

    private static GatewayConfig config(String local, String remote) throws ConfigException {
        return ConfigLoader.parse("""
                gateway {
                    mode = inline
                }
                connections {
                    office {
                        local_addrs = %s
                        remote_addrs = %s
                        local {
                            auth = psk
                        }
                        remote {
                            auth = psk
                        }
                        children {
                            net {
                                local_ts = 10.1.0.0/16
                                remote_ts = 10.1.0.0/16
                            }
                        }
                    }
                }
                secrets {
                    ike {
                        secret = 0x000102030405060708090a0b0c0d0e0f
                    }
                }
                """.formatted(local, remote), "test.conf", Path.of("."));
    }

    /** First messages of as many peers. */
    private static List<byte[]> firstMessages(int count) throws ConfigException {
        SpiAllocator spis = new SpiAllocator() {
            @Override
            public int allocate() {
                return 0x1000;
            }

            @Override
            public void release(int spi) {}
        };
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            IkeEndpoint peer = new IkeEndpoint(
                    config("192.0.2.2", "192.0.2.1").ike().config(), new SecureRandom(), new SecureRandom(), spis);
            for (IkeEffect effect : peer.handle(new IkeInput.Initiate("office"), 1)) {
                if (effect instanceof IkeEffect.SendDatagram datagram) {
                    messages.add(datagram.content().toArray());
                }
            }
        }
        return messages;
    }

    @Test
    void losesOneMessageOfABurst() throws Exception {
        List<byte[]> messages = firstMessages(4);
        PacketBurst burst = PacketBurst.allocate(CELL_SIZE);
        burst.count(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            burst.packet(i, burst.packetOffset(i), messages.get(i).length);
            burst.putBytes(burst.packetOffset(i), messages.get(i), 0, messages.get(i).length);
            burst.verdict(i, PacketBurst.FORWARD);
        }
        assertThat(ike.transmit(burst, PacketBurst.FORWARD)).isEqualTo(4);
        random.failures = 1;
        gateway.conductor().doWork();
        assertThat(errors).singleElement().asString().contains("planted");
        int answers = 0;
        for (int count = ike.receive(burst); count > 0; count = ike.receive(burst)) {
            answers += count;
        }
        assertThat(answers).isEqualTo(3);
    }
}
