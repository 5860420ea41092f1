package dev.ringswan.gateway.interop;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Debian's strongSwan: charon with ESP in user space, commanded by swanctl.
 *
 * <p>kernel-libipsec does tunnel mode in UDP only, without extended sequence numbers. It is loaded before kernel-netlink, since
 * the first to register gets the SAs; kernel-netlink then serves addresses and routes.
 */
final class StrongSwan implements Peer {
    static final Path CHARON = Path.of("/usr/lib/ipsec/charon");
    private static final String PLUGINS =
            "random nonce openssl aes gcm chapoly x509 revocation constraints pubkey pem pkcs1 pkcs8"
                    + " sha1 sha2 hmac kdf curve25519 mgf1 gmp kernel-libipsec kernel-netlink socket-default vici updown";
    private static final Pattern IKE_SA =
            Pattern.compile("\\{uniqueid=\\d+ version=2 state=(\\w+) .*?initiator-spi=(\\w+) responder-spi=(\\w+)");
    private static final Pattern CHILD_SA =
            Pattern.compile("\\{name=\\S+ uniqueid=\\d+ reqid=\\d+ state=(\\w+) [^{}]*?spi-in=(\\w+) spi-out=(\\w+)");

    private final Lab lab;
    private final Setup setup;
    private final Side side;
    private final Path directory;
    private @Nullable Process charon;

    StrongSwan(Lab lab, Setup setup, Credentials credentials, Side side) throws IOException, InterruptedException {
        this.lab = lab;
        this.setup = setup;
        this.side = side;
        this.directory = lab.directory(side);
        credentials.copy(setup, side, directory);
    }

    @Override
    public void start() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("strongswan.conf"), settings());
        Files.writeString(directory.resolve("swanctl.conf"), connections());
        Files.deleteIfExists(socket());
        // The pid file's directory is compiled in: each charon gets one of its own.
        String mount = "mount -t tmpfs none /run && exec \"$@\"";
        charon = lab.start(
                Lab.gateway(side),
                directory.resolve("stdout.log"),
                environment(),
                List.of("unshare", "-m", "sh", "-c", mount, "sh", CHARON.toString()));
        Waiting.until(10, "charon takes commands", this::takesCommands);
        require("--load-all", "--file", directory.resolve("swanctl.conf").toString());
    }

    private String settings() {
        return """
                charon {
                    load = %s
                    install_virtual_ip = no
                    retransmit_timeout = 1.0
                    retransmit_tries = 3
                    keep_alive = 2s
                    filelog {
                        log {
                            path = %s
                            time_format = %%T
                            time_add_ms = yes
                            flush_line = yes
                            default = 1
                            cfg = 2
                            ike = 2
                        }
                    }
                    plugins {
                        vici {
                            socket = unix://%s
                        }
                        socket-default {
                            use_ipv6 = no
                        }
                    }
                }
                swanctl {
                    load = pem pkcs1 pkcs8 x509 pubkey openssl random
                }
                """.formatted(PLUGINS, logFile(), socket());
    }

    private String connections() {
        // At our end it stands for Ringswan, which has no MOBIKE.
        String mobike = side == Side.OURS ? "mobike = no" : "";
        String action = setup.survivor() == side ? "dpd_action = restart" : "";
        return SwanctlText.of(setup, side, new SwanctlText.Extras(mobike, action));
    }

    private Path socket() {
        return directory.resolve("vici");
    }

    private boolean takesCommands() {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Path logFile() {
        return directory.resolve("charon.log");
    }

    private Map<String, String> environment() {
        return Map.of(
                "STRONGSWAN_CONF",
                directory.resolve("strongswan.conf").toString(),
                "SWANCTL_DIR",
                directory.toString());
    }

    private Command.Output swanctl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("swanctl"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--uri", "unix://" + socket()));
        return lab.run(Lab.gateway(side), environment(), command);
    }

    private void require(String... arguments) throws IOException, InterruptedException {
        Command.Output output = swanctl(arguments);
        if (!output.succeeded()) {
            String said = Complaints.last(output.text());
            throw new InteropFailure("swanctl " + arguments[0] + ": "
                    + (said.isEmpty() ? output.text().strip() : said));
        }
    }

    @Override
    public void initiate() throws IOException, InterruptedException {
        require("--initiate", "--child", SwanctlText.CHILD, "--timeout", "20");
    }

    @Override
    public void rekeyChild() throws IOException, InterruptedException {
        require("--rekey", "--child", SwanctlText.CHILD);
    }

    @Override
    public void rekeyIke() throws IOException, InterruptedException {
        require("--rekey", "--ike", SwanctlText.CONNECTION);
    }

    @Override
    public void delete() throws IOException, InterruptedException {
        require("--terminate", "--ike", SwanctlText.CONNECTION, "--timeout", "10");
    }

    @Override
    public void kill() throws IOException, InterruptedException {
        Lab.signal(charon, "KILL");
        if (charon != null) {
            charon.waitFor();
        }
    }

    @Override
    public void freeze(boolean frozen) throws IOException, InterruptedException {
        Lab.signal(charon, frozen ? "STOP" : "CONT");
    }

    @Override
    public Sas sas() throws IOException, InterruptedException {
        return parse(swanctl("--list-sas", "--raw").text());
    }

    /** Reads what {@code swanctl --list-sas --raw} prints. */
    static Sas parse(String text) {
        Set<String> ike = new HashSet<>();
        Matcher sa = IKE_SA.matcher(text);
        while (sa.find()) {
            if (sa.group(1).equals("ESTABLISHED")) {
                ike.add(sa.group(2) + ":" + sa.group(3));
            }
        }
        Map<String, String> children = new TreeMap<>();
        Matcher child = CHILD_SA.matcher(text);
        while (child.find()) {
            if (child.group(1).equals("INSTALLED")) {
                children.put(child.group(2), child.group(3));
            }
        }
        return new Sas(ike, children);
    }

    @Override
    public String log() throws IOException {
        return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    }
}
