package dev.ringswan.gateway.config;

import dev.ringswan.dataplane.esp.ReplayWindow;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.TransformType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Warns of what a cloud will refuse, or will break later, in connections with a {@code profile}. */
final class CloudLints {
    private static final String KEY = "profile";

    private CloudLints() {}

    /** The profile of a connection; null for none, or a wrong one, which {@link ConnectionReader} reports. */
    private static @Nullable CloudProfile profile(SectionReader connection) {
        String text = connection.value(KEY, "", value -> value);
        return Arrays.stream(CloudProfile.values())
                .filter(profile -> profile.keyword().equals(text))
                .findFirst()
                .orElse(null);
    }

    /** Warns of a key that nobody can enter there. The key itself is not shown. */
    static void checkKey(SectionReader connection, SharedKeys.SharedKey key) {
        CloudProfile profile = profile(connection);
        if (profile == null) {
            return;
        }
        byte[] bytes = key.key().copy();
        boolean accepted = profile.accepts(new String(bytes, StandardCharsets.ISO_8859_1));
        Arrays.fill(bytes, (byte) 0);
        if (!accepted) {
            warn(
                    connection,
                    KEY,
                    profile,
                    "takes pre-shared keys of " + profile.keyRule() + "; '" + key.name() + "' is none");
        }
    }

    /** Compares all connections that have a profile with its rules. */
    static void check(@Nullable SectionReader connections, IkeSettings ike, GatewaySettings gateway, TunSettings tun) {
        for (SectionReader section : connections == null ? List.<SectionReader>of() : connections.sections()) {
            CloudProfile profile = profile(section);
            Connection connection = ike.ike(section.name()).orElse(null);
            if (profile != null && connection != null) {
                new One(section, profile, connection).check(ike, gateway, tun);
            }
        }
    }

    private static void warn(SectionReader section, String key, CloudProfile profile, String message) {
        section.warnAt(key, ": " + profile.title() + " " + message);
    }

    /** One connection. */
    private record One(SectionReader section, CloudProfile profile, Connection connection) {
        void check(IkeSettings ike, GatewaySettings gateway, TunSettings tun) {
            if (connection.proposals().size() > 1
                    || hasChoice(connection.proposals().getFirst())) {
                warn("proposals", "picks by its own list, not by ours: offer one suite, so that both sides know which");
            }
            long hard = TimeUnit.NANOSECONDS.toSeconds(connection.lifetime().hardNs());
            if (hard == 0 || hard > profile.ikeSeconds()) {
                warn(
                        "rekey_time",
                        "ends an IKE SA after " + profile.ikeSeconds() + " s: rekey_time and over_time"
                                + " together must not be longer");
            }
            if (connection.livenessNs() == 0) {
                warn("dpd_delay", "replaces its endpoints without notice, which dpd_delay = 0 would not see");
            }
            if (!gateway.dataplane().clampMss()) {
                warn(KEY, "does not send ICMP for packets that are too big: leave gateway.clamp_mss on");
            }
            if (tun.mtu() > profile.tunMtu()) {
                warn(KEY, "has no room for packets of " + tun.mtu() + " bytes: tun.mtu is at most " + profile.tunMtu());
            }
            SectionReader children = section.section("children");
            for (SectionReader child : children == null ? List.<SectionReader>of() : children.sections()) {
                ike.child(section.name(), child.name()).ifPresent(settings -> checkChild(child, settings));
            }
            if (connection.children().size() > 1) {
                warn(KEY, "makes one child SA per tunnel: write all networks into one child");
            }
        }

        private void checkChild(SectionReader child, ChildSettings settings) {
            List<TransformSet> proposals =
                    connection.child(settings.name()).orElseThrow().proposals();
            if (!proposals.stream().allMatch(set -> set.has(TransformType.KEY_EXCHANGE))) {
                CloudLints.warn(
                        child,
                        "esp_proposals",
                        profile,
                        "wants forward secrecy: without a group the tunnel comes up, and its first rekey is refused");
            }
            if (proposals.size() > 1 || hasChoice(proposals.getFirst())) {
                CloudLints.warn(child, "esp_proposals", profile, "picks by its own list: offer one suite");
            }
            long soft =
                    TimeUnit.NANOSECONDS.toSeconds(settings.lifetime().limits().softNs());
            long hard =
                    TimeUnit.NANOSECONDS.toSeconds(settings.lifetime().limits().hardNs());
            long jitter = TimeUnit.NANOSECONDS.toSeconds(settings.lifetime().jitterNs());
            if (hard > profile.childSeconds()) {
                CloudLints.warn(
                        child,
                        "life_time",
                        profile,
                        "ends a child SA after " + profile.childSeconds() + " s, ours must not live longer");
            }
            if (profile.rekeysWithin(soft - jitter, soft)) {
                CloudLints.warn(
                        child,
                        "rekey_time",
                        profile,
                        "rekeys by itself between " + profile.rekeyWindow()
                                + ": rekey before that, or both do at once");
            }
            if (settings.replayWindow() < ReplayWindow.LENGTH_DEFAULT) {
                CloudLints.warn(
                        child,
                        "replay_window",
                        profile,
                        "reorders more than " + settings.replayWindow() + " packets: " + ReplayWindow.LENGTH_DEFAULT
                                + " or more");
            }
            if (settings.pathMtu() > profile.pathMtu()) {
                CloudLints.warn(
                        child, "path_mtu", profile, "carries packets of at most " + profile.pathMtu() + " bytes");
            }
        }

        private void warn(String key, String message) {
            CloudLints.warn(section, key, profile, message);
        }

        /** Whether a proposal leaves something to the peer; with or without ESN is no suite. */
        private static boolean hasChoice(TransformSet set) {
            return set.transforms().stream()
                    .filter(transform -> transform.type() != TransformType.ESN)
                    .anyMatch(transform -> set.ofType(transform.type()).size() > 1);
        }
    }
}
