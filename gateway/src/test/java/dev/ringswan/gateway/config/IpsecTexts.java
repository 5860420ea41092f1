package dev.ringswan.gateway.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;

/** A pair of the older form, for tests to change. */
final class IpsecTexts {
    static final String CONF = """
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
            """;
    static final String SECRETS = """
            203.0.113.1 52.10.20.30 : PSK "MyPreSharedKey123"
            """;

    private IpsecTexts() {}

    static GatewayConfig parse(String conf, String secrets) throws ConfigException {
        return ConfigLoader.parse(conf, secrets, "ipsec", Path.of("/etc"));
    }

    /** The configuration with a line more in its section. */
    static String withSetting(String setting) {
        return CONF + "    " + setting + "\n";
    }

    static List<String> faults(String conf, String secrets) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> parse(conf, secrets));
        return e.problems().stream().map(ConfigException.Problem::toString).toList();
    }

    static List<String> warnings(String conf) throws ConfigException {
        return parse(conf, SECRETS).warnings().stream()
                .map(ConfigException.Problem::toString)
                .toList();
    }
}
