package dev.ringswan.gateway.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Configurations of the two gateways of the demo, with fresh random keys.
 *
 * <pre>
 *   10.1.0.0/24, fd00:1::/64 ── gw-a 192.0.2.1, 2001:db8::1 ══ 192.0.2.2, 2001:db8::2 gw-b ── 10.2.0.0/24, fd00:2::/64
 * </pre>
 *
 * @param outerIpv6 whether the tunnel's outer header is IPv6
 * @param udp whether ESP is encapsulated in UDP
 * @param suite keyword of the suite, one of AES-GCM or ChaCha20-Poly1305 with 256 bits
 * @param mode run mode of the gateways
 */
public record DemoConfig(boolean outerIpv6, boolean udp, String suite, String mode) {
    /** What the demo runs unless told otherwise. */
    public static final DemoConfig DEFAULT = new DemoConfig(false, true, "aes256gcm16", "direct");

    private static final int KEY_LENGTH = 36;

    /** The two texts. */
    public record Pair(String a, String b) {}

    /** Makes a pair that fits together. */
    public Pair generate(SecureRandom random) {
        String keyToA = key(random);
        String keyToB = key(random);
        return new Pair(text(1, 2, keyToA, keyToB), text(2, 1, keyToB, keyToA));
    }

    /** Writes {@code gw-a.conf} and {@code gw-b.conf}, readable by their owner only, each with a sequence store and a control socket beside it. */
    public void write(Path directory, SecureRandom random) throws IOException {
        Pair pair = generate(random);
        write(directory, "gw-a", pair.a());
        write(directory, "gw-b", pair.b());
    }

    private static void write(Path directory, String name, String text) throws IOException {
        Path file = Files.createFile(
                directory.resolve(name + ".conf"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String store =
                "gateway {\n    sequence_store = " + name + "-sequence\n    control_socket = " + name + ".sock\n";
        Files.writeString(file, text.replace("gateway {\n", store));
    }

    private static String key(SecureRandom random) {
        byte[] key = new byte[KEY_LENGTH];
        random.nextBytes(key);
        return "0x" + HexFormat.of().formatHex(key);
    }

    private String text(int own, int peer, String inKey, String outKey) {
        return """
                gateway {
                    mode = %s
                    icmp_source = 10.%d.0.1, fd00:%d::1
                }
                tun {
                    name = ringswan0
                    mtu = 1400
                    routes = 10.%d.0.0/24, fd00:%d::/64
                }
                public {
                    %s
                }
                static {
                    demo {
                        local = %s
                        remote = %s
                        encapsulation = %s
                        suite = %s
                        local_ts = 10.%d.0.0/24, fd00:%d::/64
                        remote_ts = 10.%d.0.0/24, fd00:%d::/64
                        in {
                            spi = 0xc0de000%d
                            key = %s
                        }
                        out {
                            spi = 0xc0de000%d
                            key = %s
                        }
                    }
                }
                """.formatted(
                        mode,
                        own,
                        own,
                        peer,
                        peer,
                        (udp ? "udp = " : "esp = ") + address(own),
                        address(own),
                        address(peer),
                        udp ? "udp" : "none",
                        suite,
                        own,
                        own,
                        peer,
                        peer,
                        own,
                        inKey,
                        peer,
                        outKey);
    }

    private String address(int gateway) {
        return (outerIpv6 ? "2001:db8::" : "192.0.2.") + gateway;
    }
}
