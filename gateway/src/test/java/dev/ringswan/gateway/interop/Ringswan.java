package dev.ringswan.gateway.interop;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Ringswan's daemon, from the classes that this program was started with, commanded over its control socket. */
final class Ringswan implements Peer {
    private static final Path ROOT = Path.of(System.getProperty("ringswan.root", ".."));
    private static final String SEED_CONNECTION = "aws-vpn";
    private static final int COMMAND_SECONDS = 20;

    private final Lab lab;
    private final Setup setup;
    private final Path directory;
    private @Nullable Process daemon;

    Ringswan(Lab lab, Setup setup, Credentials credentials) throws IOException, InterruptedException {
        this.lab = lab;
        this.setup = setup;
        this.directory = lab.directory(Side.OURS);
        credentials.copy(setup, Side.OURS, directory);
    }

    @Override
    public void start() throws IOException, InterruptedException {
        Path config = setup.fromSeed() ? writeSeed() : writeConfig();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + ROOT.resolve("scripts/jvm.flags").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.ringswan.gateway.cli.Main"));
        command.addAll(List.of("run", "--config", config.toString(), "--socket", socket().toString()));
        Process process = lab.start(Lab.gateway(Side.OURS), logFile(), Map.of(), command);
        daemon = process;
        Waiting.until(20, "Ringswan takes commands", () -> !process.isAlive() || takesCommands());
        if (!process.isAlive()) {
            throw new InteropFailure("Ringswan ended: " + log().strip());
        }
    }

    private Path writeConfig() throws IOException {
        String action = setup.survivor() == Side.OURS ? "dpd_action = restart" : "";
        String text = devices() + SwanctlText.of(setup, Side.OURS, new SwanctlText.Extras("", action));
        return write("ringswan.conf", text);
    }

    /** The two files that Ringswan began with, as they were. */
    private Path writeSeed() throws IOException {
        write("ipsec.secrets", """
                203.0.113.1 52.10.20.30 : PSK "MyPreSharedKey123"
                """);
        return write("ipsec.conf", """
                conn aws-vpn
                    type=tunnel
                    auto=start
                    left=203.0.113.1
                    leftsubnet=192.168.1.0/24
                    right=52.10.20.30
                    rightsubnet=10.0.0.0/16
                    ike=aes256-sha256-modp2048
                    esp=aes256-sha256
                    keyexchange=ikev2
                    authby=secret
                """);
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private String devices() {
        Topology.Site own = setup.topology().ours();
        return """
                tun {
                    routes = %s
                }
                public {
                    udp = %s:4500
                }
                """.formatted(setup.topology().theirs().network(), own.outer());
    }

    private Path logFile() {
        return directory.resolve("ringswan.log");
    }

    private Path socket() {
        return directory.resolve("control");
    }

    private boolean takesCommands() {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** One request, one reply. */
    private Map<String, Object> call(String request) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            channel.write(ByteBuffer.wrap((request + '\n').getBytes(StandardCharsets.UTF_8)));
            String line = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)).readLine();
            if (line == null) {
                throw new InteropFailure("Ringswan hung up at " + request);
            }
            return JSON.std.mapFrom(line);
        } catch (IOException e) {
            throw new InteropFailure("Ringswan does not answer: " + e.getMessage());
        }
    }

    private void command(String name, String more) {
        Map<String, Object> reply = call("{\"command\":\"%s\",\"connection\":\"%s\",\"timeout\":%d%s}"
                .formatted(name, setup.fromSeed() ? SEED_CONNECTION : SwanctlText.CONNECTION, COMMAND_SECONDS, more));
        if (!Boolean.TRUE.equals(reply.get("ok"))) {
            throw new InteropFailure("ringswan " + name + ": " + reply.get("messages"));
        }
    }

    @Override
    public void initiate() {
        command("up", "");
    }

    @Override
    public void rekeyChild() {
        command("rekey", "");
    }

    @Override
    public void rekeyIke() {
        command("rekey", ",\"ike\":true");
    }

    @Override
    public void delete() {
        command("down", "");
    }

    @Override
    public void kill() throws IOException, InterruptedException {
        Lab.signal(daemon, "KILL");
        if (daemon != null) {
            daemon.waitFor();
        }
    }

    @Override
    public void freeze(boolean frozen) throws IOException, InterruptedException {
        Lab.signal(daemon, frozen ? "STOP" : "CONT");
    }

    @Override
    public Sas sas() {
        return parse(call("{\"command\":\"status\"}"));
    }

    /** Reads the reply to {@code status}. */
    static Sas parse(Map<String, Object> status) {
        Set<String> ike = new HashSet<>();
        Map<String, String> children = new TreeMap<>();
        for (Map<?, ?> connection : maps(status.get("connections"))) {
            if ("up".equals(connection.get("state"))) {
                ike.add(
                        connection.get("initiator_spi") == null
                                ? Sas.UNKNOWN
                                : connection.get("initiator_spi") + ":" + connection.get("responder_spi"));
            }
            for (Map<?, ?> child : maps(connection.get("children"))) {
                for (Map<?, ?> pair : maps(child.get("sas"))) {
                    if ("current".equals(pair.get("use"))) {
                        children.put(spi(pair.get("in")), spi(pair.get("out")));
                    }
                }
            }
        }
        return new Sas(ike, children);
    }

    private static String spi(@Nullable Object sa) {
        return sa instanceof Map<?, ?> map ? String.valueOf(map.get("spi")).replaceFirst("^0x", "") : "none";
    }

    private static List<Map<?, ?>> maps(@Nullable Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (list instanceof List<?> elements) {
            elements.forEach(element -> maps.add((Map<?, ?>) element));
        }
        return maps;
    }

    @Override
    public String log() throws IOException {
        return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    }
}
