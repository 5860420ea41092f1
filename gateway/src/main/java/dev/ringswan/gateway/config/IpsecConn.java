package dev.ringswan.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One {@code conn} section with all that it inherits, on its way to the newer form. */
final class IpsecConn {
    private static final long IKE_SECONDS_DEFAULT = 3 * 3_600;
    private static final long CHILD_SECONDS_DEFAULT = 3_600;
    private static final long MARGIN_SECONDS_DEFAULT = 9 * 60;

    private final IpsecConfParser.Part conn;
    private final Map<String, Section.Setting> settings;
    private final Problems problems;
    private final List<Section.Setting> ike = new ArrayList<>();
    private final List<Section.Setting> local = new ArrayList<>();
    private final List<Section.Setting> remote = new ArrayList<>();
    private final List<Section.Setting> child = new ArrayList<>();

    /**
     * Of a section.
     *
     * @param settings its own and inherited ones, by key
     */
    IpsecConn(IpsecConfParser.Part conn, Map<String, Section.Setting> settings, Problems problems) {
        this.conn = conn;
        this.settings = settings;
        this.problems = problems;
    }

    /**
     * A connection with one child of its name; {@code children} is the last of its sections.
     *
     * @param uniqueIds what becomes of duplicates, if {@code config setup} says it
     */
    Section convert(boolean strictRevocation, Section.@Nullable Setting uniqueIds) {
        checkWhatHasOneMeaning();
        if (uniqueIds != null) {
            String unique = uniqueIds.value().equals("yes") ? "replace" : uniqueIds.value();
            ike.add(new Section.Setting("unique", unique, uniqueIds.line(), uniqueIds.key()));
        }
        convertAddresses();
        convertAlgorithms();
        convertSides();
        convertActions();
        convertLifetimes();
        if (strictRevocation && !value("rightauth", value("authby", "")).matches("psk|secret")) {
            remote.add(new Section.Setting("revocation", "strict", conn.line(), "strictcrlpolicy"));
        }
        int line = conn.line();
        Section net = new Section(conn.name(), line, child, List.of());
        return new Section(
                conn.name(),
                line,
                ike,
                List.of(
                        new Section("local", line, local, List.of()),
                        new Section("remote", line, remote, List.of()),
                        new Section("children", line, List.of(), List.of(net))));
    }

    private void checkWhatHasOneMeaning() {
        only("keyexchange", "ikev2|ike", "IKEv1 is retired (RFC 9395); let the peer speak IKEv2, and write ikev2");
        only("reauth", "no", "the IKE SA is rekeyed instead, which interrupts nothing; write no");
        only("rekey", "yes", "keys are not used for ever; write yes");
        only("installpolicy", "yes", "policies are part of the gateway; write yes");
        Section.Setting timeout = settings.get("dpdtimeout");
        if (timeout != null) {
            problems.warn(timeout.line(), "'dpdtimeout' is for IKEv1 and has no effect here");
        }
        copy("mobike", ike, "mobike");
        copy("aggressive", ike, "aggressive");
        copy("fragmentation", ike, "fragmentation");
        copy("allow_weak", ike, "allow_weak");
        copy("compress", child, "ipcomp");
        copy("replay_window", child, "replay_window");
        copy("type", child, "mode");
    }

    private void only(String key, String supported, String reason) {
        Section.Setting setting = settings.get(key);
        if (setting != null && !setting.value().matches(supported)) {
            problems.add(setting.line(), key + '=' + setting.value() + " is not supported: " + reason);
        }
    }

    private void convertAddresses() {
        if (!value("left", "%any").startsWith("%")) {
            copy("left", ike, "local_addrs");
        }
        copy("right", ike, "remote_addrs");
        copy("leftikeport", ike, "local_port");
        copy("rightikeport", ike, "remote_port");
        copy("leftsubnet", child, "local_ts");
        copy("rightsubnet", child, "remote_ts");
        put("forceencaps", ike, "encap", value("forceencaps", "no").equals("yes") ? "yes" : "auto");
    }

    private void convertAlgorithms() {
        put("ike", ike, "proposals", strict("ike"));
        put("esp", child, "esp_proposals", strict("esp"));
    }

    /** "!" says that nothing is offered but what is written, which holds here anyway. */
    private String strict(String key) {
        String value = value(key, "");
        return value.endsWith("!") ? value.substring(0, value.length() - 1).strip() : value;
    }

    private void convertSides() {
        method("leftauth", local);
        method("rightauth", remote);
        copy("leftid", local, "id");
        copy("leftcert", local, "certs");
        copy("rightcert", remote, "certs");
        boolean addressNamesPeer = !settings.containsKey("rightid") && !settings.containsKey("rightcert");
        if (addressNamesPeer && !value("right", "%any").startsWith("%")) {
            copy("right", remote, "id");
        } else {
            copy("rightid", remote, "id");
        }
    }

    private void method(String key, List<Section.Setting> side) {
        String written = settings.containsKey(key) ? key : "authby";
        String method = value(written, "pubkey").toLowerCase(Locale.ROOT);
        String converted = switch (method) {
            case "psk", "secret" -> "psk";
            case "pubkey", "rsasig", "rsa", "ecdsasig", "ecdsa" -> "pubkey";
            default -> method;
        };
        side.add(new Section.Setting("auth", converted, line(written), written));
    }

    private void convertActions() {
        String auto = value("auto", "");
        put(
                "auto",
                child,
                "start_action",
                switch (auto) {
                    case "add" -> "none";
                    case "route" -> "trap";
                    default -> auto;
                });
        put("closeaction", child, "close_action", action("closeaction"));
        put("dpdaction", child, "dpd_action", action("dpdaction"));
        put("dpddelay", ike, "dpd_delay", value("dpddelay", ""));
        put("keyingtries", ike, "keyingtries", value("keyingtries", "").replace("%forever", "0"));
    }

    private String action(String key) {
        String value = value(key, "");
        return value.equals("hold") ? "trap" : value;
    }

    /** Rekeying begins the margin before the end, or up to the fuzz earlier than that. */
    private void convertLifetimes() {
        long margin =
                seconds(settings.containsKey("margintime") ? "margintime" : "rekeymargin", MARGIN_SECONDS_DEFAULT);
        long fuzz = fuzz();
        long ikeLife = seconds("ikelifetime", IKE_SECONDS_DEFAULT);
        String childKey = settings.containsKey("lifetime") ? "lifetime" : "keylife";
        long childLife = seconds(childKey, CHILD_SECONDS_DEFAULT);
        if (margin >= ikeLife || margin >= childLife) {
            problems.add(
                    line("margintime"),
                    "the margin before the end of a lifetime (" + margin
                            + " s) is not shorter than the lifetime: set margintime");
            return;
        }
        limits(ike, "ikelifetime", "time", ikeLife - margin, margin, fuzz);
        ike.add(new Section.Setting("over_time", Long.toString(margin), line("ikelifetime"), "margintime"));
        limits(child, childKey, "time", childLife - margin, margin, fuzz);
        child.add(new Section.Setting("life_time", Long.toString(childLife), line(childKey), childKey));
        convertVolume("lifebytes", "marginbytes", "bytes", fuzz);
        convertVolume("lifepackets", "marginpackets", "packets", fuzz);
    }

    private void convertVolume(String lifeKey, String marginKey, String unit, long fuzz) {
        long life = number(lifeKey, 0);
        long margin = number(marginKey, life / 10);
        if (life == 0) {
            return;
        }
        if (margin >= life) {
            problems.add(line(marginKey), marginKey + " is not less than " + lifeKey);
            return;
        }
        limits(child, lifeKey, unit, life - margin, margin, fuzz);
        child.add(new Section.Setting("life_" + unit, Long.toString(life), line(lifeKey), lifeKey));
    }

    private void limits(List<Section.Setting> target, String key, String unit, long soft, long margin, long fuzz) {
        long random = (long) Math.min(margin / 100.0 * fuzz, (double) (soft - 1));
        target.add(new Section.Setting("rekey_" + unit, Long.toString(soft), line(key), key));
        target.add(new Section.Setting("rand_" + unit, Long.toString(random), line(key), "rekeyfuzz"));
    }

    private long fuzz() {
        String text = value("rekeyfuzz", "100%");
        if (!text.matches("[0-9]{1,4}%")) {
            problems.add(line("rekeyfuzz"), "rekeyfuzz is a percentage such as 100%, not '" + text + "'");
            return 0;
        }
        return Long.parseLong(text.substring(0, text.length() - 1));
    }

    private long seconds(String key, long fallback) {
        return parsed(key, fallback, Values::seconds);
    }

    private long number(String key, long fallback) {
        return parsed(key, fallback, Values::quantity);
    }

    private long parsed(String key, long fallback, SectionReader.Parser<Long> parser) {
        Section.Setting setting = settings.get(key);
        if (setting == null) {
            return fallback;
        }
        try {
            return parser.parse(setting.value());
        } catch (IllegalArgumentException e) {
            problems.add(setting.line(), key + ' ' + e.getMessage());
            return fallback;
        }
    }

    private String value(String key, String fallback) {
        Section.Setting setting = settings.get(key);
        return setting == null ? fallback : setting.value();
    }

    private int line(String key) {
        Section.Setting setting = settings.get(key);
        return setting == null ? conn.line() : setting.line();
    }

    private void copy(String key, List<Section.Setting> target, String newKey) {
        put(key, target, newKey, value(key, ""));
    }

    /** Under its new name, if the file has it. */
    private void put(String key, List<Section.Setting> target, String newKey, String newValue) {
        Section.Setting setting = settings.get(key);
        if (setting != null) {
            target.add(new Section.Setting(newKey, newValue, setting.line(), key));
        }
    }
}
