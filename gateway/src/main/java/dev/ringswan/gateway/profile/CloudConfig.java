package dev.ringswan.gateway.profile;

import dev.ringswan.gateway.config.CloudProfile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the configuration of a gateway for the tunnels of a cloud. */
public final class CloudConfig {
    /** What is offered: one suite, since clouds choose by their own lists. */
    public enum Suite {
        /** AES-256-GCM. */
        GCM,
        /** AES-256-CBC with SHA-256 and MODP-2048, for endpoints that have nothing better. */
        CBC
    }

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private final CloudProfile profile;
    private final CloudTunnels tunnels;
    private final Suite suite;
    private final String local;
    private final List<String> networks;

    /**
     * Of one VPN connection.
     *
     * @param local our address on this machine; behind a NAT another than the cloud knows
     * @param networks behind the cloud, to which routes are made; any packet may go through the tunnels
     */
    public CloudConfig(CloudProfile profile, CloudTunnels tunnels, Suite suite, String local, List<String> networks) {
        this.profile = profile;
        this.tunnels = tunnels;
        this.suite = suite;
        this.local = local;
        this.networks = List.copyOf(networks);
        for (CloudTunnels.Tunnel tunnel : tunnels.tunnels()) {
            if (!profile.accepts(tunnel.key())) {
                throw new IllegalArgumentException("the pre-shared key for " + tunnel.outside() + " is not of "
                        + profile.keyRule() + ", as " + profile.title() + " wants it");
            }
        }
    }

    /** The text of the configuration; it holds the pre-shared keys. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("# ").append(profile.title()).append(", ").append(tunnels.name());
        text.append(". This file holds keys: chmod 600.\n\nconnections {\n");
        for (int i = 0; i < tunnels.tunnels().size(); i++) {
            text.append(connection(i + 1, tunnels.tunnels().get(i)).indent(4));
        }
        text.append("}\n\nsecrets {\n");
        for (int i = 0; i < tunnels.tunnels().size(); i++) {
            text.append(secret(i + 1, tunnels.tunnels().get(i)).indent(4));
        }
        text.append("}\n\n")
                .append(group())
                .append("tun {\n    mtu = ")
                .append(tunMtu())
                .append('\n');
        String inside = tunnels.tunnels().stream()
                .flatMap(tunnel -> Stream.ofNullable(tunnel.inside()))
                .collect(Collectors.joining(", "));
        if (!inside.isEmpty()) {
            text.append("    addresses = ").append(inside).append('\n');
        }
        // Without one the routes would be implied, and any address is behind the peer.
        String routes = networks.isEmpty() ? "none" : String.join(", ", networks);
        return text.append("    routes = ").append(routes).append("\n}\n").toString();
    }

    /** One tunnel is no group. */
    private String group() {
        int count = tunnels.tunnels().size();
        if (count < 2) {
            return "";
        }
        String members = IntStream.rangeClosed(1, count)
                .mapToObj(number -> "tunnel-" + number + "/any")
                .collect(Collectors.joining(", "));
        StringBuilder group = new StringBuilder("groups {\n    cloud {\n        members = " + members + '\n');
        group.append("        mode = active-standby\n");
        if (tunnels.areProbed()) {
            group.append(list("probe", CloudTunnels.Tunnel::insidePeer));
            group.append(list("probe_source", CloudTunnels.Tunnel::insideAddress));
        } else {
            group.append("        # probe = an address behind the cloud that answers pings: fails over within 3 s\n");
        }
        return group.append("    }\n}\n\n").toString();
    }

    private String list(String key, Function<CloudTunnels.Tunnel, @Nullable String> address) {
        return "        " + key + " = "
                + tunnels.tunnels().stream()
                        .map(tunnel -> Objects.requireNonNull(address.apply(tunnel)))
                        .collect(Collectors.joining(", "))
                + '\n';
    }

    private String connection(int number, CloudTunnels.Tunnel tunnel) {
        return """
                tunnel-%d {
                    profile = %s
                    local_addrs = %s
                    remote_addrs = %s
                    proposals = %s
                %s
                    dpd_delay = %s
                    local {
                        auth = psk
                        id = %s
                    }
                    remote {
                        auth = psk
                        id = %s
                    }
                    children {
                        any {
                            local_ts = 0.0.0.0/0
                            remote_ts = 0.0.0.0/0
                            esp_proposals = %s
                %s
                            path_mtu = %d
                            start_action = start
                            close_action = start
                        }
                    }
                }
                """.formatted(
                        number,
                        profile.keyword(),
                        local,
                        tunnel.outside(),
                        ikeProposal(),
                        ikeLifetime().stripTrailing().indent(4).stripTrailing(),
                        profile == CloudProfile.AZURE ? "30s" : "10s",
                        tunnels.customer(),
                        tunnel.outside(),
                        espProposal(),
                        childLifetime().stripTrailing().indent(12).stripTrailing(),
                        profile.pathMtu());
    }

    private static String secret(int number, CloudTunnels.Tunnel tunnel) {
        return """
                ike-tunnel-%d {
                    id = %s
                    secret = "%s"
                }
                """.formatted(number, tunnel.outside(), quotable(tunnel.key()));
    }

    /** What would be read as something else is written in base64. */
    private static String quotable(String key) {
        return key.matches("[A-Za-z1-9._][A-Za-z0-9._]*")
                ? key
                : "0s" + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.US_ASCII));
    }

    private String ikeProposal() {
        return switch (suite) {
            case CBC -> "aes256-sha256-modp2048";
            case GCM -> profile == CloudProfile.GCP ? "aes256gcm16-prfsha256-x25519" : "aes256gcm16-prfsha384-ecp384";
        };
    }

    private String espProposal() {
        return switch (suite) {
            case CBC -> "aes256-sha256-modp2048";
            case GCM -> profile == CloudProfile.GCP ? "aes256gcm16-x25519" : "aes256gcm16-ecp384";
        };
    }

    /** We rekey first, well before the peer does, and end when it ends. */
    private String ikeLifetime() {
        return switch (profile) {
            case AWS, AZURE -> """
                    rekey_time = 25800s
                    rand_time = 600s
                    over_time = 3000s
                    """;
            case GCP -> """
                    rekey_time = 34000s
                    rand_time = 1700s
                    over_time = 2000s
                    """;
        };
    }

    private String childLifetime() {
        return switch (profile) {
            case AWS -> """
                    rekey_time = 2400s
                    rand_time = 120s
                    life_time = 3600s
                    rekey_bytes = 100G
                    """;
            case AZURE -> """
                    rekey_time = 24300s
                    rand_time = 1200s
                    life_time = 27000s
                    rekey_bytes = 90000000k
                    life_bytes = 102400000k
                    """;
            case GCP -> """
                    rekey_time = 9900s
                    rand_time = 500s
                    life_time = 10800s
                    """;
        };
    }

    /** What remains of the path with the overhead of the suite, ESP in UDP over IPv4, rounded. */
    private int tunMtu() {
        return profile == CloudProfile.GCP ? 1_360 : 1_400;
    }

    /**
     * Writes the file, which only its owner may read.
     *
     * @throws IllegalArgumentException when it is there already
     */
    public void write(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER))) {
            ByteBuffer bytes = ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(
                    file + " is there already: move it away, or choose another place by --out", e);
        }
    }
}
