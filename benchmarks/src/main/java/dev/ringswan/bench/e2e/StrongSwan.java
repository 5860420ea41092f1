package dev.ringswan.bench.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** strongSwan with kernel-libipsec: ESP in UDP in user space; IKEv2 with a shared key, AES-256-GCM by OpenSSL. */
final class StrongSwan implements Peer {
    @Override
    public String name() {
        return "strongswan";
    }

    @Override
    public String version() throws IOException, InterruptedException {
        String text = Namespaces.run("dpkg-query", "-W", "-f", "${Version}", "strongswan-charon");
        return text + ", kernel-libipsec, aes256gcm16, MTU 1400";
    }

    @Override
    public List<Process> start(Namespaces net) throws IOException, InterruptedException {
        Process a = charon(net, "a", net.a());
        Process b = charon(net, "b", net.b());
        configure(net, "a", Namespaces.A_ADDRESS, Namespaces.B_ADDRESS, Namespaces.CLIENT_NET, Namespaces.SERVER_NET);
        configure(net, "b", Namespaces.B_ADDRESS, Namespaces.A_ADDRESS, Namespaces.SERVER_NET, Namespaces.CLIENT_NET);
        control(net, "a", "--initiate", "--child", "net");
        net.awaitPath("charon-a");
        return List.of(a, b);
    }

    private static Path directory(Namespaces net, String name) {
        return net.directory().resolve("charon-" + name);
    }

    /** Each has files of its own, and a private /run for what is compiled in. */
    private static Process charon(Namespaces net, String name, String namespace)
            throws IOException, InterruptedException {
        Path own = Files.createDirectories(directory(net, name));
        Path config = own.resolve("strongswan.conf");
        Files.writeString(config, """
                charon {
                    load = random nonce openssl x509 pubkey pem pkcs1 hmac kdf kernel-libipsec kernel-netlink socket-default vici
                    install_virtual_ip = no
                    plugins {
                        vici {
                            socket = unix://%1$s/vici
                        }
                        socket-default {
                            use_ipv6 = no
                        }
                    }
                }
                swanctl {
                    load = pem pkcs1 x509 pubkey openssl random
                }
                """.formatted(own));
        Process process = net.start(
                "charon-" + name,
                namespace,
                List.of(
                        "unshare",
                        "-m",
                        "env",
                        "STRONGSWAN_CONF=" + config,
                        "sh",
                        "-c",
                        "mount -t tmpfs none /run && exec /usr/lib/ipsec/charon"));
        net.await("the control socket of charon", "charon-" + name, () -> Files.exists(own.resolve("vici")));
        return process;
    }

    private static void configure(Namespaces net, String name, String own, String peer, String ownNet, String peerNet)
            throws IOException, InterruptedException {
        Path file = directory(net, name).resolve("swanctl.conf");
        Files.writeString(file, """
                connections {
                    net {
                        version = 2
                        local_addrs = %1$s
                        remote_addrs = %2$s
                        proposals = aes256gcm16-prfsha256-x25519
                        encap = yes
                        mobike = no
                        rekey_time = 0
                        local {
                            auth = psk
                            id = %1$s
                        }
                        remote {
                            auth = psk
                            id = %2$s
                        }
                        children {
                            net {
                                local_ts = %3$s
                                remote_ts = %4$s
                                esp_proposals = aes256gcm16
                                rekey_time = 0
                            }
                        }
                    }
                }
                secrets {
                    ike-net {
                        id-a = %1$s
                        id-b = %2$s
                        secret = "for a measurement between two namespaces"
                    }
                }
                """.formatted(own, peer, ownNet, peerNet));
        control(net, name, "--load-all", "--file", file.toString());
    }

    private static void control(Namespaces net, String name, String... arguments)
            throws IOException, InterruptedException {
        Path own = directory(net, name);
        List<String> line =
                new ArrayList<>(List.of("env", "STRONGSWAN_CONF=" + own.resolve("strongswan.conf"), "swanctl"));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--uri", "unix://" + own.resolve("vici")));
        Namespaces.run(line.toArray(String[]::new));
    }
}
