package dev.ringswan.gateway.profile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text that the AWS console offers under "Download configuration": the generic form, or the one for strongSwan. It
 * is a letter to people, so only what stands in it in a fixed form is read, and everything that is needed must be found.
 */
public final class ConsoleFile {
    private static final Pattern ID = Pattern.compile("\\bvpn-[0-9a-f]{6,20}\\b");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    /** {@code IPSec Tunnel #1}, on a line of its own. */
    private static final Pattern GENERIC_TUNNEL = Pattern.compile("(?m)^IPSec Tunnel #([0-9])\\s*$");
    /** {@code   - Pre-Shared Key           : text}. */
    private static final Pattern GENERIC_SETTING = Pattern.compile("^\\s*-\\s+([^:]+?)\\s*:\\s*(\\S.*?)\\s*$");

    private static final Pattern STRONGSWAN_TUNNEL = Pattern.compile("(?m)^\\s*conn\\s+(?!%)(\\S+)\\s*$");
    private static final Pattern STRONGSWAN_SETTING = Pattern.compile("(?m)^\\s*([a-z]+)\\s*=\\s*(\\S+)\\s*$");
    private static final Pattern STRONGSWAN_SECRET =
            Pattern.compile("(?m)^\\s*(\\S+)\\s+(\\S+)\\s*:\\s*PSK\\s+\"([^\"]*)\"");
    private static final Pattern STRONGSWAN_INSIDE = Pattern.compile("-ll\\s+(\\S+)\\s+-lr\\s+(\\S+)");

    private final String text;
    private final List<String> notes = new ArrayList<>();

    private ConsoleFile(String text) {
        this.text = text;
    }

    /**
     * Reads it.
     *
     * @param text of the whole file
     * @throws IllegalArgumentException when it is neither form, or something is missing; says what
     */
    public static CloudTunnels read(String text) {
        ConsoleFile file = new ConsoleFile(text.replace("\r", ""));
        Matcher id = ID.matcher(text);
        String name = id.find() ? id.group() : "aws";
        if (GENERIC_TUNNEL.matcher(file.text).find()) {
            return file.readGeneric(name);
        }
        if (STRONGSWAN_SECRET.matcher(file.text).find()) {
            return file.readStrongSwan(name);
        }
        throw new IllegalArgumentException(
                "this is neither of the files that are understood: in the AWS console, choose"
                        + " 'Download configuration' with vendor 'Generic' or 'Strongswan', and IKE version ikev2");
    }

    private CloudTunnels readGeneric(String name) {
        List<CloudTunnels.Tunnel> tunnels = new ArrayList<>();
        String customer = null;
        String[] parts = GENERIC_TUNNEL.split(text, -1);
        for (int i = 1; i < parts.length; i++) {
            Generic tunnel = Generic.parse(parts[i], i);
            customer = sameCustomer(customer, tunnel.get("Outside IP Addresses/Customer Gateway"));
            noteAlgorithms(tunnel);
            String inside = tunnel.find("Inside IP Addresses/Customer Gateway").orElse(null);
            String insidePeer =
                    tunnel.find("Inside IP Addresses/Virtual Private Gateway").orElse(null);
            tunnels.add(new CloudTunnels.Tunnel(
                    address(tunnel.get("Outside IP Addresses/Virtual Private Gateway")),
                    tunnel.get("Pre-Shared Key"),
                    inside,
                    insidePeer == null ? null : insidePeer.replaceFirst("/.*", "")));
        }
        return new CloudTunnels(name, address(String.valueOf(customer)), tunnels, notes);
    }

    private void noteAlgorithms(Generic tunnel) {
        tunnel.find("IKE version")
                .filter(version -> !version.equalsIgnoreCase("IKEv2"))
                .ifPresent(version -> note("the file speaks of " + version
                        + "; what is written is IKEv2, which the tunnel options must allow"));
        tunnel.find("Encryption Algorithm")
                .ifPresent(cipher -> note("the file names the least that AWS accepts (" + cipher
                        + ", " + tunnel.find("Authentication Algorithm").orElse("?") + ", "
                        + tunnel.find("Diffie-Hellman").orElse("?")
                        + "); narrow the tunnel options to what is written here"));
    }

    private void note(String note) {
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    private CloudTunnels readStrongSwan(String name) {
        List<CloudTunnels.Tunnel> tunnels = new ArrayList<>();
        String customer = null;
        Map<String, String> keys = new LinkedHashMap<>();
        STRONGSWAN_SECRET.matcher(text).results().forEach(secret -> keys.put(secret.group(2), secret.group(3)));
        List<Integer> starts = new ArrayList<>(STRONGSWAN_TUNNEL
                .matcher(text)
                .results()
                .map(conn -> conn.start())
                .toList());
        starts.add(text.length());
        for (int i = 0; i + 1 < starts.size(); i++) {
            String part = text.substring(starts.get(i), starts.get(i + 1));
            Map<String, String> settings = new LinkedHashMap<>();
            STRONGSWAN_SETTING.matcher(part).results().forEach(one -> settings.putIfAbsent(one.group(1), one.group(2)));
            String outside = address(required(settings.get("right"), "right", i + 1));
            customer = sameCustomer(customer, required(settings.get("leftid"), "leftid", i + 1));
            Matcher inside = STRONGSWAN_INSIDE.matcher(part);
            boolean hasInside = inside.find();
            tunnels.add(new CloudTunnels.Tunnel(
                    outside,
                    required(keys.get(outside), "PSK of " + outside, i + 1),
                    hasInside ? inside.group(1) : null,
                    hasInside ? inside.group(2).replaceFirst("/.*", "") : null));
            if (!settings.getOrDefault("keyexchange", "ikev2").equals("ikev2")) {
                note("the file speaks of " + settings.get("keyexchange")
                        + "; what is written is IKEv2, which the tunnel options must allow");
            }
            if (settings.containsKey("ike")) {
                note("the file names the least that AWS accepts (" + settings.get("ike")
                        + "); narrow the tunnel options to what is written here");
            }
        }
        return new CloudTunnels(name, address(String.valueOf(customer)), tunnels, notes);
    }

    private static String required(@Nullable String value, String what, int tunnel) {
        if (value == null) {
            throw new IllegalArgumentException("tunnel " + tunnel + " has no '" + what + "' in this file");
        }
        return value;
    }

    private static String sameCustomer(@Nullable String before, String now) {
        if (before != null && !before.equals(now)) {
            throw new IllegalArgumentException(
                    "the tunnels are to different customer gateways, " + before + " and " + now);
        }
        return now;
    }

    private static String address(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is in the place of an address in this file");
        }
        return text;
    }

    /** The settings of one tunnel in the generic form. Names that come twice are told apart by the line above them. */
    private record Generic(int number, Map<String, String> settings) {
        static Generic parse(String part, int number) {
            Map<String, String> settings = new LinkedHashMap<>();
            String heading = "";
            for (String line : part.lines().toList()) {
                Matcher setting = GENERIC_SETTING.matcher(line);
                if (setting.matches()) {
                    String key = setting.group(1).replaceAll("\\s+", " ");
                    settings.putIfAbsent(key, setting.group(2));
                    settings.putIfAbsent(heading + '/' + key, setting.group(2));
                } else if (!line.isBlank()) {
                    heading = line.strip().replaceFirst(":$", "");
                }
            }
            return new Generic(number, settings);
        }

        String get(String key) {
            return required(settings.get(key), key, number);
        }

        Optional<String> find(String key) {
            return Optional.ofNullable(settings.get(key));
        }
    }
}
