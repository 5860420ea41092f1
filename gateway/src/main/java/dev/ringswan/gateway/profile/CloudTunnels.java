package dev.ringswan.gateway.profile;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tunnels of one VPN connection, as the cloud describes them.
 *
 * @param name of the connection there, for names here
 * @param customer our address as the cloud knows it, which is also our identity
 * @param tunnels one or two, each to an address of its own
 * @param notes what the description asks for and is done otherwise
 */
public record CloudTunnels(String name, String customer, List<Tunnel> tunnels, List<String> notes) {
    private static final int TUNNELS_MAX = 4;
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,31}");

    /**
     * One tunnel. Its key is not part of its text.
     *
     * @param outside the cloud's address
     * @param key the pre-shared key
     * @param inside our address in the tunnel with its network, as in 169.254.44.26/30; null for none
     * @param insidePeer the cloud's address in the tunnel; null for none
     */
    public record Tunnel(
            String outside,
            String key,
            @Nullable String inside,
            @Nullable String insidePeer) {
        /** Our address in the tunnel alone; null for none. */
        @Nullable
        String insideAddress() {
            return inside == null ? null : inside.replaceFirst("/.*", "");
        }

        @Override
        public String toString() {
            return "Tunnel[" + outside + ", inside " + inside + " to " + insidePeer + ']';
        }
    }

    /** Whether each tunnel has addresses inside, by which it can be tried. */
    public boolean areProbed() {
        return tunnels.stream().allMatch(tunnel -> tunnel.inside() != null && tunnel.insidePeer() != null);
    }

    /** Checks the count, and the name. */
    public CloudTunnels {
        tunnels = List.copyOf(tunnels);
        notes = List.copyOf(notes);
        if (tunnels.isEmpty() || tunnels.size() > TUNNELS_MAX) {
            throw new IllegalArgumentException(
                    "there are " + tunnels.size() + " tunnels, expected 1 to " + TUNNELS_MAX);
        }
        if (tunnels.stream().map(Tunnel::outside).distinct().count() < tunnels.size()) {
            throw new IllegalArgumentException("two tunnels have the same outside address");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a name is a letter, then at most 31 letters, digits, '-' and '_'; not '" + name + "'");
        }
    }
}
