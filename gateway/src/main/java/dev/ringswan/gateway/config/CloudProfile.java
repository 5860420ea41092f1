package dev.ringswan.gateway.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The rules of a cloud's VPN gateways, as their documents state them: what {@code profile = aws} in a connection means.
 * They change; the sources are named in the module's README.
 */
public enum CloudProfile {
    /** AWS Site-to-Site VPN, with its default tunnel options. */
    AWS("AWS Site-to-Site VPN", 28_800, 3_600, 2_520, 3_060, "[A-Za-z1-9._][A-Za-z0-9._]{7,63}", 1_500, 1_446),
    /** Azure VPN Gateway, with a custom policy. */
    AZURE("Azure VPN Gateway", 28_800, 27_000, 0, 0, "[!-~]{1,128}", 1_500, 1_400),
    /** Google Cloud HA VPN. */
    GCP("Google Cloud VPN", 36_000, 10_800, 0, 0, "[!-~]{1,128}", 1_460, 1_406);

    private final String title;
    private final int ikeSeconds;
    private final int childSeconds;
    private final int peerRekeyFirstSeconds;
    private final int peerRekeyLastSeconds;
    private final Pattern keyPattern;
    private final int pathMtu;
    private final int tunMtu;

    CloudProfile(
            String title,
            int ikeSeconds,
            int childSeconds,
            int peerRekeyFirstSeconds,
            int peerRekeyLastSeconds,
            String keyPattern,
            int pathMtu,
            int tunMtu) {
        this.title = title;
        this.ikeSeconds = ikeSeconds;
        this.childSeconds = childSeconds;
        this.peerRekeyFirstSeconds = peerRekeyFirstSeconds;
        this.peerRekeyLastSeconds = peerRekeyLastSeconds;
        this.keyPattern = Pattern.compile(keyPattern);
        this.pathMtu = pathMtu;
        this.tunMtu = tunMtu;
    }

    /** The profile of a keyword. */
    public static CloudProfile of(String text) {
        return Values.oneOf(CloudProfile.class, text);
    }

    /** The keyword. */
    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What people call the service. */
    public String title() {
        return title;
    }

    /** The life of an IKE SA there, in seconds. */
    public int ikeSeconds() {
        return ikeSeconds;
    }

    /** The life of a child SA there, in seconds. */
    public int childSeconds() {
        return childSeconds;
    }

    /** Whether the peer may rekey a child SA at an age between these, in seconds; both may meet then. */
    boolean rekeysWithin(long firstSeconds, long lastSeconds) {
        return firstSeconds <= peerRekeyLastSeconds && lastSeconds >= peerRekeyFirstSeconds;
    }

    /** When the peer rekeys, for messages. */
    String rekeyWindow() {
        return peerRekeyFirstSeconds + " and " + peerRekeyLastSeconds + " s";
    }

    /** Whether a pre-shared key can be entered there. */
    public boolean accepts(String key) {
        return keyPattern.matcher(key).matches();
    }

    /** What {@link #accepts} wants, for messages. */
    public String keyRule() {
        return this == AWS
                ? "8 to 64 letters, digits, '.' and '_', not beginning with 0"
                : "1 to 128 printable ASCII characters without spaces";
    }

    /** Bytes of the largest packet that passes the cloud's network, IP header included. */
    public int pathMtu() {
        return pathMtu;
    }

    /** Bytes of the largest packet for the tunnel, with the smallest overhead there is (AES-GCM, no NAT). */
    int tunMtu() {
        return tunMtu;
    }
}
