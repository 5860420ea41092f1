package dev.ringswan.gateway.config;

/** A small configuration with one connection, for tests to change. */
final class ConnectionTexts {
    static final String OFFICE = """
            connections {
                office {
                    local_addrs = 192.0.2.1
                    remote_addrs = 192.0.2.2
                    proposals = aes256gcm16-prfsha384-x25519
                    local {
                        auth = psk
                        id = gw-a.example
                    }
                    remote {
                        auth = psk
                        id = gw-b.example
                    }
                    children {
                        net {
                            local_ts = 10.1.0.0/16
                            remote_ts = 10.2.0.0/16
                            esp_proposals = aes256gcm16-x25519-esn-noesn
                            start_action = start
                        }
                    }
                }
            }
            secrets {
                ike-b {
                    id = gw-b.example
                    secret = 0x000102030405060708090a0b0c0d0e0f
                }
            }
            """;

    private ConnectionTexts() {}

    /** The configuration with one text in place of another, which it must have. */
    static String with(String old, String replacement) {
        if (!OFFICE.contains(old)) {
            throw new IllegalArgumentException("the configuration has no " + old);
        }
        return OFFICE.replace(old, replacement);
    }

    /** The configuration with a line more in the connection. */
    static String withSetting(String line) {
        return with("local_addrs = 192.0.2.1\n", "local_addrs = 192.0.2.1\n" + line + "\n");
    }

    /** The configuration with a line more in the child. */
    static String withChildSetting(String line) {
        return with("start_action = start\n", "start_action = start\n" + line + "\n");
    }
}
