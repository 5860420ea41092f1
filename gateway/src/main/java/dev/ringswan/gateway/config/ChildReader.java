package dev.ringswan.gateway.config;

import dev.ringswan.dataplane.esp.ReplayWindow;
import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.dataplane.policy.TrafficSelector;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.SaLifetime;
import dev.ringswan.dataplane.sa.SaMode;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.gateway.config.ChildSettings.StartAction;
import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.TransformType;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads one subsection of {@code children}. */
final class ChildReader {
    /** What IKE and what the data plane want to know of a child. */
    record Child(ChildConfig config, ChildSettings settings) {}

    private static final String DYNAMIC = "dynamic";
    private static final long REKEY_SECONDS_DEFAULT = 3_600;
    private static final List<String> NO = List.of("no", "0");

    private final SectionReader reader;
    private final String connection;
    private final InetAddress local;
    private final InetAddress remote;
    private final boolean weakAllowed;

    /**
     * Of a child between two outer addresses.
     *
     * @param remote the peer's, or any
     * @param weakAllowed whether MODP-1024 may be offered
     */
    ChildReader(SectionReader reader, String connection, InetAddress local, InetAddress remote, boolean weakAllowed) {
        this.reader = reader;
        this.connection = connection;
        this.local = local;
        this.remote = remote;
        this.weakAllowed = weakAllowed;
    }

    /** Null, and reported, when something is missing or wrong. */
    @Nullable
    Child read() {
        refuseWhatIsNotDone();
        SaMode mode = reader.value("mode", SaMode.TUNNEL, text -> Values.oneOf(SaMode.class, text));
        List<TransformSet> proposals = readProposals();
        TrafficSelectors selectors = readSelectors();
        StartAction start = reader.value("start_action", StartAction.NONE, ChildReader::action);
        StartAction close = reader.value("close_action", StartAction.NONE, ChildReader::action);
        StartAction dpd = reader.value("dpd_action", start, ChildReader::action);
        ChildLifetime lifetime = readLifetime();
        int replayWindow = reader.value("replay_window", ReplayWindow.LENGTH_DEFAULT, ChildReader::replayWindow);
        OuterHeaderRules header = OuterHeaderReader.read(reader);
        int pathMtu = reader.value(
                "path_mtu",
                SaParameters.PATH_MTU_DEFAULT,
                text -> Values.integer(text, SaParameters.PATH_MTU_MIN, 65_535));
        reader.finish();
        if (start != StartAction.NONE && remote.isAnyLocalAddress()) {
            reader.problemAt("start_action", "needs a peer with an address, and 'remote_addrs' is %any");
        }
        warnOfStarting("close_action", close);
        warnOfStarting("dpd_action", dpd);
        if (selectors == null || lifetime == null || proposals.isEmpty()) {
            return null;
        }
        ChildConfig config = reader.build(() -> new ChildConfig(
                reader.name(),
                proposals,
                ofIke(selectors.local()),
                ofIke(selectors.remote()),
                mode == SaMode.TRANSPORT));
        if (config == null) {
            return null;
        }
        return new Child(
                config,
                new ChildSettings(
                        connection,
                        reader.name(),
                        start,
                        close,
                        dpd,
                        selectors,
                        lifetime,
                        replayWindow,
                        header,
                        pathMtu));
    }

    private void warnOfStarting(String key, StartAction action) {
        if (reader.has(key) && action != StartAction.NONE && remote.isAnyLocalAddress()) {
            reader.warnAt(
                    key, "does nothing while 'remote_addrs' is %any: nobody knows where the peer is until it calls");
        }
    }

    private void refuseWhatIsNotDone() {
        reader.only("ipcomp", NO, "there is no compression");
        reader.only("hw_offload", List.of("no", "auto"), "ESP is done in user space");
    }

    private List<TransformSet> readProposals() {
        if (!reader.has("esp_proposals")) {
            return ProposalText.espDefault();
        }
        List<List<TransformSet>> sets = reader.list("esp_proposals", this::proposal);
        List<TransformSet> proposals = sets.stream().flatMap(List::stream).toList();
        if (!proposals.isEmpty() && !proposals.stream().allMatch(set -> set.has(TransformType.KEY_EXCHANGE))) {
            reader.warnAt(
                    "esp_proposals",
                    "has a proposal without a group, so rekeying has no forward secrecy; add x25519 or ecp384, if the"
                            + " peer has it too");
        }
        ConnectionLints.warnOfAlgorithms(reader, "esp_proposals", proposals);
        return proposals;
    }

    private List<TransformSet> proposal(String text) {
        return text.equals("default") ? ProposalText.espDefault() : List.of(ProposalText.esp(text, weakAllowed));
    }

    private @Nullable TrafficSelectors readSelectors() {
        List<TrafficSelector> localSelectors = readSelectors("local_ts", local);
        List<TrafficSelector> remoteSelectors = readSelectors("remote_ts", remote);
        if (localSelectors.isEmpty() || remoteSelectors.isEmpty()) {
            return null;
        }
        return reader.build(() -> new TrafficSelectors(localSelectors, remoteSelectors));
    }

    private List<TrafficSelector> readSelectors(String key, InetAddress outer) {
        if (reader.has(key)) {
            return reader.list(key, text -> selector(text, outer));
        }
        if (outer.isAnyLocalAddress()) {
            reader.problemAt(key, "is missing, and 'remote_addrs' is %any: write the networks, as in 10.2.0.0/16");
            return List.of();
        }
        return List.of(selector(DYNAMIC, outer));
    }

    /** {@code dynamic} is the outer address, with or without {@code [protocol/port]}. */
    private static TrafficSelector selector(String text, InetAddress outer) {
        if (!text.startsWith(DYNAMIC)) {
            return TrafficSelector.parse(text);
        }
        if (outer.isAnyLocalAddress()) {
            throw new IllegalArgumentException(
                    "cannot be 'dynamic' while 'remote_addrs' names no address: write the networks, as in 10.2.0.0/16");
        }
        return TrafficSelector.parse(outer.getHostAddress() + text.substring(DYNAMIC.length()));
    }

    private static List<dev.ringswan.ike.wire.TrafficSelector> ofIke(List<TrafficSelector> selectors) {
        return selectors.stream()
                .map(s -> new dev.ringswan.ike.wire.TrafficSelector(
                        s.start(), s.end(), s.protocol(), s.portStart(), s.portEnd()))
                .toList();
    }

    /** In the words of swanctl.conf, old and new. */
    private static StartAction action(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "none", "clear" -> StartAction.NONE;
            case "trap" -> StartAction.TRAP;
            case "start", "restart" -> StartAction.START;
            default -> throw new IllegalArgumentException("is none, trap or start; not '" + text + "'");
        };
    }

    /** Any length is good for the operator; the data plane works in steps of 64. */
    private static int replayWindow(String text) {
        int length = Values.integer(text, 1, ReplayWindow.LENGTH_MAX);
        return (length + Long.SIZE - 1) / Long.SIZE * Long.SIZE;
    }

    private @Nullable ChildLifetime readLifetime() {
        Limit time = readLimit("time", REKEY_SECONDS_DEFAULT, Values::seconds);
        Limit bytes = readLimit("bytes", 0, Values::bytes);
        Limit packets = readLimit("packets", 0, Values::quantity);
        return reader.build(() -> new ChildLifetime(
                new SaLifetime(
                        nanoseconds(time.soft),
                        nanoseconds(time.hard),
                        bytes.soft,
                        bytes.hard,
                        packets.soft,
                        packets.hard),
                TimeUnit.SECONDS.toNanos(time.jitter),
                bytes.jitter,
                packets.jitter));
    }

    /** In the unit of the file, with {@link SaLifetime#UNLIMITED} for none. */
    private record Limit(long soft, long hard, long jitter) {}

    /** By default the hard limit is a tenth above the soft one, and the random part as long as that; 0 is no limit. */
    private Limit readLimit(String unit, long softDefault, SectionReader.Parser<Long> parser) {
        long soft = reader.value("rekey_" + unit, softDefault, parser);
        long hard = reader.value("life_" + unit, soft + soft / 10, parser);
        long jitterDefault = soft == 0 || hard == 0 ? 0 : Math.min(hard - soft, soft - 1);
        long jitter = reader.value("rand_" + unit, Math.max(0, jitterDefault), parser);
        if (hard != 0 && soft > hard) {
            reader.problemAt("life_" + unit, "is less than 'rekey_" + unit + "', so there would be no time to rekey");
            return new Limit(SaLifetime.UNLIMITED, SaLifetime.UNLIMITED, 0);
        }
        long limit = hard == 0 ? SaLifetime.UNLIMITED : hard;
        return new Limit(soft == 0 ? limit : soft, limit, soft == 0 ? 0 : jitter);
    }

    private static long nanoseconds(long seconds) {
        return seconds >= SaLifetime.UNLIMITED / 1_000_000_000L
                ? SaLifetime.UNLIMITED
                : TimeUnit.SECONDS.toNanos(seconds);
    }
}
