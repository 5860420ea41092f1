package dev.ringswan.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which keys {@code ipsec.conf} may have here, and what to say of the others. */
final class IpsecConfKeys {
    /** Of a {@code conn} section. */
    private static final List<String> CONN = List.of(
            "allow_weak",
            "also",
            "aggressive",
            "authby",
            "auto",
            "closeaction",
            "compress",
            "dpdaction",
            "dpddelay",
            "dpdtimeout",
            "esp",
            "forceencaps",
            "fragmentation",
            "ike",
            "ikelifetime",
            "installpolicy",
            "keyexchange",
            "keyingtries",
            "keylife",
            "left",
            "leftauth",
            "leftcert",
            "leftid",
            "leftikeport",
            "leftsubnet",
            "lifebytes",
            "lifepackets",
            "lifetime",
            "marginbytes",
            "marginpackets",
            "margintime",
            "mobike",
            "reauth",
            "rekey",
            "rekeyfuzz",
            "rekeymargin",
            "replay_window",
            "right",
            "rightauth",
            "rightcert",
            "rightid",
            "rightikeport",
            "rightsubnet",
            "type");

    /** Of {@code config setup}. */
    private static final List<String> SETUP = List.of("cachecrls", "charondebug", "strictcrlpolicy", "uniqueids");

    /** Known to strongSwan, and what to do instead. */
    private static final Map<String, String> REFUSED = new TreeMap<>(Map.of(
            "ah", "there is no AH; use esp",
            "leftprotoport", "write it into leftsubnet, as in 10.1.0.0/16[tcp/80]",
            "rightprotoport", "write it into rightsubnet, as in 10.2.0.0/16[tcp/80]",
            "leftsourceip", "the gateway asks for no virtual address",
            "rightsourceip", "the gateway gives out no virtual addresses",
            "leftfirewall", "the firewall is the operator's",
            "rightca", "put the authority into ipsec.d/cacerts",
            "leftupdown", "no script is run",
            "mark", "there is no kernel policy to mark",
            "pfs", "add a group to esp, as in aes256gcm16-ecp384"));

    private IpsecConfKeys() {}

    /** Reports the keys of a section that are unknown or not supported. */
    static void check(IpsecConfParser.Part part, Problems problems) {
        List<String> known = part.kind().equals("conn") ? CONN : SETUP;
        for (Section.Setting setting : part.settings()) {
            String key = setting.key();
            if (known.contains(key)) {
                continue;
            }
            String reason = REFUSED.get(key);
            if (reason != null) {
                problems.add(setting.line(), "'" + key + "' is not supported: " + reason);
                continue;
            }
            String nearest = NearestName.of(key, new ArrayList<>(known));
            problems.add(
                    setting.line(),
                    "unknown key '" + key + "' in '" + part.kind() + ' ' + part.name() + "'"
                            + (nearest == null
                                    ? "; known are " + String.join(", ", known)
                                    : "; did you mean '" + nearest + "'?"));
        }
    }
}
