package dev.ringswan.gateway.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Configurations of the two gateways of the demo, with a fresh shared key. Gateway A starts; each gives the child new keys
 * after some traffic.
 *
 * <pre>
 *   10.1.0.0/24, fd00:1::/64 ── gw-a 192.0.2.1, 2001:db8::1 ══ 192.0.2.2, 2001:db8::2 gw-b ── 10.2.0.0/24, fd00:2::/64
 * </pre>
 *
 * @param outerIpv6 whether the tunnel's outer header is IPv6
 * @param udp whether ESP is encapsulated in UDP
 * @param suite keyword of the suite
 * @param mode run mode of the gateways
 * @param rekeyBytes after how many bytes the child gets new keys
 */
public record DemoConfig(boolean outerIpv6, boolean udp, String suite, String mode, long rekeyBytes) {
    /** What the demo runs unless told otherwise. */
    public static final DemoConfig DEFAULT = new DemoConfig(false, true, "aes256gcm16", "direct", 200_000_000);

    /** A transfer of this many times the bytes of a rekey sees at least three of them. */
    private static final int TRANSFER_PER_REKEY = 5;

    /** Far enough that negotiating new keys is always faster than using up the old ones. */
    private static final int HARD_PER_REKEY = 100;

    private static final int KEY_LENGTH = 32;

    /** The two texts. */
    public record Pair(String a, String b) {}

    /** After how many bytes to rekey, so that a transfer sees it several times. */
    public static long rekeyBytes(long transferBytes) {
        return Math.max(1, transferBytes / TRANSFER_PER_REKEY);
    }

    /** Makes a pair that fits together. */
    public Pair generate(SecureRandom random) {
        byte[] key = new byte[KEY_LENGTH];
        random.nextBytes(key);
        String secret = "0x" + HexFormat.of().formatHex(key);
        return new Pair(text(1, 2, secret), text(2, 1, secret));
    }

    /**
     * Writes {@code gw-a.conf} and {@code gw-b.conf}, readable by their owner only, each with a control socket beside it.
     *
     * @param offload whether the gateways use the offloads of the kernel
     * @param xdp the interface between them, for AF_XDP to carry ESP there; null for sockets alone
     */
    public void write(Path directory, SecureRandom random, boolean offload, @Nullable String xdp) throws IOException {
        Pair pair = generate(random);
        String publicSide = xdp == null ? "" : "public {\n    xdp = " + xdp + "\n}\n";
        write(directory, "gw-a", pair.a() + publicSide, offload);
        write(directory, "gw-b", pair.b() + publicSide, offload);
    }

    private static void write(Path directory, String name, String text, boolean offload) throws IOException {
        Path file = Files.createFile(
                directory.resolve(name + ".conf"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String start =
                "gateway {\n    control_socket = %s.sock\n    offload = %s\n".formatted(name, offload ? "yes" : "no");
        Files.writeString(file, text.replace("gateway {\n", start));
    }

    private String text(int own, int peer, String secret) {
        return """
                gateway {
                    mode = %s
                    icmp_source = 10.%2$d.0.1, fd00:%2$d::1
                }
                tun {
                    name = ringswan0
                    mtu = 1400
                }
                connections {
                    demo {
                        local_addrs = %4$s
                        remote_addrs = %5$s
                        encap = %6$s
                        local {
                            auth = psk
                            id = gw-%2$d
                        }
                        remote {
                            auth = psk
                            id = gw-%3$d
                        }
                        children {
                            demo {
                                local_ts = 10.%2$d.0.0/24, fd00:%2$d::/64
                                remote_ts = 10.%3$d.0.0/24, fd00:%3$d::/64
                                esp_proposals = %7$s-x25519-esn
                                start_action = %8$s
                                rekey_bytes = %9$d
                                life_bytes = %10$d
                            }
                        }
                    }
                }
                secrets {
                    ike-demo {
                        secret = %11$s
                    }
                }
                """.formatted(
                        mode,
                        own,
                        peer,
                        address(own),
                        address(peer),
                        udp ? "yes" : "no",
                        suite,
                        own == 1 ? "start" : "trap",
                        rekeyBytes,
                        HARD_PER_REKEY * rekeyBytes,
                        secret);
    }

    private String address(int gateway) {
        return (outerIpv6 ? "2001:db8::" : "192.0.2.") + gateway;
    }
}
